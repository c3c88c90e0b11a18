"""From a question or a query to its outcome."""

from metrics_cli.workflow.cohorts import CohortPlanner
from metrics_cli.workflow.export import export, export_told
from metrics_cli.workflow.index import Index
from metrics_cli.workflow.indexed import IndexedValues
from metrics_cli.workflow.prepared import Prepared, explain, prepare
from metrics_cli.workflow.spans import Span, Spans
from metrics_cli.workflow.stages import Stages
from metrics_cli.workflow.story import answer, ask, rows_of

__all__ = [
    "CohortPlanner",
    "Index",
    "IndexedValues",
    "Prepared",
    "Span",
    "Spans",
    "Stages",
    "answer",
    "ask",
    "explain",
    "export",
    "export_told",
    "prepare",
    "rows_of",
]
