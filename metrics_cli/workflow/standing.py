"""States set side by side: how much stood at the end of one span, and at the end of another.

A sum of a part of a quarter is set beside the same part of the quarter before. A state does not grow with the days that
it is told over: how it stands now is set beside how it stood at the end of the quarter before, whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from metrics_cli.analysis import dates, is_of_weeks, previous_period, previous_year, year_before
from metrics_cli.catalog import Catalog
from metrics_cli.errors import QueryInvalid
from metrics_cli.period import Period, whole
from metrics_cli.presentation.sentences import describe_period, format_day
from metrics_cli.query import Comparison, MetricQuery
from metrics_cli.workflow.checking import date_parts, dated_groups
from metrics_cli.workflow.spans import Span


def are_states(query: MetricQuery, catalog: Catalog) -> bool:
    """Tell whether all that is asked is told as it last stood, once and not for each unit of time."""
    ends = {catalog.metrics[m].stands for m in query.metrics}
    return ends == {"end"} and not dated_groups(query, catalog) and not date_parts(query, catalog)


def states(query: MetricQuery, span: Span | None) -> tuple[Period, Period, tuple[str, ...]]:
    """Return the two periods at whose ends the states are told, and what must be said of them.

    Either may be open at its start. Raises QueryInvalid for a period without an end.
    """
    assert query.compare is not None and query.period is not None
    last = span.full_last if span else None
    ends = [day for day in (query.period.end, last) if day]
    if not ends:
        raise QueryInvalid("a comparison needs two periods with a last day", "name both ends")
    is_cut = last is not None and ends[0] > last and (query.period.start or last) <= last
    shown = replace(query.period, end=last if is_cut else ends[0])
    earlier = _earlier(query.compare, query.period, shown)
    return shown, earlier, _told(shown, earlier) if is_cut else ()


def last_known(period: Period, metrics: Iterable[str], span: Span, catalog: Catalog) -> Period | None:
    """Return the days up to the last state known by the end of a period that holds none; None for what is no state."""
    if {catalog.metrics[m].stands for m in metrics} != {"end"} or period.end is None or period.end < span.first:
        return None
    end = min(period.end, span.last)
    return Period(f"..{end}", None, end, period.anchor)


def stood_in(period: Period, span: Span) -> bool:
    """Tell whether the data reach to the end of the period, and not only begin after it."""
    return period.end is not None and span.full_first <= period.end <= span.full_last


def _earlier(asked: Comparison, period: Period, shown: Period) -> Period:
    if asked.kind == "period" and asked.period is not None and asked.period.end is not None:
        return asked.period
    if asked.kind == "previous_year" and shown.start and is_of_weeks(period):
        return previous_year(shown, True)
    if asked.kind == "previous_year" and shown.end:
        return _year_before(shown.start, shown.end)
    if asked.kind == "previous_period" and period.start and period.end:
        # The period before the year to date is the same part of the last year, and the state before it that of its end.
        return dates(previous_period(period).start or period.start, period.start - timedelta(days=1))
    raise QueryInvalid("a comparison needs two periods with a last day", "name both ends")


def _year_before(start: date | None, end: date) -> Period:
    """Return the same days a year earlier; the end of a month stays one, for that is when most states are recorded."""
    before = year_before(end, False)
    if whole(end, "month")[1] == end:
        before = whole(before, "month")[1]
    if start is None:
        return Period(f"..{before}", None, before)
    return dates(year_before(start, False), before)


def _told(shown: Period, earlier: Period) -> tuple[str, ...]:
    assert shown.end is not None and earlier.end is not None
    name = describe_period(replace(earlier, anchor=None))
    of = f"of {name}" if earlier.start else name
    return (f"the data end on {format_day(shown.end)}: the state of that day is set beside the last one {of}",)
