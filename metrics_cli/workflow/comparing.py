"""Which two periods a comparison sets side by side, like for like, and what must be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metrics_cli.analysis import (
    Alignment,
    align,
    align_listed,
    cut,
    date_part_values,
    days_in,
    is_of_weeks,
    like_part,
    previous_period,
    previous_year,
)
from metrics_cli.answer import Cell
from metrics_cli.catalog import Catalog
from metrics_cli.catalog.grains import SHORTER
from metrics_cli.errors import QueryInvalid
from metrics_cli.period import UNITS, Period, is_aligned, shift
from metrics_cli.presentation.sentences import describe_period, format_day, unit_name
from metrics_cli.query import Comparison, GroupBy, MetricQuery
from metrics_cli.workflow.checking import aligned
from metrics_cli.workflow.spans import Span
from metrics_cli.workflow.standing import are_states, states, stood_in


@dataclass(frozen=True)
class Beside:
    """Two periods, both ends known; `by_year` says that a bucket stands beside the same one a year earlier.

    `are_ends` says that only their ends are set side by side, for what is told as it last stood.
    """

    current: Period
    earlier: Period
    by_year: bool
    are_ends: bool = False

    def alignments(
        self, buckets: Iterable[GroupBy], span: Span, calendars: Mapping[str, Mapping[date, Cell]]
    ) -> dict[str, Alignment]:
        """Return the alignment of each time bucket; `calendars` lists the days of the project's own grains."""
        try:
            return self._alignments(buckets, span, calendars)
        except (OverflowError, ValueError):
            raise beyond_the_calendar() from None

    def _alignments(
        self, buckets: Iterable[GroupBy], span: Span, calendars: Mapping[str, Mapping[date, Cell]]
    ) -> dict[str, Alignment]:
        found = {}
        for group in buckets:
            grain, ends = str(group.grain), (span.full_first, span.full_last)
            if grain in calendars:
                found[group.column] = align_listed(calendars[grain], self.current, self.earlier, *ends)
            else:
                found[group.column] = align(grain, self.current, self.earlier, self.by_year, *ends)
        return found

    def common(self, parts: Iterable[GroupBy]) -> dict[str, frozenset[Cell]]:
        """Return, of each group that is a part of a date, the values that both periods have."""
        return {
            g.column: frozenset(date_part_values(str(g.date_part), self.current))
            & frozenset(date_part_values(str(g.date_part), self.earlier))
            for g in parts
        }

    def is_like(self, span: Span) -> bool:
        """Tell whether all of both periods is in the data, of states their ends."""
        if self.are_ends:
            return stood_in(self.current, span) and stood_in(self.earlier, span)
        return all(p.checked(span.full_first, span.full_last).complete for p in (self.current, self.earlier))


def set_beside(query: MetricQuery, span: Span | None, catalog: Catalog) -> tuple[Beside, tuple[str, ...]]:
    """Return the two periods of a comparison and what must be said of them.

    Where the data end inside the period, both are cut to the days that there are data for. Raises QueryInvalid when
    the other period has an open end.
    """
    try:
        return _set_beside(query, span, catalog)
    except (OverflowError, ValueError):
        raise beyond_the_calendar() from None


def beyond_the_calendar() -> QueryInvalid:
    """Return the error for a comparison that reaches before the year 1 or beyond 9999."""
    return QueryInvalid("a day of the comparison lies beyond the calendar, years 1 to 9999", "name a period inside it")


def _set_beside(query: MetricQuery, span: Span | None, catalog: Catalog) -> tuple[Beside, tuple[str, ...]]:
    assert query.compare is not None and query.period is not None
    if are_states(query, catalog):
        shown, before, said = states(query, span)
        return Beside(shown, before, query.compare.kind == "previous_year", are_ends=True), said
    assert query.period.start is not None
    end = query.period.end or (span.full_last if span else None)
    if end is None or (query.compare.kind == "period" and not _is_closed(query.compare.period)):
        raise QueryInvalid("a comparison needs two periods with a first and a last day", "name both ends")
    period = replace(query.period, end=max(end, query.period.start))
    is_cut = span is not None and query.period.start <= span.full_last < max(end, query.period.start)
    shown = cut(period, span.full_last) if span and is_cut else period
    grains = [str(g.grain) for g in aligned(query, catalog)]
    earlier = _earlier(query.compare, period, shown, grains)
    beside = Beside(shown, earlier, query.compare.kind == "previous_year")
    told = _told(grains, beside, span, is_cut)
    return beside, told


