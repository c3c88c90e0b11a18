"""What words say beside the metrics of the last query, put in its place there: nothing else of it changes."""

from __future__ import annotations

from dataclasses import replace

from metrics_cli.interpretation import edits
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.interpretation.rules.edges import senses_of
from metrics_cli.period import Period
from metrics_cli.query import Comparison, MetricQuery, Operator

PLAIN = (Operator.EQ, Operator.IN)


def merged(query: MetricQuery, piece: MetricQuery, adds: str = "") -> list[MetricQuery]:
    """Return `query` with all that `piece` says; several when 'and' may add values to a filter, or take their place.

    `adds` is surely, perhaps or nothing. A period can't be added: it is set beside the other, or takes its place.
    """
    known = {(f.dimension, f.grain, f.date_part) for f in query.filters if f.operator in PLAIN}
    may_add = [f for f in piece.filters if (f.dimension, f.grain, f.date_part) in known and f.operator in PLAIN]
    if adds == "perhaps" and may_add:
        return [_with(query, piece, True, joins) for joins in (False, True)]
    found = _averaged(query, piece, _with(query, piece, bool(adds), adds == "surely"))
    other = piece.period
    is_second = adds == "surely" and other and query.period and not _is_same(other, query.period)
    if is_second and not query.compare and replace(piece, period=None) == MetricQuery(piece.metrics):
        return [found, edits.with_comparison(query, Comparison("period", other))]
    return [found]


def _with(query: MetricQuery, piece: MetricQuery, adds: bool, joins: bool) -> MetricQuery:
    found = query
    if piece.period is not None and not _is_same(piece.period, found.period):
        found = edits.with_period(found, piece.period)
    if piece.share and piece.having:
        raise Misfit("The share of one thing is asked as a whole question.")
    if piece.mean:
        found = edits.with_mean(found, piece.mean, piece.averaged_groups)
    if piece.shown_groups:
        found = _grouped(found, piece, adds)
    for condition in piece.filters:
        found = edits.with_filter(found, condition, joins)
    if piece.compare:
        found = edits.with_comparison(found, piece.compare)
    if piece.share:
        found = edits.with_share(found, True)
    return _ranked_as(_bounded_as(found, piece), piece)


def _averaged(query: MetricQuery, piece: MetricQuery, found: MetricQuery) -> MetricQuery:
    """Return the query without part units where the talk's own period has none."""
    is_new = piece.mean and not query.mean
    return senses_of(found)[0] if is_new and len(senses_of(found)) == 1 else found


def _grouped(query: MetricQuery, piece: MetricQuery, adds: bool) -> MetricQuery:
    """Return the query split as the piece is; values set beside one another leave the other breakdowns."""
    ranks = edits.is_ranked(piece)
    named = {f.dimension for f in piece.filters if f.operator is Operator.IN}
    if all(g.name in named for g in piece.shown_groups):
        return edits.with_groups(query, [g for g in piece.shown_groups if g not in query.group_by], True)
    bare = edits.without_rank(query) if ranks and edits.is_ranked(query) else query
    return edits.with_groups(bare, piece.shown_groups, adds and not ranks)


def _is_same(new: Period, old: Period | None) -> bool:
    return old is not None and (new.start, new.end) == (old.start, old.end)


def _bounded_as(query: MetricQuery, piece: MetricQuery) -> MetricQuery:
    """Return the query with the piece's conditions on metrics, in the place of those on the same."""
    columns = {h.column for h in piece.having}
    having = (*(h for h in query.having if h.column not in columns), *piece.having)
    same = {(m.metric, m.per) for m in piece.metric_filters}
    kept = (m for m in query.metric_filters if (m.metric, m.per) not in same)
    # What is bounded is shown.
    metrics = tuple(dict.fromkeys((*query.metrics, *(h.column for h in piece.having if h.column in piece.metrics))))
    return replace(query, metrics=metrics, having=having, metric_filters=(*kept, *piece.metric_filters))


def _ranked_as(query: MetricQuery, piece: MetricQuery) -> MetricQuery:
    if piece.order_by:
        query = replace(query, order_by=piece.order_by, limit=piece.limit or query.limit)
    return replace(query, top=piece.top) if piece.top else query
