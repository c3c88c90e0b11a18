"""Words that fit several things equally well: each reading spelt out, for a person to pick."""

from __future__ import annotations

from collections.abc import Sequence

from metrics_cli.answer import Ambiguous, Option
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.rules.phrasing import phrase
from metrics_cli.query import MetricQuery

MOST_OPTIONS = 6


def ask_back(
    queries: Sequence[MetricQuery], catalog: Catalog, reason: str = "the words fit several things equally well"
) -> Ambiguous:
    """Return the readings, each with a sentence that is read as nothing else."""
    options = tuple(Option(phrase(query, catalog), query) for query in queries[:MOST_OPTIONS])
    return Ambiguous(reason, options)
