"""Expressions of one word: last_month, year_to_date, 2024-Q3, 2024-christmas."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from metrics_cli.period.calendar import SPANS, shift, whole
from metrics_cli.period.frame import DAY, Ends, Frame
from metrics_cli.period.named import HOLIDAYS, SEASONS, WEEKDAYS, of_year, relative, weekday, weekend


def _relative(match: re.Match[str], frame: Frame) -> Ends:
    which, name = match["which"], match["name"]
    if name in WEEKDAYS:
        day = weekday(which, name, frame.anchor, frame.week_start)
        return day, day
    if name == "weekend":
        return weekend(which, frame.anchor)
    if name in HOLIDAYS or name in SEASONS:
        return relative(which, name, frame.anchor)
    step = {"this": 0, "last": -1, "next": 1}[which]
    return frame.whole(shift(frame.floor(frame.anchor, name), step, name), name)


def _day(match: re.Match[str], frame: Frame) -> Ends:
    day = frame.anchor + DAY * {"yesterday": -1, "today": 0, "tomorrow": 1}[match["name"]]
    return day, day


def _to_date(match: re.Match[str], frame: Frame) -> Ends:
    return frame.floor(frame.anchor, match["unit"]), frame.anchor


def _calendar(match: re.Match[str], frame: Frame) -> Ends:
    year = int(match["year"])
    if match["month"]:
        return whole(date(year, int(match["month"]), 1), "month")
    if match["week"]:
        if frame.week_start:
            raise LookupError("numbered weeks are those of ISO 8601, which start on Monday")
        return whole(date.fromisocalendar(year, int(match["week"]), 1), "week")
    first = date(year - (not frame.named_by_start and frame.year_start > 1), frame.year_start, 1)
    for unit, size in (("half", 6), ("quarter", 3)):
        if match[unit]:
            return frame.whole(shift(first, (int(match[unit]) - 1) * size, "month"), unit)
    return frame.whole(first, "year")


def _date(match: re.Match[str], frame: Frame) -> Ends:
    day = date.fromisoformat(match[0])
    return day, day


def _of_year(match: re.Match[str], frame: Frame) -> Ends:
    return of_year(match["name"], int(match["year"]))


_SPAN = rf"(?P<unit>{'|'.join(SPANS)})"
_NAMES = "|".join((*HOLIDAYS, *SEASONS))
FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Frame], Ends]], ...] = (
    (re.compile(r"(?P<name>yesterday|today|tomorrow)"), _day),
    (re.compile(rf"(?P<which>this|last|next)_(?P<name>weekend|{'|'.join(SPANS)})"), _relative),
    (re.compile(rf"(?P<which>this|last|next|latest)_(?P<name>{'|'.join(WEEKDAYS)}|{_NAMES})"), _relative),
    (re.compile(rf"{_SPAN}_to_date"), _to_date),
    (
        re.compile(
            r"(?P<year>\d{4})(?:-h(?P<half>[12])|-q(?P<quarter>[1-4])|-w(?P<week>\d{2})|-(?P<month>\d{2}))?",
            re.ASCII,
        ),
        _calendar,
    ),
    (re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII), _date),
    (re.compile(rf"(?P<year>\d{{4}})-(?P<name>{_NAMES})", re.ASCII), _of_year),
)
