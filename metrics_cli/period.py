"""Periods: spans of whole days that a name such as `last_quarter` or `2024-Q3` stands for.

Dates are computed here and nowhere else. An expression is one of

    today  yesterday  tomorrow
    this_UNIT  last_UNIT  next_UNIT       UNIT: day week month quarter year; calendar units, weeks start on Monday
    trailing(N, UNIT)                     the N units of days that end the day before the anchor
    last(N, UNIT)                         the N whole calendar units before the one that holds the anchor
    UNIT_to_date                          from the first day of the anchor's UNIT to the anchor
    2024  2024-H1  2024-Q3  2024-W07  2024-03  2024-03-05
    FROM..TO  FROM..  ..TO                FROM and TO are ISO dates, both ends included
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metrics_cli.errors import QueryInvalid

UNITS = ("day", "week", "month", "quarter", "year")
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """A span of whole days, both ends included; an end that is None is open.

    `expression` is what was asked for, `anchor` the day it was resolved against, and `complete` whether the data
    reach over all of it (None until that is known).
    """

    expression: str
    start: date | None
    end: date | None
    anchor: date | None = None
    complete: bool | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.start > self.end:
            raise QueryInvalid(f"the period ends ({self.end}) before it starts ({self.start})", "swap the two dates")

    def checked(self, first: date | None, last: date | None) -> Period:
        """Return the same period, marked complete when data from `first` to `last` reach over all of it."""
        starts_inside = self.start is None or (first is not None and first <= self.start)
        ends_inside = self.end is None or (last is not None and self.end <= last)
        return replace(self, complete=starts_inside and ends_inside)

    def to_dict(self) -> dict[str, object]:
        """Return the period as the JSON envelope has it; dates are ISO strings."""
        return {
            "expression": self.expression,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "anchor": self.anchor.isoformat() if self.anchor else None,
            "complete": self.complete,
        }


def resolve(expression: str, anchor: date) -> Period:
    """Return the period that `expression` names, seen from the day `anchor`.

    Raises QueryInvalid when the expression is none of those in this module's first lines.
    """
    text = expression.strip().lower()
    for pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            start, end = _dates(read, match, anchor, expression)
            return Period(expression.strip(), start, end, anchor)
    raise QueryInvalid(
        f"'{expression}' is not a period", "try last_quarter, trailing(30, day), 2024-Q3 or 2024-01-01..2024-03-31"
    )


def floor(day: date, unit: str) -> date:
    """Return the first day of the calendar unit that holds `day`."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    size = _MONTHS_IN[unit]
    return day.replace(month=(day.month - 1) // size * size + 1, day=1)


def shift(day: date, count: int, unit: str) -> date:
    """Return `day` moved by `count` units; a day that the target month lacks becomes its last."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    month = day.year * 12 + day.month - 1 + count * _MONTHS_IN[unit]
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def whole(day: date, unit: str) -> tuple[date, date]:
    """Return the first and the last day of the calendar unit that holds `day`."""
    start = floor(day, unit)
    return start, shift(start, 1, unit) - timedelta(days=1)


def is_aligned(period: Period, grain: str) -> bool:
    """Tell whether the period holds only whole units of `grain`; a grain that the calendar lacks never fits."""
    if grain == "day":
        return True
    if grain not in UNITS:
        return False
    starts = period.start is None or floor(period.start, grain) == period.start
    after = period.end + timedelta(days=1) if period.end else None
    return starts and (after is None or floor(after, grain) == after)


_Ends = tuple[date | None, date | None]
_Read = Callable[[re.Match[str], date], _Ends]


def _dates(read: _Read, match: re.Match[str], anchor: date, expression: str) -> _Ends:
    try:
        return read(match, anchor)
    except (ValueError, OverflowError):
        raise QueryInvalid(f"'{expression}' is not a period: the calendar has no such date") from None


def _relative(match: re.Match[str], anchor: date) -> _Ends:
    step = {"this": 0, "last": -1, "next": 1}[match["which"]]
    return whole(shift(floor(anchor, match["unit"]), step, match["unit"]), match["unit"])


def _day(match: re.Match[str], anchor: date) -> _Ends:
    day = anchor + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[match["name"]])
    return day, day


def _trailing(match: re.Match[str], anchor: date) -> _Ends:
    return shift(anchor, -int(match["count"]), match["unit"]), anchor - timedelta(days=1)


def _last(match: re.Match[str], anchor: date) -> _Ends:
    this = floor(anchor, match["unit"])
    return shift(this, -int(match["count"]), match["unit"]), this - timedelta(days=1)


def _to_date(match: re.Match[str], anchor: date) -> _Ends:
    return floor(anchor, match["unit"]), anchor


def _calendar(match: re.Match[str], anchor: date) -> _Ends:
    year = int(match["year"])
    if match["half"]:
        start = date(year, 1 if match["half"] == "1" else 7, 1)
        return start, shift(start, 6, "month") - timedelta(days=1)
    if match["quarter"]:
        return whole(date(year, 3 * int(match["quarter"]) - 2, 1), "quarter")
    if match["week"]:
        return whole(date.fromisocalendar(year, int(match["week"]), 1), "week")
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return day, day
    if match["month"]:
        return whole(date(year, int(match["month"]), 1), "month")
    return date(year, 1, 1), date(year, 12, 31)


def _range(match: re.Match[str], anchor: date) -> _Ends:
    start, end = match["start"], match["end"]
    if not start and not end:
        raise ValueError(match.string)
    return (date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)


_UNIT = rf"(?P<unit>{'|'.join(UNITS)})"
_ISO = r"\d{4}-\d{2}-\d{2}"
_FORMS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(r"(?P<name>yesterday|today|tomorrow)"), _day),
    (re.compile(rf"(?P<which>this|last|next)_{_UNIT}"), _relative),
    (re.compile(rf"trailing\((?P<count>[1-9]\d{{0,4}}), *{_UNIT}\)"), _trailing),
    (re.compile(rf"last\((?P<count>[1-9]\d{{0,4}}), *{_UNIT}\)"), _last),
    (re.compile(rf"{_UNIT}_to_date"), _to_date),
    (
        re.compile(
            r"(?P<year>\d{4})(?:-h(?P<half>[12])|-q(?P<quarter>[1-4])|-w(?P<week>\d{2})"
            r"|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
        ),
        _calendar,
    ),
    (re.compile(rf"(?P<start>{_ISO})?\.\.(?P<end>{_ISO})?"), _range),
)
