"""The one door to MetricFlow: a manifest's content in; SQL and joins out. Importing it costs 0.6 s, so open it late."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest, OutputColumnOrderMode
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render import (
    athena,
    big_query,
    databricks,
    duckdb_renderer,
    postgres,
    redshift,
    snowflake,
    trino,
    vertica,
)
from metricflow_semantic_interfaces.implementations.semantic_manifest import PydanticSemanticManifest
from metricflow_semantic_interfaces.references import MetricReference
from metricflow_semantics.model.dbt_manifest_parser import transform_dbt_generated_manifest
from metricflow_semantics.model.linkable_element_property import GroupByItemProperty
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup
from pydantic.v1 import ValidationError

from metrics_cli.catalog import Join
from metrics_cli.catalog.manifest import Json
from metrics_cli.errors import ManifestMissing, QueryInvalid

_DIALECTS: dict[str, tuple[SqlEngine, Callable[[], Any]]] = {
    "duckdb": (SqlEngine.DUCKDB, duckdb_renderer.DuckDbSqlPlanRenderer),
    "postgres": (SqlEngine.POSTGRES, postgres.PostgresSQLSqlPlanRenderer),
    "redshift": (SqlEngine.REDSHIFT, redshift.RedshiftSqlPlanRenderer),
    "snowflake": (SqlEngine.SNOWFLAKE, snowflake.SnowflakeSqlPlanRenderer),
    "bigquery": (SqlEngine.BIGQUERY, big_query.BigQuerySqlPlanRenderer),
    "databricks": (SqlEngine.DATABRICKS, databricks.DatabricksSqlPlanRenderer),
    "trino": (SqlEngine.TRINO, trino.TrinoSqlPlanRenderer),
    "athena": (SqlEngine.ATHENA, athena.AthenaSqlPlanRenderer),
    "vertica": (SqlEngine.VERTICA, vertica.VerticaSqlPlanRenderer),
}


@dataclass(frozen=True)
class _Dialect:
    """What MetricFlow wants of a SQL client in order to compile: no connection."""

    sql_engine_type: SqlEngine
    sql_plan_renderer: Any


class Engine:
    """MetricFlow over one manifest, compiling for one adapter type; it never runs anything."""

    def __init__(self, content: Json, adapter: str) -> None:
        if adapter not in _DIALECTS:
            known = ", ".join(_DIALECTS)
            raise QueryInvalid(f"MetricFlow has no SQL dialect for '{adapter}'", f"it compiles for {known}")
        # MetricFlow logs every plan it weighs, and tracebacks of optimisations that it does without; an answer's
        # stderr is for people. What goes wrong for good it raises.
        for name in ("metricflow", "metricflow_semantics", "metricflow_semantic_interfaces", "dbt_semantic_interfaces"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._dialect = _DIALECTS[adapter]
        with _usable():
            self._lookup = SemanticManifestLookup(
                transform_dbt_generated_manifest(PydanticSemanticManifest.parse_obj(content))
            )

    @cached_property
    def _engine(self) -> MetricFlowEngine:
        # Half of what a large manifest costs; joins don't need it.
        engine_type, renderer = self._dialect
        with _usable():
            return MetricFlowEngine(self._lookup, _Dialect(engine_type, renderer()))

    def compile(
        self,
        metrics: Sequence[str],
        group_by: Sequence[str],
        where: Sequence[str] = (),
        start: datetime | None = None,
        end: datetime | None = None,
        order_by: Sequence[str] = (),
        limit: int | None = None,
        min_max_only: bool = False,
        saved_query: str | None = None,
    ) -> str:
        """Return the SQL of a query; an `order_by` name may start with `-`.

        A `saved_query` stands for metrics and group-bys, and adds its own filters. Raises QueryInvalid with the
        reason.
        """
        request = MetricFlowQueryRequest.create(
            saved_query_name=saved_query,
            metric_names=None if saved_query else list(metrics) or None,
            group_by_names=None if saved_query else list(group_by) or None,
            where_constraints=list(where) or None,
            time_constraint_start=start,
            time_constraint_end=end,
            order_by_names=list(order_by) or None,
            limit=limit,
            min_max_only=min_max_only,
            output_column_order_mode=OutputColumnOrderMode.LEGACY_TYPE_GROUPED,
        )
        engine = self._engine
        try:
            return str(engine.explain(request).sql_statement.sql)
        except Exception as error:  # Its query errors share no base class.
            raise QueryInvalid(
                f"MetricFlow rejects the query: {_reason(error)}", "see `metrics describe METRIC`"
            ) from error

    def joins(self, metric: str) -> tuple[Join, ...]:
        """Return what the metric can be grouped by, each time dimension once, with its finest grain."""
        found: dict[str, Join] = {}
        for spec in self._group_by_items(metric):
            properties = set(spec.element_properties)
            if properties & {GroupByItemProperty.DATE_PART, GroupByItemProperty.METRIC}:
                continue
            name = "__".join((*spec.entity_link_names, spec.element_name))
            kind = _KINDS.get(spec.element_type.value, "categorical")
            grain = spec.time_grain.name if spec.time_grain else None
            if GroupByItemProperty.DERIVED_TIME_GRANULARITY in properties and name in found:
                continue
            model = spec.origin_semantic_model_names[0] if spec.origin_semantic_model_names else None
            if name not in found or GroupByItemProperty.DERIVED_TIME_GRANULARITY not in properties:
                found[name] = Join(name, kind, grain, model)
        return tuple(sorted(found.values(), key=lambda join: join.name))

    def _group_by_items(self, metric: str) -> Sequence[Any]:
        return tuple(self._lookup.metric_lookup.get_common_group_by_items((MetricReference(metric),)).annotated_specs)


@contextmanager
def _usable() -> Iterator[None]:
    """Say which error MetricFlow has with a manifest; it raises many unrelated types for one that it can't use."""
    try:
        yield
    except Exception as error:
        raise ManifestMissing(
            f"MetricFlow can't use this semantic manifest: {_place(error)}{_first_line(error)}",
            "run `mf validate-configs` in the project",
        ) from error


_KINDS = {"time_dimension": "time", "entity": "entity", "dimension": "categorical"}


def _place(error: Exception) -> str:
    """Return where in the manifest the first thing is that has not the form it must have."""
    found = error.errors() if isinstance(error, ValidationError) else []
    return f"{'.'.join(map(str, found[0]['loc']))}: {found[0]['msg']}; " if found else ""


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def _reason(error: Exception) -> str:
    """Return MetricFlow's own reason in one line: the message of its first error, not the plan around it."""
    lines = [line.strip() for line in str(error).splitlines()]
    for index, line in enumerate(lines):
        if line in ("Message:", "Error Message:"):
            following = lines[index + 1 :]
            start = next((i for i, text in enumerate(following) if text), 0)
            end = next((i for i, text in enumerate(following[start:], start) if not text), len(following))
            return " ".join(following[start:end]) or _first_line(error)
    return _first_line(error)
