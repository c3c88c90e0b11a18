"""The calendar: its units, how to step through them, and what a project says of its own weeks and fiscal years."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from metrics_cli.errors import QueryInvalid

if TYPE_CHECKING:
    from metrics_cli.period.period import Period

# The grains that MetricFlow knows, and the units that a period may be told in.
UNITS = ("day", "week", "month", "quarter", "year")
SPANS = ("day", "week", "month", "quarter", "half", "year")
_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_DAYS = [name.lower() for name in calendar.day_name]
_MONTHS = [name.lower() for name in calendar.month_name]


@dataclass(frozen=True)
class Calendar:
    """How a project counts its days.

    `week_start` is the first day of a week, 0 for Monday. `fiscal_start` is the month in which a fiscal year begins,
    None when the project has no such year; it is called by the calendar year in which it ends, or, when
    `named_by_start`, begins. `day_first` says whether 03/05/2024 is in May; None when nobody said.
    `own` holds, by the name of a grain of the project's own, the first and the last day of each of its units in order.
    """

    week_start: int = 0
    fiscal_start: int | None = None
    named_by_start: bool = False
    day_first: bool | None = None
    own: tuple[tuple[str, tuple[tuple[date, date], ...]], ...] = ()


ISO = Calendar()


def calendar_of(settings: Mapping[str, Any]) -> Calendar:
    """Return the calendar that a project's settings describe. Raises QueryInvalid for a value that can't be.

    week_start: a weekday; fiscal_year_start: a month, by number or name; fiscal_year_named: end or start;
    date_order: mdy or dmy.
    """
    order = _one_of(settings, "date_order", ["mdy", "dmy"])
    month = settings.get("fiscal_year_start")
    if isinstance(month, int) and not isinstance(month, bool) and 1 <= month <= 12:
        month = _MONTHS[month]
    return Calendar(
        week_start=_one_of(settings, "week_start", _DAYS) or 0,
        fiscal_start=_one_of({"fiscal_year_start": month}, "fiscal_year_start", _MONTHS),
        named_by_start=_one_of(settings, "fiscal_year_named", ["end", "start"]) == 1,
        day_first=None if order is None else order == 1,
    )


def floor(day: date, unit: str, week_start: int = 0, year_start: int = 1) -> date:
    """Return the first day of the calendar unit that holds `day`; years begin in the month `year_start`."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=(day.weekday() - week_start) % 7)
    return shift(day.replace(day=1), -((day.month - year_start) % _MONTHS_IN[unit]), "month")


def shift(day: date, count: int, unit: str) -> date:
    """Return `day` moved by `count` units; a day that the target month lacks becomes its last."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    month = day.year * 12 + day.month - 1 + count * _MONTHS_IN[unit]
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def whole(day: date, unit: str, week_start: int = 0, year_start: int = 1) -> tuple[date, date]:
    """Return the first and the last day of the calendar unit that holds `day`."""
    start = floor(day, unit, week_start, year_start)
    # Not the next unit's first day less one: the last year of the calendar has no next.
    if unit in ("day", "week"):
        return start, start + timedelta(days=6 if unit == "week" else 0)
    last = shift(start, _MONTHS_IN[unit] - 1, "month")
    return start, last.replace(day=calendar.monthrange(last.year, last.month)[1])


def is_aligned(period: Period, grain: str) -> bool:
    """Tell whether the period holds only whole units of `grain`; a grain that the calendar lacks never fits."""
    if grain == "day":
        return True
    if grain not in UNITS:
        return False
    starts = period.start is None or floor(period.start, grain) == period.start
    return starts and (period.end is None or whole(period.end, grain)[1] == period.end)


def _one_of(settings: Mapping[str, Any], key: str, allowed: list[str]) -> int | None:
    """Return the place of the setting's value among `allowed`, None when it is not set."""
    value = settings.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or value.lower() not in allowed or not value:
        raise QueryInvalid(f"'{value}' is no {key}", f"it is one of {', '.join(a for a in allowed if a)}")
    return allowed.index(value.lower())