def _is_closed(period: Period | None) -> bool:
    return period is not None and period.start is not None and period.end is not None


def _earlier(asked: Comparison, period: Period, shown: Period, grains: Sequence[str]) -> Period:
    """Return the earlier period, no longer than what is shown of the current one."""
    if asked.kind == "previous_year":
        return previous_year(shown, "week" in grains or is_of_weeks(period))
    if asked.kind == "period" and asked.period is not None:
        found = asked.period
    elif asked.kind == "previous_period":
        found = previous_period(period)
    else:
        raise QueryInvalid(f"'{asked.kind}' is no comparison", "use previous_period, previous_year or period")
    if shown == period:
        return found
    by_month = bool({"month", "quarter", "year"} & set(grains))
    return like_part(found, shown, by_month)


def _told(grains: Iterable[str], beside: Beside, span: Span | None, is_cut: bool) -> tuple[str, ...]:
    current, earlier = (describe_period(replace(p, anchor=None)) for p in (beside.current, beside.earlier))
    said = []
    if is_cut and span:
        said.append(
            f"like for like: the data end on {format_day(span.full_last)}, so {current} is set beside {earlier}"
        )
    if beside.by_year and beside.current.start == beside.current.end and _is_leap_day(beside.current.start):
        said.append(f"{current} has no such day a year earlier: it is set beside {earlier}")
    days, others = days_in(beside.current), days_in(beside.earlier)
    if days != others and _months(beside.current) != _months(beside.earlier):
        said.append(f"{days} days are set beside {others}")
    said += [_placed(grain, beside.by_year) for grain in grains]
    return tuple(said)


def _is_leap_day(day: date | None) -> bool:
    return day is not None and (day.month, day.day) == (2, 29)


def _months(period: Period) -> int:
    """Return how many months a period of whole ones holds; of other periods, minus its days."""
    if not is_aligned(period, "month") or period.start is None or period.end is None:
        return -days_in(period)
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1


def _placed(grain: str, by_year: bool) -> str:
    if by_year and grain == "week":
        return "each week stands beside the one 52 weeks earlier, so that weekdays fall on weekdays"
    if by_year and grain in (*UNITS, *SHORTER):
        return f"each {grain} stands beside the same one a year earlier"
    return f"each {unit_name(grain)} stands beside the one in the same place of the earlier period"


def with_whole_windows(span: Span, query: MetricQuery, catalog: Catalog) -> Span:
    """Return the span from the first day at which the longest window of the metrics lies wholly in the data."""
    windows = [w for w in (catalog.metrics[m].window for m in query.metrics) if w and w[1] in UNITS]
    firsts = [shift(span.full_first, count, unit) - timedelta(days=1) for count, unit in windows]
    return replace(span, full_first=max([span.full_first, *firsts]))


def not_in_the_data(beside: Beside, span: Span | None, first_whole: date | None = None) -> tuple[str, ...]:
    """Say which part of the earlier period has no data, or lies before the first day with a whole window."""
    start, end = beside.earlier.start, beside.earlier.end
    start = end if beside.are_ends else start
    if span is None or start is None or end is None:
        return ()
    name = describe_period(beside.earlier)
    if end < span.full_first or start > span.full_last:
        ends = f"run from {format_day(span.full_first)} to {format_day(span.full_last)}"
        return (f"there is nothing to compare with: the data {ends}, and {name} lies outside",)
    if start < span.full_first:
        return (
            f"{name} is only partly in the data, which begin on {format_day(span.full_first)}: "
            "no change is given against a part",
        )
    if first_whole and start < first_whole:
        return (f"before {format_day(first_whole)} a window reaches back beyond the data: no change is given there",)
    if end > span.full_last:
        return (
            f"{name} is only partly in the data, which end on {format_day(span.full_last)}: "
            "no change is given against a part",
        )
    return ()
