"""What an answer passes through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from metrics_cli.catalog import Catalog
from metrics_cli.execution.warehouse import Warehouse
from metrics_cli.workflow.cohorts import Planner
from metrics_cli.workflow.index import Index
from metrics_cli.workflow.spans import Spans


@dataclass(frozen=True)
class Stages:
    """What an answer passes through, and the day it is asked on. `state` says when the data were built."""

    catalog: Catalog
    layer: Planner
    warehouse: Warehouse
    index: Index
    spans: Spans
    today: date
    max_rows: int
    state: Mapping[str, str]
