"""What a metric's groups add up to, from how the manifest says it is computed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from metrics_cli.catalog import Manifest, build_catalog

MEASURES = [
    {"name": "n", "agg": "count"},
    {"name": "s", "agg": "sum"},
    {"name": "b", "agg": "sum_boolean"},
    {"name": "d", "agg": "count_distinct"},
    {"name": "a", "agg": "average"},
    {"name": "m", "agg": "median"},
    {"name": "p", "agg": "percentile"},
    {"name": "low", "agg": "min"},
    *(
        {"name": name, "agg": agg, "non_additive_dimension": {"name": "day", "window_choice": "max"}}
        for name, agg in (("stock", "sum"), ("kinds", "count_distinct"), ("level", "average"))
    ),
]


def simple(measure: str) -> dict[str, Any]:
    return {"name": f"of_{measure}", "type": "simple", "type_params": {"measure": {"name": measure}}}


def derived(expr: str, *inputs: str | dict[str, Any]) -> dict[str, Any]:
    metrics = [i if isinstance(i, dict) else {"name": i} for i in inputs]
    return {"name": "asked", "type": "derived", "type_params": {"expr": expr, "metrics": metrics}}


def cumulative(measure: str) -> dict[str, Any]:
    return {"name": "asked", "type": "cumulative", "type_params": {"measure": {"name": measure}}}


RATIO = {"type_params": {"numerator": {"name": "of_n"}, "denominator": {"name": "of_s"}}}
NEW_STYLE = {"metric_aggregation_params": {"agg": "sum", "semantic_model": "things", "expr": "x"}}


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        pytest.param(simple("n"), "sum", id="count"),
        pytest.param(simple("s"), "sum", id="sum"),
        pytest.param(simple("b"), "sum", id="sum of truth values"),
        pytest.param(simple("d"), "distinct", id="count distinct"),
        pytest.param(simple("a"), "average", id="average"),
        pytest.param(simple("m"), "median", id="median"),
        pytest.param(simple("p"), "percentile", id="percentile"),
        pytest.param(simple("low"), "min", id="min"),
        pytest.param(simple("stock"), "balance", id="a balance"),
        pytest.param(simple("kinds"), "state", id="distinct things at a date"),
        pytest.param(simple("level"), "average", id="an average at a date"),
        pytest.param(derived("of_stock * 12", "of_stock"), "balance", id="a multiple of a balance"),
        pytest.param(cumulative("stock"), "formula", id="a running total of balances"),
        pytest.param(simple("gone"), "unknown", id="a measure that the manifest lacks"),
        pytest.param({"name": "new", "type": "simple", "type_params": NEW_STYLE}, "sum", id="without a measure"),
        pytest.param(derived("of_n + of_s", "of_n", "of_s"), "sum", id="a sum"),
        pytest.param(derived("-(of_n - of_s) * 100 / 2.0", "of_n", "of_s"), "sum", id="a difference times a number"),
        pytest.param(derived("coalesce(of_n, 0) - of_s", "of_n", "of_s"), "sum", id="nothing where unknown"),
        pytest.param(derived("now - of_s", {"name": "of_n", "alias": "now"}, "of_s"), "sum", id="by an alias"),
        pytest.param(derived("of_n + of_d", "of_n", "of_d"), "distinct", id="with a distinct count"),
        pytest.param(derived("of_n - of_a", "of_n", "of_a"), "average", id="with an average"),
        pytest.param(derived("of_n / of_s", "of_n", "of_s"), "formula", id="a quotient"),
        pytest.param(derived("of_n * of_s", "of_n", "of_s"), "formula", id="a product"),
        pytest.param(derived("of_n + 1", "of_n"), "formula", id="a number is added once a group"),
        pytest.param(derived("100 / of_n", "of_n"), "formula", id="a number over a metric"),
        pytest.param(derived("coalesce(of_n, 1)", "of_n"), "formula", id="one where unknown"),
        pytest.param(derived("case when of_n > 0 then of_n end", "of_n"), "formula", id="SQL that is no sum"),
        pytest.param(derived("abs(of_n)", "of_n"), "formula", id="another function"),
        pytest.param(
            derived(
                "of_n - then",
                "of_n",
                {"name": "of_n", "alias": "then", "offset_window": {"count": 1, "granularity": "month"}},
            ),
            "offset",
            id="another period",
        ),
        pytest.param(cumulative("n"), "running", id="a running total"),
        pytest.param(cumulative("d"), "distinct", id="a running count of distinct things"),
        pytest.param(cumulative("a"), "average", id="a running average"),
        pytest.param({"name": "r", "type": "ratio", **RATIO}, "ratio", id="a ratio"),
        pytest.param({"name": "c", "type": "conversion", "type_params": {}}, "conversion", id="a conversion"),
    ],
)
def test_groups_add_up_only_where_the_formula_says_so(metric: dict[str, Any], expected: str) -> None:
    model = {"name": "things", "measures": MEASURES, "entities": [], "dimensions": []}
    metrics = [*(simple(m["name"]) for m in MEASURES), metric]
    manifest = Manifest(Path(), "", "", {"semantic_models": [model], "metrics": metrics})
    assert build_catalog(manifest).metrics[metric["name"]].additivity == expected
