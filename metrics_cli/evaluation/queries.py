"""Whether a question was read as the query that is right, however that is written."""

from __future__ import annotations

from datetime import date

from metrics_cli.period import Period
from metrics_cli.query import Filter, Having, MetricFilter, MetricQuery, Operator, Scalar

_SINGLE = {Operator.EQ: Operator.IN, Operator.NE: Operator.NOT_IN}


def is_same(expected: MetricQuery, given: MetricQuery) -> bool:
    """Tell whether two queries ask the same: in any order of metrics, groups and filters, values in any case.

    Periods are the same when their days are. The order of rows matters when it chooses them, or is expected.
    """
    return (
        _essence(expected) == _essence(given) and _choice(expected) == _choice(given) and _is_ordered(expected, given)
    )


def _essence(query: MetricQuery) -> tuple[object, ...]:
    compare = query.compare
    return (
        frozenset(query.metrics),
        frozenset(group.column for group in query.group_by),
        frozenset((f.dimension, f.grain, f.date_part, *_condition(f)) for f in query.filters),
        frozenset((f.metric, f.per, _days(f.period), *_condition(f)) for f in query.metric_filters),
        frozenset((h.column, *_condition(h)) for h in query.having),
        _days(query.period),
        (compare.kind, _days(compare.period)) if compare else None,
        frozenset(query.share.within) if query.share else None,
        (frozenset(query.mean.over), query.mean.statistic, query.mean.parts) if query.mean else None,
        query.saved_query,
    )


def _choice(query: MetricQuery) -> tuple[object, ...]:
    """Return which of the rows are kept."""
    order = query.order_by if query.limit is not None else ()
    top = query.top
    return order, query.limit, (top.count, top.by, frozenset(top.within), top.descending) if top else None


def _is_ordered(expected: MetricQuery, given: MetricQuery) -> bool:
    return not expected.order_by or expected.order_by == given.order_by


def _condition(item: Filter | MetricFilter | Having) -> tuple[Operator, tuple[Scalar, ...] | frozenset[Scalar]]:
    values = tuple(value.casefold() if isinstance(value, str) else value for value in item.values)
    operator = _SINGLE.get(item.operator, item.operator)
    return operator, values if operator is Operator.BETWEEN else frozenset(values)


def _days(period: Period | None) -> tuple[date | None, date | None] | None:
    return (period.start, period.end) if period and (period.start or period.end) else None
