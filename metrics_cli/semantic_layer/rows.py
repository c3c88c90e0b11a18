"""What a dimension holds, asked of its own model alone: SQL by MetricFlow over a manifest of that one model.

MetricFlow lists the values of a dimension without a metric only where no join is needed (its issue 1824), and never
with counts. Over a manifest of the dimension's own model and a metric that counts rows, both work, and the engine opens
in 5 ms however large the project is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from metrics_cli.catalog import Home, Manifest
from metrics_cli.catalog.manifest import Json
from metrics_cli.catalog.values import MOST_KEPT
from metrics_cli.errors import QueryInvalid
from metrics_cli.query import METRIC_TIME, Filter, Operator
from metrics_cli.semantic_layer.filters import render_filter
from metrics_cli.semantic_layer.plan_cache import PlanCache
from metrics_cli.semantic_layer.versions import metricflow_version

_ROW, _DAY = "metrics_row", "metrics_day"
ROWS, PRESENT, DIFFERENT = "metrics_rows", "metrics_present", "metrics_different"
_COARSE = ("week", "month", "quarter", "year")


class RowLayer:
    """MetricFlow over single models of one manifest."""

    def __init__(self, manifest: Manifest, adapter: str, cache: Path | None = None) -> None:
        """`cache` is the folder to keep SQL in, which does not depend on the rest of the manifest."""
        self._manifest = manifest
        self._adapter = adapter
        self._plans = PlanCache(cache / "plans", f"{metricflow_version()} {adapter}") if cache else None

    def manifest_text(self, home: Home) -> str:
        """Return the manifest that asks of one dimension. Raises QueryInvalid when the project has no such one."""
        models: Iterable[Json] = (m for m in self._manifest.semantic_models if m["name"] == home.model)
        model: Json = next(iter(models), {})
        elements = (*(model.get("dimensions") or ()), *(model.get("entities") or ()))
        declared = next((d for d in elements if d["name"] == home.element), None)
        if declared is None:
            raise QueryInvalid(f"no dimension {home.element} in {home.model}", "run `dbt parse` again")
        body = _one_model(model, declared)
        body["project_configuration"] = _with_a_spine(self._manifest.content.get("project_configuration"))
        return json.dumps(body, sort_keys=True)

    def grain(self, home: Home) -> str:
        """Return the grain that the ends of a time dimension are told in: the day, or the coarser one it is kept in."""
        body = json.loads(self.manifest_text(home))
        params = body["semantic_models"][0]["dimensions"][0].get("type_params") or {}
        return params["time_granularity"] if params.get("time_granularity") in _COARSE else "day"

    def values_sql(self, home: Home) -> str:
        """Return the SQL of the values and their counts, the most frequent first, one more than are kept."""
        name = f"{_ROW}__{home.element}"
        return self._compile(home, [ROWS], [name], order_by=[f"-{ROWS}", name], limit=MOST_KEPT + 1)

    def totals_sql(self, home: Home) -> str:
        """Return the SQL of one row: all rows, those with a value, the different values."""
        return self._compile(home, [ROWS, PRESENT, DIFFERENT], [])

    def among_sql(self, home: Home, values: Iterable[str]) -> str:
        """Return the SQL of those of `values` that the dimension has, with their counts."""
        name = f"{_ROW}__{home.element}"
        where = render_filter(Filter(name, Operator.IN, tuple(values)), "categorical")
        return self._compile(home, [ROWS], [name], [where])

    def type_sql(self, home: Home) -> str:
        """Return SQL whose first column is the dimension, over few rows or none: the rows that lack it."""
        name = f"{_ROW}__{home.element}"
        where = render_filter(Filter(name, Operator.IS_NULL), "categorical")
        return self._compile(home, [ROWS], [name], [where])

    def ends_sql(self, home: Home, until: date | None = None, after: date | None = None) -> str:
        """Return the SQL of the first and the last day of a time dimension, one row of two columns."""
        grain, name = self.grain(home), f"{_ROW}__{home.element}"
        bounds = ((Operator.LE, until), (Operator.GT, after))
        where = [
            render_filter(Filter(name, operator, (day.isoformat(),)), "time", grain) for operator, day in bounds if day
        ]
        return self._compile(home, [], [f"{name}__{grain}"], where, min_max_only=True)

    def days_sql(self, grain: str) -> str:
        """Return the SQL of the days of the time spine, each with the unit of a custom `grain` that it is in."""
        return self._compiled(self._spines(), [], [f"{METRIC_TIME}__{grain}", f"{METRIC_TIME}__day"])

    def months_sql(self, grain: str) -> str:
        """Return the SQL of the months of the time spine, each with the unit of a custom `grain` that it is in."""
        return self._compiled(self._spines(), [], [f"{METRIC_TIME}__{grain}", f"{METRIC_TIME}__month"])

    def spine_sql(self) -> str:
        """Return the SQL of the first and the last day of the time spine, one row of two columns."""
        return self._compiled(self._spines(), [], [f"{METRIC_TIME}__day"], min_max_only=True)

    def _spines(self) -> str:
        spines = {"project_configuration": self._manifest.content.get("project_configuration")}
        return json.dumps({"semantic_models": [], "metrics": [], "saved_queries": [], **spines}, sort_keys=True)

    def _compile(
        self,
        home: Home,
        metrics: Sequence[str],
        group_by: Sequence[str],
        where: Sequence[str] = (),
        **options: Any,
    ) -> str:
        return self._compiled(self.manifest_text(home), metrics, group_by, where, **options)

    def _compiled(
        self, text: str, metrics: Sequence[str], group_by: Sequence[str], where: Sequence[str] = (), **options: Any
    ) -> str:
        request = {"metrics": metrics, "group_by": group_by, "where": where, **options}

        def compile() -> str:
            from metrics_cli.semantic_layer.engine import Engine

            return Engine(json.loads(text), self._adapter).compile(**request)

        return self._plans.get({"manifest": text, **request}, compile) if self._plans else compile()


def _with_a_spine(configuration: Any) -> Any:
    """Return the project's configuration with a time spine, which MetricFlow demands and no SQL of rows reads."""
    known = configuration or {}
    if known.get("time_spines") or known.get("time_spine_table_configurations"):
        return configuration
    relation = {"alias": "spine", "schema_name": "spine", "database": None, "relation_name": "spine.spine"}
    spine = {"node_relation": relation, "primary_column": {"name": "day", "time_granularity": "day"}}
    return {"time_spine_table_configurations": [], **known, "time_spines": [{**spine, "custom_granularities": []}]}


