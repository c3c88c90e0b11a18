"""From a question or a query to its outcome."""

from metrics_cli.workflow.spans import Span, Spans
from metrics_cli.workflow.story import Stages, answer, ask

__all__ = ["Span", "Spans", "Stages", "answer", "ask"]
