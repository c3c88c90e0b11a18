"""The units of time that an average counts: those of the period asked for that lie in the data, part ones apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from metrics_cli.answer import Cell, Row
from metrics_cli.errors import QueryInvalid
from metrics_cli.period import UNITS, Period, floor, whole
from metrics_cli.query import Filter, GroupBy, Operator
from metrics_cli.workflow.spans import Span

# So many days without a row at the edge of the data may be a quiet week; more of them, or a third of the unit, and
# the unit was cut.
MOST_QUIET_DAYS = 7
_PARTS: dict[str, Callable[[date], int]] = {
    "year": lambda day: day.year,
    "quarter": lambda day: (day.month + 2) // 3,
    "month": lambda day: day.month,
    "day": lambda day: day.day,
    "dow": lambda day: day.isoweekday(),
    "doy": lambda day: day.timetuple().tm_yday,
}
_KEPT: dict[Operator, Callable[[int, Sequence[object]], bool]] = {
    Operator.EQ: lambda part, values: part in values,
    Operator.IN: lambda part, values: part in values,
    Operator.NE: lambda part, values: part not in values,
    Operator.NOT_IN: lambda part, values: part not in values,
}

Calendars = Mapping[str, Mapping[date, Cell]]


@dataclass(frozen=True)
class Units:
    """The units that count and those cut at an edge, each with its cells in the columns of the same date that stay.

    `short` are the ones that count and are not wholly in the data.
    """

    whole: Mapping[Cell, Row]
    parts: Mapping[Cell, Row]
    short: tuple[Cell, ...] = ()

    @property
    def all(self) -> Mapping[Cell, Row]:
        """The units with the parts."""
        return {**self.whole, **self.parts}


def units_of(
    over: GroupBy,
    kept: Sequence[GroupBy],
    conditions: Sequence[Filter],
    period: Period | None,
    span: Span,
    today: date,
    calendars: Calendars,
) -> Units:
    """Return the units of `over` in the period and the data that have a day under the `conditions` on their date.

    Raises QueryInvalid for a condition on other than parts of the date, and where a unit lies in two of `kept`.
    """
    first = max(span.first, period.start) if period and period.start else span.first
    last = min(span.last, period.end) if period and period.end else span.last
    tests = [_test(c) for c in conditions]
    found: dict[Cell, Row] = {}
    for day in _days(first, last):
        bucket = _bucket(day, over, calendars)
        if bucket is None or not all(test(day) for test in tests):
            continue
        cells = tuple(_bucket(day, group, calendars) for group in kept)
        if found.setdefault(bucket, cells) != cells:
            reason = f"a {over.grain} may lie in two of what is split by: its part in each is no whole {over.grain}"
            raise QueryInvalid(reason, "average over days, or split by something else")
    cut = {b for b in found if _is_cut(_ends(b, over, calendars), period, span, today)}
    short = tuple(b for b in found if b not in cut and _missing(_ends(b, over, calendars), span))
    whole_ones = {b: cells for b, cells in found.items() if b not in cut}
    return Units(whole_ones, {b: cells for b, cells in found.items() if b in cut}, short)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _bucket(day: date, group: GroupBy, calendars: Calendars) -> Cell:
    if group.date_part:
        return _PARTS[group.date_part](day)
    if group.grain in UNITS:
        return floor(day, str(group.grain))
    return calendars[str(group.grain)].get(day)


def _ends(bucket: Cell, over: GroupBy, calendars: Calendars) -> tuple[date, date]:
    if over.grain in UNITS and isinstance(bucket, date):
        return whole(bucket, str(over.grain))
    days = [day for day, own in calendars[str(over.grain)].items() if own == bucket]
    return min(days), max(days)


def _is_cut(ends: tuple[date, date], period: Period | None, span: Span, today: date) -> bool:
    """Tell whether a unit sticks out of the period, has not ended yet, or has far fewer days in the data."""
    start, end = ends
    if period and ((period.start and start < period.start) or (period.end and end > period.end)):
        return True
    missing = _missing(ends, span)
    quiet = min(((end - start).days + 1) // 3, MOST_QUIET_DAYS)
    return missing > quiet or (span.last < end and end >= today)


def _missing(ends: tuple[date, date], span: Span) -> int:
    start, end = ends
    return max((span.first - start).days, 0) + max((end - span.last).days, 0)


def _test(condition: Filter) -> Callable[[date], bool]:
    part, holds = condition.date_part, _KEPT.get(condition.operator)
    if part is None or holds is None:
        reason = f"the condition on {condition.dimension} leaves open which days an average over time counts"
        raise QueryInvalid(reason, "name the dates as the period")
    values = [int(v) if isinstance(v, float) else v for v in condition.values]
    return lambda day: holds(_PARTS[part](day), values)
