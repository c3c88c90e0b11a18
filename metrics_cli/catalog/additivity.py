"""Whether a metric's groups add up to its whole: decided from how the manifest says it is computed."""

from __future__ import annotations

import ast

from metrics_cli.catalog.formulas import Formulas
from metrics_cli.catalog.manifest import Json

# What the groups of a metric can add up as: to the whole; to more, since a thing may be in several; and, at one date
# only, a running total and a balance (the state at the end of a span).
SUM, DISTINCT, RUNNING, BALANCE = "sum", "distinct", "running", "balance"
AT_ONE_DATE = (RUNNING, BALANCE)

_SUMS = ("sum", "count", "sum_boolean")


def additivity(metric: Json, formulas: Formulas) -> str:
    """Return sum, distinct, running or balance for a metric whose groups make up a whole; else what it is, as a word.

    Those words are ratio, average, min, max, median, percentile, state (distinct things at the end of a span),
    conversion, offset (it looks at another period), formula (no sum of its inputs) and unknown.
    """
    kind, params = metric.get("type"), metric.get("type_params") or {}
    if kind == "derived":
        return _derived(params, formulas)
    if kind == "cumulative":
        base = (params.get("cumulative_type_params") or {}).get("metric")
        inner = additivity(_metric(base, formulas), formulas) if base else _measured(params.get("measure"), formulas)
        return RUNNING if inner == SUM else "formula" if inner == BALANCE else inner
    if kind in ("ratio", "conversion"):
        return str(kind)
    return _measured(params.get("measure") or params.get("metric_aggregation_params"), formulas)


def _measured(item: Json | None, formulas: Formulas) -> str:
    _, measure = formulas.measures.get((item or {}).get("name", ""), (None, item or {}))
    aggregation = str(measure.get("agg") or "unknown").lower()
    is_state = bool(measure.get("non_additive_dimension"))
    # MetricFlow picks a balance's rows by date alone, the same for each group and for the whole.
    if aggregation in _SUMS:
        return BALANCE if is_state else SUM
    if aggregation == "count_distinct":
        return "state" if is_state else DISTINCT
    return aggregation


def _derived(params: Json, formulas: Formulas) -> str:
    """Return what sums and differences of inputs come to; anything else that is made of them is a formula."""
    inputs = {(i.get("alias") or i["name"]): i for i in params.get("metrics") or ()}
    if any(i.get("offset_window") or i.get("offset_to_grain") for i in inputs.values()):
        return "offset"
    try:
        is_sum = _power(ast.parse(" ".join(str(params.get("expr")).split()), mode="eval").body, set(inputs)) == 1
    except (SyntaxError, ValueError, RecursionError):
        is_sum = False
    if not is_sum:
        return "formula"
    kinds = {additivity(_metric(i, formulas), formulas) for i in inputs.values()}
    return next(iter(sorted(kinds - {SUM})), SUM) if len(kinds - {SUM}) <= 1 else "formula"


def _metric(item: Json | str, formulas: Formulas) -> Json:
    return formulas.metrics.get(item if isinstance(item, str) else item["name"]) or {}


def _power(node: ast.expr, names: set[str]) -> int:
    """Return 1 for an expression that is proportional to its names, 0 for a number. Raises ValueError for others."""
    if isinstance(node, ast.Name) and node.id in names:
        return 1
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return 0
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        return _power(node.operand, names)
    if isinstance(node, ast.BinOp):
        left, right = _power(node.left, names), _power(node.right, names)
        if isinstance(node.op, ast.Add | ast.Sub) and left == right:
            return left
        if isinstance(node.op, ast.Mult) and left + right < 2:
            return left + right
        if isinstance(node.op, ast.Div) and right == 0:
            return left
    # An unknown input counts as nothing, which does not change what the rest adds up to.
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.lower() == "coalesce":
        first, *others = node.args
        if all(isinstance(o, ast.Constant) and o.value == 0 for o in others):
            return _power(first, names)
    raise ValueError(ast.dump(node))
