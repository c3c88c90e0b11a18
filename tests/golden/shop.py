"""A shop of its own for the tests: delivered files, a warehouse, marts and MetricFlow, all below one folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from sources.contracts import CONTRACTS
from sources.ingestion import ingest
from sources.ingestion.intake import utc_now

ROOT = Path(__file__).parents[2]
RAW_VIEWS = tuple(Path(__file__).with_name(name) for name in ("raw_views.sql", "raw_findings.sql"))

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Span:
    """Whole days, both ends included."""

    start: date
    end: date

    def is_whole(self, grain: str) -> bool:
        """Whether it starts and ends with a month, quarter or year; MetricFlow widens it to that otherwise."""
        if grain == "day":
            return True
        months = {"month": 1, "quarter": 3, "year": 12}.get(grain)
        ends = (self.start, self.end + timedelta(days=1))
        return months is not None and all(day.day == 1 and (day.month - 1) % months == 0 for day in ends)


@dataclass(frozen=True)
class Shop:
    """A built project below `root`: what MetricFlow answers, and what the raw tables say."""

    root: Path

    @property
    def project(self) -> Path:
        return self.root / "dbt_project"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse" / "data.duckdb"

    @cached_property
    def manifest_text(self) -> str:
        return (self.project / "target" / "semantic_manifest.json").read_text()

    @cached_property
    def _marts(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(self.warehouse, read_only=True)

    @cached_property
    def _raw(self) -> duckdb.DuckDBPyConnection:
        # A connection of its own in memory: the views are ours, the warehouse stays as it is.
        connection = duckdb.connect()
        connection.execute(f"attach '{self.warehouse}' as data (read_only)")
        for views in RAW_VIEWS:
            connection.execute(views.read_text())
        return connection

    def ask(self, metric: str, by: Sequence[str] = (), span: Span | None = None) -> Rows:
        """Return what MetricFlow answers: the groups in order, the metric last."""
        return self.marts(compile_query(self.manifest_text, metric, tuple(by), span))

    def marts(self, sql: str) -> Rows:
        """Return the rows of a statement over the marts."""
        return self._marts.cursor().execute(sql).fetchall()

    def raw(self, sql: str, span: Span | None = None) -> Rows:
        """Return the rows of a statement over the raw tables, in which `during(day)` means the span."""
        test = f"d between date '{span.start}' and date '{span.end}'" if span else "true"
        self._raw.execute(f"create or replace temp macro during(d) as ({test})")
        return self._raw.execute(sql).fetchall()

    def close(self) -> None:
        self._marts.close()
        self._raw.close()


@cache
def _engine(manifest_text: str) -> MetricFlowEngine:
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(manifest_text))
    dialect = SimpleNamespace(sql_engine_type=SqlEngine.DUCKDB, sql_plan_renderer=DuckDbSqlPlanRenderer())
    return MetricFlowEngine(lookup, dialect)


# Compiling takes longer than running; shops of one manifest share what was compiled.
@cache
def compile_query(manifest_text: str, metric: str, by: tuple[str, ...], span: Span | None) -> str:
    """Return MetricFlow's SQL."""
    request = MetricFlowQueryRequest.create(
        metric_names=[metric],
        group_by_names=list(by) or None,
        time_constraint_start=datetime.combine(span.start, time()) if span else None,
        time_constraint_end=datetime.combine(span.end, time()) if span else None,
    )
    return str(_engine(manifest_text).explain(request).sql_statement.sql)


def build(sources: Path, root: Path, loaded_at: datetime | None = None) -> Shop:
    """Load the files below `sources`, now or at the time given, and build the repository's dbt project over them."""
    shop = Shop(root)
    ignore = shutil.ignore_patterns("target", "logs", ".user.yml")
    for folder in ("dbt_project", "semantic_models"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ignore)
    shop.warehouse.parent.mkdir()
    for contract in CONTRACTS:
        ingest(contract, sources, shop.warehouse, (lambda: loaded_at) if loaded_at else utc_now)
    run(shop, "dbt", "build")
    return shop


def run(shop: Shop, tool: str, *arguments: str, **variables: str) -> str:
    """Run `dbt` or `mf` in the shop's project and return what it printed. A failure fails the test with that."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DBT_", "MF_"))} | variables
    done = subprocess.run(
        [str(Path(sys.executable).with_name(tool)), *arguments],
        cwd=shop.project,
        env=environment,
        capture_output=True,
        text=True,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    return output
