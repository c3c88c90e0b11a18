"""Words that fit several things equally well: each reading spelt out, for a person to pick."""

from __future__ import annotations

from dataclasses import replace

from metrics_cli.answer import Ambiguous, Option
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.rules.phrasing import phrase
from metrics_cli.period import Period
from metrics_cli.query import Filter, GroupBy, MetricQuery, Operator


def has_name(groups: tuple[GroupBy, ...]) -> tuple[Filter, ...]:
    """Leave what has no name out of a ranking: 'which ward' is never answered by the rows without one."""
    return tuple(Filter(g.name, Operator.NOT_NULL) for g in groups if g.grain is None)


def ask_back(
    query: MetricQuery,
    metrics: tuple[str, ...],
    unclear: GroupBy | None,
    dimensions: tuple[GroupBy, ...],
    catalog: Catalog,
) -> Ambiguous:
    """Return the readings: the query itself, then with each rival metric, or each rival of the `unclear` breakdown."""
    readings = [query, *(_with_metric(query, name) for name in metrics if _joins(name, query, catalog))]
    readings += [_with_group(query, unclear, group) for group in dimensions if unclear]
    options = tuple(Option(phrase(reading, catalog), reading) for reading in readings)
    return Ambiguous("the words fit several things equally well", options)


def ask_which_period(query: MetricQuery, words: str, periods: tuple[Period, ...], catalog: Catalog) -> Ambiguous:
    """Return the readings of `words`: the query's own period, and each of the `periods` in its place."""
    readings = [query, *(replace(query, period=period) for period in periods)]
    options = tuple(Option(phrase(reading, catalog), reading) for reading in readings)
    return Ambiguous(f"'{words}' can be read in {len(options)} ways", options)


def _with_metric(query: MetricQuery, name: str) -> MetricQuery:
    order = tuple(replace(o, name=name) if o.name == query.metrics[0] else o for o in query.order_by)
    return replace(query, metrics=(name,), order_by=order)


def _joins(metric: str, query: MetricQuery, catalog: Catalog) -> bool:
    return all(g.name in catalog.joins.get(metric, ()) for g in query.group_by)


def _with_group(query: MetricQuery, unclear: GroupBy, group: GroupBy) -> MetricQuery:
    groups = tuple(group if g == unclear else g for g in query.group_by)
    return replace(query, group_by=groups, filters=has_name(groups if query.order_by else ()))
