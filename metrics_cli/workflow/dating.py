"""Giving a query the dates it needs: metrics without a value but at a date, and what the data cover of a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from metrics_cli.catalog import Catalog, Metric
from metrics_cli.errors import QueryInvalid
from metrics_cli.period import UNITS, Period, is_aligned, resolve, whole
from metrics_cli.presentation.sentences import describe_period, format_day, join_words, label_of
from metrics_cli.query import METRIC_TIME, GroupBy, MetricQuery
from metrics_cli.workflow.spans import Span


def dated(query: MetricQuery, catalog: Catalog, span: Span | None, today: date) -> tuple[MetricQuery, tuple[str, ...]]:
    """Return the query with the date that its metrics need, and what was chosen.

    A running total asked without a date is told at the end of its period, and no later than the data; a comparison
    with an earlier period is told for each such period.
    """
    metrics = [catalog.metrics[m] for m in query.metrics]
    _check_grains(query, metrics)
    has_time = any(g.name == METRIC_TIME for g in query.group_by)
    if has_time or span is None or not any(m.needs_time or m.is_cumulative for m in metrics):
        return query, ()
    if any(m.offset_grain for m in metrics):
        grain = _comparison_grain(query.period, [m for m in metrics if m.offset_grain])
        _check_comparison(query, metrics, grain, span)
        group_by = (GroupBy(METRIC_TIME, grain), *query.group_by)
        notes = () if query.period else (f"no period was named: every {grain} is shown",)
        return replace(query, group_by=group_by), notes
    plain = [m.label for m in metrics if not (m.is_cumulative or m.needs_time)]
    if plain:
        running = join_words([m.label for m in metrics if m.is_cumulative or m.needs_time])
        reason = f"{running} is told at a day, {join_words(plain)} over a period"
        raise QueryInvalid(reason, "ask for one at a time, or by day or month")
    last = None if still_runs(query, catalog, span, today) else span.last
    ends = [d for d in (query.period.end if query.period else None, last, today) if d]
    day = min(ends)
    if query.period and query.period.start and day < query.period.start:
        return query, ()
    at = Period(day.isoformat(), day, day, today)
    group_by = (GroupBy(METRIC_TIME, "day"), *query.group_by)
    labels = join_words([label_of(m, catalog) for m in query.metrics])
    return replace(query, period=at, group_by=group_by), (
        f"{labels} is a running figure; this is where it stood on {format_day(day)}",
    )


def _check_comparison(query: MetricQuery, metrics: Sequence[Metric], grain: str, span: Span) -> None:
    """Raise QueryInvalid for a period that the data don't reach through, and for a ranking over several periods."""
    label = join_words([m.label for m in metrics if m.offset_grain])
    period = query.period
    is_cut = period and period.end and period.end > span.full_last and (period.start or span.first) <= span.last
    # Of several, the last is shown with a word that it is only a part; alone it would pass for a whole one.
    if period and is_cut and (period.start or span.first) >= whole(span.full_last, grain)[0]:
        reason = f"{label} would set a part of {describe_period(period)} against a whole period"
        raise QueryInvalid(reason, f"the data end on {format_day(span.full_last)}: ask for a period before that")
    is_one = period and period.start and whole(period.start, grain) == (period.start, period.end)
    if query.limit is not None and not is_one:
        raise QueryInvalid(f"{label} would rank over several {grain}s", f"name one {grain}")


def partial_edges(query: MetricQuery, catalog: Catalog, span: Span | None) -> tuple[str, ...]:
    """Say so when the first or the last unit shown is only partly in the data and something is made of it."""
    grains = [g.grain for g in query.shown_groups if g.name == METRIC_TIME and g.grain in UNITS and g.grain != "day"]
    looks_back = any(catalog.metrics[m].offset_grain for m in query.metrics)
    ranks = bool(query.order_by) and query.order_by[0].name in query.metrics
    if not grains or span is None or not (looks_back or ranks):
        return ()
    grain = str(grains[0])
    last = whole(span.full_last, grain)[1]
    end = query.period.end if query.period else None
    if last == span.full_last or (end is not None and end <= span.full_last):
        return ()
    return (f"the last {grain} is only partly in the data, which end on {format_day(span.full_last)}",)


