"""When a condition on a metric of each thing is told: within the question's period, or ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.period import Period
from metrics_cli.query import METRIC_TIME, MetricQuery

EVER = Period("all dates", None, None)


def whens_of(draft: Draft, clause: Clause) -> tuple[Period | None, ...]:
    """Return the periods that a bound may be told over, None for that of the question.

    'Revenue in 2023 of customers with more than 3 orders' leaves open whether the orders are of 2023 as well.
    """
    if any(c.start == clause.end for c in draft.of("always")):
        return (EVER,)
    is_beside = all(_is_beside(draft, clause, period) for period in draft.of("period"))
    return (None,) if is_beside or clause.content.counts else (None, EVER)


def _is_beside(draft: Draft, clause: Clause, period: Clause) -> bool:
    return period.start == clause.end and not draft.words.tokens[period.start].is_parted


def lasting(draft: Draft) -> tuple[Clause, ...]:
    """Return the words for all dates that belong to the question rather than to a bound before them."""
    return tuple(c for c in draft.of("always") if not any(b.end == c.start for b in draft.of("bound")))


def told(query: MetricQuery, whens: Sequence[Period | None], is_counting: bool) -> Iterator[MetricQuery]:
    """Yield the query with its metric filters told over each of `whens`.

    Where `is_counting`, the metric counts the things by a date of their own: the period is the condition's alone.
    """
    if is_counting and any(g.name == METRIC_TIME for g in query.group_by):
        raise NoReading("How many things meet a condition can't be told by date.", metrics=query.metrics)
    for when in whens if query.metric_filters else (None,):
        period = when or (query.period if is_counting else None)
        filters = tuple(replace(f, period=period) for f in query.metric_filters)
        yield replace(query, metric_filters=filters, period=None if is_counting else query.period)
