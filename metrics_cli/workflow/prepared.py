"""All that comes before a query runs: its values looked up, its dates given, its SQL compiled, its caveats gathered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from metrics_cli.answer import Empty, Suggestion
from metrics_cli.catalog import Catalog
from metrics_cli.errors import QueryInvalid
from metrics_cli.period import Period
from metrics_cli.presentation.sentences import describe, format_day
from metrics_cli.query import Comparison, MetricQuery, OrderBy, Share
from metrics_cli.semantic_layer.layer import Plan
from metrics_cli.workflow.analysed import Aside, calendar_queries, engine_query, total_query
from metrics_cli.workflow.caveats import caveats_of
from metrics_cli.workflow.checking import check_analysis
from metrics_cli.workflow.cohorts import Planner, metric_filter_caveats, over_its_period
from metrics_cli.workflow.comparing import Beside, not_in_the_data, set_beside, with_whole_windows
from metrics_cli.workflow.dating import covered, dated, is_outside, moved, partial_edges, still_runs, told_after
from metrics_cli.workflow.kinds import fitted
from metrics_cli.workflow.literals import check_literals
from metrics_cli.workflow.spans import Span
from metrics_cli.workflow.stages import Stages
from metrics_cli.workflow.standing import last_known
from metrics_cli.workflow.traps import check_whole_units, saved_filters

MOST_SUGGESTIONS = 3

Phrase = Callable[[MetricQuery, Catalog], str]


@dataclass(frozen=True)
class Prepared:
    """A query that may run: dated and ordered, with its plan, the span of its data and what must be said of it.

    `asides` are the further plans that an analysed query rests on, `beside` the two periods of a comparison.
    """

    query: MetricQuery
    plan: Plan
    span: Span | None
    caveats: tuple[str, ...]
    asides: tuple[Aside, ...] = ()
    beside: Beside | None = None


def prepare(
    query: MetricQuery, stages: Stages, notes: tuple[str, ...] = (), phrase: Phrase | None = None
) -> Prepared | Empty:
    """Return the query ready to run, or Empty when its period lies outside the data; `phrase` words the nearest one.

    `notes` come first among the caveats. Raises NameUnknown for a value that does not exist, QueryInvalid when
    MetricFlow rejects the query or an analysis has no meaning.
    """
    if query.is_analysed:
        check_analysis(query, stages.catalog)
    check_whole_units(query, stages.catalog, stages.spans)
    query = fitted(query, stages.catalog, stages.index)
    unchecked = check_literals(query, stages.catalog, stages.index)
    span = stages.spans.of(query.metrics, stages.catalog)
    planned = stages.spans.after(query.metrics, stages.catalog)
    runs = still_runs(query, stages.catalog, span, stages.today)
    if is_outside(query.period, span) and not runs and not _holds(query, planned, stages.catalog):
        query, _ = dated(query, stages.catalog, span, stages.today)
        return _outside(query, span, planned, stages, phrase)
    query, earlier, beside, chosen = _periods(query, span, stages)
    query, missing = (_ordered(query), told_after(span)) if runs else covered(_ordered(query), span)
    plan, asides = plans(query, earlier, stages.layer, stages.catalog, span.first if span else None)
    edges = (*partial_edges(query, stages.catalog, span), *_beyond(query, span, planned, stages.today))
    told = (
        *caveats_of(query, stages.catalog),
        *saved_filters(query, stages.catalog),
        *metric_filter_caveats(query, stages.catalog),
    )
    unchecked = (*unchecked, *stages.spans.unknown(query.metrics, stages.catalog))
    caveats = (*notes, *unchecked, *chosen, *missing, *edges, *plan.caveats, *told)
    return Prepared(query, plan, span, caveats, asides, beside)


def explain(query: MetricQuery, layer: Planner, catalog: Catalog) -> tuple[Aside, ...]:
    """Return every plan of a query, the main one first, without asking the warehouse anything.

    The periods of a comparison are then whole: what the data do not reach is cut off when it runs.
    """
    if not query.is_analysed:
        return (Aside("rows", query, layer.plan(query, catalog)),)
    check_analysis(query, catalog)
    earlier = None
    if query.compare:
        beside, _ = set_beside(query, None, catalog)
        query, earlier = replace(query, period=beside.current), replace(query, period=beside.earlier)
    plan, asides = plans(query, earlier, layer, catalog)
    return (Aside("rows", query, plan), *asides)


def plans(
    query: MetricQuery, earlier: MetricQuery | None, layer: Planner, catalog: Catalog, first: date | None = None
) -> tuple[Plan, tuple[Aside, ...]]:
    """Return the plan of a query and those that its analysis rests on; `earlier` is what it is compared with.

    `first` is the first day of the data, where that is known.
    """
    if not query.is_analysed:
        return layer.plan(query, catalog, beyond_limit=1, first=first), ()
    further = [("previous", engine_query(earlier))] if earlier else []
    further += [("total", total_query(query))] if query.share else []
    further += [("calendar", c) for c in calendar_queries(query, catalog)] if query.compare or query.mean else []
    asides = tuple(Aside(name, asked, layer.plan(asked, catalog, first=first)) for name, asked in further)
    return layer.plan(engine_query(query), catalog, first=first), asides


def _periods(
    query: MetricQuery, span: Span | None, stages: Stages
) -> tuple[MetricQuery, MetricQuery | None, Beside | None, tuple[str, ...]]:
    """Return the query with its dates, the one that it is compared with, their periods, and what was chosen."""
    if not query.compare:
        query = over_its_period(query)
        found, chosen = dated(query, stages.catalog, span, stages.today)
        return _of_one_date(found, query), None, None, chosen
    beside, told = set_beside(query, span, stages.catalog)
    earlier, _ = dated(over_its_period(replace(query, period=beside.earlier)), stages.catalog, span, stages.today)
    found, chosen = dated(over_its_period(replace(query, period=beside.current)), stages.catalog, span, stages.today)
    assert found.period and earlier.period
    beside = replace(beside, current=found.period, earlier=earlier.period)
    compared = replace(found, compare=Comparison(query.compare.kind, earlier.period))
    first_whole = with_whole_windows(span, query, stages.catalog).full_first if span else None
    missing = not_in_the_data(beside, span, first_whole)
    return _of_one_date(compared, query), earlier, beside, (*chosen, *told, *missing)


def _of_one_date(found: MetricQuery, asked: MetricQuery) -> MetricQuery:
    """Return the query with its shares taken at the date that a running figure was given."""
    given = tuple(g.column for g in found.group_by if g not in asked.group_by)
    return replace(found, share=Share((*given, *found.share.within))) if found.share and given else found


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
    if not query.shown_groups:
        return query
    names = [g.column for g in query.shown_groups]
    times = [g.column for g in query.shown_groups if g.grain or g.date_part]
    best = [OrderBy(query.metrics[0], descending=True)]
    if query.top:
        times, best = list(query.top.within), [OrderBy(query.top.by, query.top.descending)]
        order = list(query.order_by) or [*(OrderBy(n) for n in times), *best]
    else:
        order = list(query.order_by) or [OrderBy(n) for n in times] or best
    order += [OrderBy(n) for n in names if n not in {o.name for o in order}]
    return replace(query, order_by=tuple(order))


def _holds(query: MetricQuery, planned: date | None, catalog: Catalog) -> bool:
    """Tell whether the period holds data after today; a running figure is told no later than that."""
    period = query.period
    if planned is None or period is None or any(catalog.metrics[m].is_cumulative for m in query.metrics):
        return False
    return period.end is None or period.end >= planned


def at_another_time(
    query: MetricQuery, period: Period | None, stages: Stages, phrase: Phrase | None
) -> tuple[Suggestion, ...]:
    """Return the same query of another period, as far as it has a meaning there: nothing beside what is named."""
    is_beside = query.compare is not None and (query.compare.kind == "period" or (period and period.start is None))
    if period is None or phrase is None or is_beside:
        return ()
    there = replace(query, period=period)
    return that_work((Suggestion(phrase(there, stages.catalog), there),), stages)


def _outside(
    query: MetricQuery, span: Span | None, planned: date | None, stages: Stages, phrase: Phrase | None
) -> Empty:
    assert span is not None and query.period is not None
    period = moved(query.period, span)
    known = last_known(query.period, query.metrics, span, stages.catalog)
    if known and period and not (period.start and period.end and period.start <= span.last <= period.end):
        # The week before the last month's end holds no state.
        period = known
    nearest = at_another_time(query, period, stages, phrase)
    return Empty(
        describe(query, stages.catalog),
        query,
        outside_reason(span, planned),
        (span.first, span.last),
        nearest,
        receipt={"today": stages.today.isoformat(), **stages.state},
    )


def outside_reason(span: Span, planned: date | None = None) -> str:
    """Return why a query about days outside the span has no answer; `planned` is the first day after today, if any."""
    known = f"the data run from {format_day(span.first)} to {format_day(span.last)}"
    if planned:
        known += f"; what is dated after today, from {format_day(planned)}, is not counted as data yet"
    return f"There are no data in that period: {known}."


def _beyond(query: MetricQuery, span: Span | None, planned: date | None, today: date) -> tuple[str, ...]:
    """Say so when data after the day it is asked on are counted."""
    end = query.period.end if query.period else None
    is_later = span is not None and span.last > today and (end is None or end > today)
    if not is_later and (planned is None or (end is not None and end < planned)):
        return ()
    return (f"data after {format_day(today)}, the day this is asked on, are counted as well",)
