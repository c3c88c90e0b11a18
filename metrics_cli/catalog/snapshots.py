"""At which snapshot of a span a metric is told, as its semi-additive measures have it."""

from __future__ import annotations

from metrics_cli.catalog.formulas import Formulas
from metrics_cli.catalog.manifest import Json

_ENDS = {"max": "end", "min": "start"}


def stands(name: str, formulas: Formulas) -> str:
    """Return `end` for a metric that is told at the last snapshot of a span, `start` for one told at the first.

    Nothing when it adds up over a span, looks at another one, or mixes such measures.
    """
    found = _stands(name, formulas, frozenset())
    return next(iter(found)) if len(found) == 1 else ""


def _stands(name: str, formulas: Formulas, above: frozenset[str]) -> set[str]:
    metric: Json = formulas.metrics.get(name) or {}
    inputs = formulas.inputs(metric)
    if name in above or metric.get("type") in ("cumulative", "conversion"):
        return {""}
    if any(item.get("offset_window") or item.get("offset_to_grain") for item in inputs):
        return {""}
    if inputs:
        return {end for item in inputs for end in _stands(item["name"], formulas, above | {name})}
    params = metric.get("type_params") or {}
    item: Json = params.get("measure") or params.get("metric_aggregation_params") or {}
    _, measure = formulas.measures.get(item.get("name", ""), (None, item))
    return {_end(measure.get("non_additive_dimension") or {})}


def _end(dimension: Json) -> str:
    # Of each customer's own last snapshot there are as many days as customers.
    return "" if dimension.get("window_groupings") else _ENDS.get(str(dimension.get("window_choice") or "").lower(), "")
