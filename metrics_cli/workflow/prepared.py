"""All that comes before a query runs: its values looked up, its dates given, its SQL compiled, its caveats gathered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from metrics_cli.answer import Empty, Suggestion
from metrics_cli.catalog import Catalog
from metrics_cli.errors import QueryInvalid
from metrics_cli.presentation.sentences import describe, format_day
from metrics_cli.query import MetricQuery, OrderBy
from metrics_cli.semantic_layer.layer import Plan
from metrics_cli.workflow.caveats import caveats_of
from metrics_cli.workflow.dating import covered, dated, is_outside, moved, partial_edges
from metrics_cli.workflow.literals import check_literals
from metrics_cli.workflow.spans import Span
from metrics_cli.workflow.stages import Stages

MOST_SUGGESTIONS = 3

Phrase = Callable[[MetricQuery, Catalog], str]


@dataclass(frozen=True)
class Prepared:
    """A query that may run: dated and ordered, with its plan, the span of its data and what must be said of it."""

    query: MetricQuery
    plan: Plan
    span: Span | None
    caveats: tuple[str, ...]


def prepare(
    query: MetricQuery, stages: Stages, notes: tuple[str, ...] = (), phrase: Phrase | None = None
) -> Prepared | Empty:
    """Return the query ready to run, or Empty when its period lies outside the data; `phrase` words the nearest one.

    `notes` come first among the caveats. Raises NameUnknown for a value that does not exist, QueryInvalid when
    MetricFlow rejects the query.
    """
    if query.is_analysed:
        reason = "--having, --compare, --share and --top within groups are not built yet"
        raise QueryInvalid(reason, "leave them out")
    unchecked = check_literals(query, stages.catalog, stages.index)
    span = stages.spans.of(query.metrics, stages.catalog)
    query, chosen = dated(query, stages.catalog, span, stages.today)
    if is_outside(query.period, span):
        return _outside(query, span, stages, phrase)
    query, missing = covered(_ordered(query), span)
    plan = stages.layer.plan(query, stages.catalog, beyond_limit=1)
    edges = (*partial_edges(query, stages.catalog, span), *_beyond(query, span, stages.today))
    told = caveats_of(query, stages.catalog)
    return Prepared(query, plan, span, (*notes, *unchecked, *chosen, *missing, *edges, *plan.caveats, *told))


def that_work(suggestions: tuple[Suggestion, ...], stages: Stages) -> tuple[Suggestion, ...]:
    """Keep the suggestions that MetricFlow can compile, at most three."""
    found: list[Suggestion] = []
    for suggestion in suggestions:
        span = stages.spans.of(suggestion.query.metrics, stages.catalog)
        try:
            query, _ = dated(suggestion.query, stages.catalog, span, stages.today)
            stages.layer.plan(query, stages.catalog)
        except QueryInvalid:
            continue
        found.append(suggestion)
        if len(found) == MOST_SUGGESTIONS:
            break
    return tuple(found)


def _ordered(query: MetricQuery) -> MetricQuery:
    """Give rows an order when none was asked for: time first, else the largest value; names break ties."""
    if not query.group_by:
        return query
    names = [g.column for g in query.group_by]
    times = [g.column for g in query.group_by if g.grain or g.date_part]
    order = list(query.order_by) or [OrderBy(n) for n in times] or [OrderBy(query.metrics[0], descending=True)]
    order += [OrderBy(n) for n in names if n not in {o.name for o in order}]
    return replace(query, order_by=tuple(order))


def _outside(query: MetricQuery, span: Span | None, stages: Stages, phrase: Phrase | None) -> Empty:
    assert span is not None and query.period is not None
    known = f"the data run from {format_day(span.first)} to {format_day(span.last)}"
    period = moved(query.period, span)
    nearest: tuple[Suggestion, ...] = ()
    if period is not None and phrase is not None:
        there = replace(query, period=period)
        nearest = that_work((Suggestion(phrase(there, stages.catalog), there),), stages)
    reason = f"There are no data in that period: {known}."
    return Empty(describe(query, stages.catalog), query, reason, (span.first, span.last), nearest)


def _beyond(query: MetricQuery, span: Span | None, today: date) -> tuple[str, ...]:
    """Say so when data after the day it is asked on are counted."""
    end = query.period.end if query.period else None
    if span is None or span.last <= today or (end is not None and end <= today):
        return ()
    return (f"data after {format_day(today)}, the day this is asked on, are counted as well",)