def covered(query: MetricQuery, span: Span | None) -> tuple[MetricQuery, tuple[str, ...]]:
    """Return the query with its period marked complete or not, and a caveat that names the missing part."""
    period = query.period
    if period is None or span is None:
        return query, ()
    checked = period.checked(span.full_first, span.full_last)
    missing = []
    if period.start is not None and span.full_first > period.start:
        missing.append(f"begin on {format_day(span.full_first)}")
    if period.end is not None and span.full_last < period.end:
        missing.append(f"end on {format_day(span.full_last)}")
    if checked.complete or not missing:
        return replace(query, period=checked), ()
    return replace(query, period=checked), (f"the period is only partly in the data, which {' and '.join(missing)}",)


def is_outside(period: Period | None, span: Span | None) -> bool:
    """Tell whether none of the period's days lie inside the span."""
    if period is None or span is None:
        return False
    return bool((period.end and period.end < span.first) or (period.start and period.start > span.last))


def still_runs(query: MetricQuery, catalog: Catalog, span: Span | None, today: date) -> bool:
    """Tell whether the period lies after the data's last day and its figures, all running ones, may reach back."""
    period = query.period
    if span is None or period is None or period.start is None or query.compare:
        return False
    is_after = span.last < period.start <= today
    return is_after and all(catalog.metrics[m].is_cumulative for m in query.metrics)


def told_after(span: Span | None) -> tuple[str, ...]:
    """Say where the data end that a running figure of a later day counts."""
    return (
        (f"the data end on {format_day(span.last)}: a running figure of a later day counts nothing more",)
        if span
        else ()
    )


def moved(period: Period, span: Span) -> Period | None:
    """Return what the same words mean on the day after the data's last: last quarter, or the last year for 2019.

    None when that lies outside as well.
    """
    after = span.last + timedelta(days=1)
    units = (unit for unit in reversed(UNITS) if _is_one(period, unit))
    for expression in (period.expression, *(f"last_{unit}" for unit in units)):
        try:
            found = resolve(expression, after)
        except QueryInvalid:
            # "The first 31 days of last month" are not in every month.
            continue
        if not is_outside(found, span):
            return found
    return None


def _is_one(period: Period, unit: str) -> bool:
    try:
        return period.start is not None and whole(period.start, unit) == (period.start, period.end)
    except OverflowError:
        # The calendar's last day lies in a week that it does not hold all of.
        return False


# The grains at which a step of one unit back lands on the same unit: a month back from a week lands nowhere.
_COMPARABLE = {
    "day": ("day",),
    "week": ("day", "week"),
    "month": ("day", "month"),
    "quarter": ("day", "month", "quarter"),
    "year": ("day", "month", "quarter", "year"),
}


def _comparable(metric: Metric) -> tuple[str, ...]:
    """Return the grains, finest first, at which a metric that looks back has a meaning."""
    return metric.grains or _COMPARABLE.get(metric.offset_grain or "", ("day",))


def _check_grains(query: MetricQuery, metrics: Sequence[Metric]) -> None:
    """Raise QueryInvalid for a comparison with an earlier period at a grain where the two do not match."""
    asked = [g.grain for g in query.group_by if g.name == METRIC_TIME and g.grain]
    for metric in metrics:
        for grain in asked:
            allowed = _comparable(metric) if metric.offset_grain or metric.grains else asked
            if grain not in allowed:
                reason = f"{metric.label} has no meaning by {grain}, as it looks one {metric.offset_grain} back"
                raise QueryInvalid(reason, f"ask it by {' or '.join(allowed)}")


def _comparison_grain(period: Period | None, metrics: Sequence[Metric]) -> str:
    """Return the grain at which to show a comparison: the period's own unit, else the largest that it is made of."""
    allowed = [g for g in UNITS if all(g in _comparable(m) for m in metrics)]
    if not allowed:
        raise QueryInvalid(f"{join_words([m.label for m in metrics])} share no grain", "ask for one at a time")
    if period is None:
        return allowed[-1]
    whole_units = [g for g in allowed if g != "day" and is_aligned(period, g)]
    single = period.start is not None and period.start == period.end
    if single and "day" in allowed:
        return "day"
    if not whole_units:
        coarse = [g for g in allowed if g != "day"] or allowed
        reason = f"{metrics[0].label} compares whole periods, and {describe_period(period)} is none"
        raise QueryInvalid(reason, f"ask for a whole {' or '.join(coarse)}")
    return whole_units[-1]
