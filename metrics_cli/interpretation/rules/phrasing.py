"""A query as a question that this reader reads back into the same query."""

from __future__ import annotations

from metrics_cli.catalog import Catalog
from metrics_cli.period import Period
from metrics_cli.query import METRIC_TIME, GroupBy, MetricQuery


def phrase(query: MetricQuery, catalog: Catalog) -> str:
    """Return the question: Revenue by category from 2024-10-01 to 2024-12-31."""
    text = " and ".join(catalog.metrics[m].label for m in query.metrics)
    groups = [_group(g, query.metrics, catalog) for g in query.group_by]
    if query.limit is not None and query.order_by and groups:
        rank = "top" if query.order_by[0].descending else "bottom"
        text = f"{rank} {query.limit} {' and '.join(groups)} by {text}"
    elif groups:
        text += f" by {' and '.join(groups)}"
    text += f" {_period(query.period)}" if query.period else ""
    return text[:1].upper() + text[1:]


def _group(group: GroupBy, metrics: tuple[str, ...], catalog: Catalog) -> str:
    if group.name == METRIC_TIME:
        return group.grain or "day"
    known = catalog.dimensions.get(group.name)
    words = known.label.lower() if known else group.name
    for other in catalog.dimensions_of(metrics):
        is_rival = other.label.lower() == words and other.name != group.name and other.type != "entity"
        if is_rival and not other.name.endswith(f"__{group.name}"):
            words = " ".join(group.name.split("__")[-2:]).replace("_", " ")
    # A date alone is read by month.
    return words if group.grain in (None, "month") else f"{words.removesuffix(' date')} {group.grain}"


def _period(period: Period) -> str:
    start = period.start.isoformat() if period.start else None
    end = period.end.isoformat() if period.end else None
    if start and start == end:
        return f"on {start}"
    if start and end:
        return f"from {start} to {end}"
    return f"since {start}" if start else f"until {end}"
