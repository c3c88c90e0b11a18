"""What MetricFlow would answer with another number than the words ask for: refused, or said."""

from __future__ import annotations

import re

from metrics_cli.catalog import Catalog
from metrics_cli.errors import QueryInvalid
from metrics_cli.period import is_aligned
from metrics_cli.presentation.sentences import describe_period
from metrics_cli.query import MetricQuery
from metrics_cli.workflow.spans import Spans


def check_whole_units(query: MetricQuery, catalog: Catalog, spans: Spans) -> None:
    """Raise QueryInvalid for a period that cuts the months (quarters …) that a metric is kept by.

    MetricFlow would widen the period to whole ones.
    """
    if query.period is None:
        return
    for name in query.metrics:
        for grain in spans.grains_of(name, catalog):
            if not is_aligned(query.period, grain):
                label = catalog.metrics[name].label
                reason = f"{label} is kept by {grain}, and {describe_period(query.period)} cuts one"
                raise QueryInvalid(reason, f"ask for whole {grain}s")


def saved_filters(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """Return what the owners of the query's saved query left out, in their words."""
    if not query.saved_query:
        return ()
    texts = [re.sub(r"[{}]+", "", text) for text in catalog.saved_queries[query.saved_query].where]
    return tuple(f"the saved query keeps only {' '.join(text.split())}" for text in texts)