def _one_model(model: Json, declared: Json) -> dict[str, Any]:
    """Return a manifest of one model, one of its dimensions, and metrics that count its rows.

    The model's entities stay out, one stands for its rows; so do the validity windows of a slowly changing dimension.
    """
    grain = (declared.get("type_params") or {}).get("time_granularity")
    dimension = {
        "name": declared["name"],
        # An entity is declared by another kind of type (primary, foreign); its values are like those of a category.
        "type": declared["type"] if declared["type"] == "time" else "categorical",
        "expr": declared.get("expr"),
        "is_partition": False,
        "type_params": {"time_granularity": grain} if grain else None,
    }
    # A measure wants a date; nothing asks for this one, so it is in no SQL.
    day = {"name": _DAY, "type": "time", "expr": "cast('2000-01-01' as date)", "is_partition": False}
    column = declared.get("expr") or declared["name"]
    counted = {ROWS: ("sum", "1"), PRESENT: ("count", column), DIFFERENT: ("count_distinct", column)}
    return {
        "semantic_models": [
            {
                "name": model["name"],
                "node_relation": model["node_relation"],
                "entities": [{"name": _ROW, "type": "primary", "expr": "1"}],
                "dimensions": [dimension, {**day, "type_params": {"time_granularity": "day"}}],
                "measures": [
                    {"name": name, "agg": agg, "expr": expr, "agg_time_dimension": _DAY}
                    for name, (agg, expr) in counted.items()
                ],
            }
        ],
        "metrics": [
            {
                "name": name,
                "type": "simple",
                "type_params": {"measure": {"name": name}, "input_measures": [{"name": name}]},
            }
            for name in counted
        ],
        "saved_queries": [],
    }
