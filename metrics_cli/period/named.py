"""Days and seasons that have a name: Friday, the weekend, summer, Christmas."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from metrics_cli.period.calendar import floor, shift

WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
# Meteorological, of the northern hemisphere: three whole months, by the month that begins them.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _thanksgiving(year: int) -> date:
    """Return the fourth Thursday of November, as in the United States."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    century, golden = year // 100, year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 100 % 4) % 7
    months, day = divmod(moon + sunday - 7 * ((golden + 11 * moon + 22 * sunday) // 451) + 114, 31)
    return date(year, months, day + 1)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


HOLIDAYS: dict[str, Callable[[int], date]] = {
    "new_years_day": _fixed(1, 1),
    "valentines_day": _fixed(2, 14),
    "ash_wednesday": _from_easter(-46),
    "good_friday": _from_easter(-2),
    "easter": _from_easter(0),
    "easter_sunday": _from_easter(0),
    "easter_monday": _from_easter(1),
    "ascension_day": _from_easter(39),
    "pentecost": _from_easter(49),
    "whit_monday": _from_easter(50),
    "independence_day": _fixed(7, 4),
    "halloween": _fixed(10, 31),
    "thanksgiving": _thanksgiving,
    "black_friday": lambda year: _thanksgiving(year) + timedelta(days=1),
    "cyber_monday": lambda year: _thanksgiving(year) + timedelta(days=4),
    "christmas_eve": _fixed(12, 24),
    "christmas": _fixed(12, 25),
    "boxing_day": _fixed(12, 26),
    "new_years_eve": _fixed(12, 31),
}


def of_year(name: str, year: int) -> tuple[date, date]:
    """Return the first and last day of a season that begins in `year`, or of a holiday in it."""
    if name in HOLIDAYS:
        return HOLIDAYS[name](year), HOLIDAYS[name](year)
    start = date(year, SEASONS[name], 1)
    return start, shift(start, 3, "month") - timedelta(days=1)


def relative(which: str, name: str, anchor: date) -> tuple[date, date]:
    """Return the season or holiday seen from `anchor`.

    `this` is that of the anchor's year (in January and February, the winter that is on), `last` and `next` are the
    ones beside it, `latest` is the one that began most recently.
    """
    year = anchor.year - (name == "winter" and anchor.month < 3)
    if which == "latest":
        return of_year(name, year if of_year(name, year)[0] <= anchor else year - 1)
    return of_year(name, year + {"this": 0, "last": -1, "next": 1}[which])


def weekend(which: str, anchor: date) -> tuple[date, date]:
    """Return the Saturday and Sunday of this, the last or the next week, as weeks from Monday on have them."""
    saturday = floor(anchor, "week") + timedelta(days=5)
    start = shift(saturday, {"this": 0, "last": -1, "next": 1}[which], "week")
    return start, start + timedelta(days=1)


def weekday(which: str, name: str, anchor: date, week_start: int) -> date:
    """Return the day of that name in this, the last or the next week, or the `latest` one before `anchor`."""
    place = WEEKDAYS.index(name)
    if which == "latest":
        return anchor - timedelta(days=(anchor.weekday() - place - 1) % 7 + 1)
    day = floor(anchor, "week", week_start) + timedelta(days=(place - week_start) % 7)
    return shift(day, {"this": 0, "last": -1, "next": 1}[which], "week")
