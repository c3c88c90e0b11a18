"""Which earlier period a period is set beside."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from metrics_cli.period import SPANS, Period, is_aligned, shift, whole

_DAY = timedelta(days=1)
_WEEKS_IN_A_YEAR = 52
_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_UNIT = rf"(?P<unit>{'|'.join(SPANS)})"
_TO_DATE = re.compile(rf"(?:^|[ ,(]){_UNIT}_to_date")
# A unit of weeks, not the call that only says on which weekday they begin.
_WEEKS = re.compile(r"(?:^|[ ,(_])week\b(?!s)|\bweek_to_date\b|-w\d\d", re.IGNORECASE)
_TRAILING = re.compile(rf"trailing\((?P<count>\d+), *{_UNIT}\)")


def previous_period(period: Period) -> Period:
    """Return the period just before one with both ends: of as many years, quarters or months when it is whole ones.

    A part of a unit up to a day is set beside the same part of the unit before, anything else beside as many days.
    """
    start, end = _ends(period)
    to_date, trailing = _TO_DATE.search(period.expression), _TRAILING.search(period.expression)
    if to_date:
        first = shift(start, -1, to_date["unit"])
        if to_date["unit"] in ("year", "quarter"):
            # By date, not by count: a leap day lies in one of the two only, and months differ in length.
            return dates(first, min(shift(end, -1, to_date["unit"]), start - _DAY))
        return dates(first, min(first + (end - start), start - _DAY))
    if trailing:
        return dates(shift(start, -int(trailing["count"]), trailing["unit"]), start - _DAY)
    if is_aligned(period, "month") and not is_of_weeks(period):
        after = end + _DAY
        months = (after.year - start.year) * 12 + after.month - start.month
        return dates(shift(start, -months, "month"), start - _DAY)
    return dates(start - (end - start) - _DAY, start - _DAY)


def is_of_weeks(period: Period) -> bool:
    """Tell whether a period with both ends is one of weeks: told in them, and whole ones or the part of one to date.

    Four weeks may be just the days of a February: only what was asked for tells the two apart.
    """
    if not _WEEKS.search(period.expression):
        return False
    to_date = _TO_DATE.search(period.expression)
    return to_date["unit"] == "week" if to_date else days_in(period) % 7 == 0


def previous_year(period: Period, by_week: bool = False) -> Period:
    """Return the same days a year earlier; `by_week` 52 weeks earlier, so that weekdays fall on weekdays."""
    start, end = _ends(period)
    if by_week:
        return dates(year_before(start, True), year_before(end, True))
    if is_aligned(period, "month"):
        return dates(shift(start, -1, "year"), shift(end + _DAY, -1, "year") - _DAY)
    return dates(shift(start, -1, "year"), shift(end, -1, "year"))


def year_before(day: date, by_week: bool = False) -> date:
    """Return the same day a year earlier, or 52 weeks; 29 February has the 28th."""
    return shift(day, -_WEEKS_IN_A_YEAR, "week") if by_week else shift(day, -1, "year")


def cut(period: Period, last: date) -> Period:
    """Return the period up to the day `last`, under the same name."""
    return period if period.end is not None and period.end <= last else replace(period, end=last)


def first_days(period: Period, count: int) -> Period:
    """Return the first `count` days of a period, all of it when it has no more."""
    start, end = _ends(period)
    return period if (end - start).days < count else dates(start, start + _DAY * (count - 1))


def like_part(period: Period, shown: Period, by_month: bool = False) -> Period:
    """Return the part of an earlier period that stands beside what is shown of a later one.

    As many whole months when `by_month` and both begin with one; up to the same date when both begin on the same day
    of a year, or when both begin with a month and the earlier one is of whole months; else as many days.
    """
    (start, end), (first, last) = _ends(period), _ends(shown)
    is_whole = is_aligned(shown, "month")
    if by_month and is_whole and start.day == 1:
        after = last + _DAY
        months = (after.year - first.year) * 12 + after.month - first.month
        return dates(start, min(end, shift(start, months, "month") - _DAY))
    of_months = is_aligned(period, "month") and first.day == 1 and not is_of_weeks(period)
    if of_months or (start.month, start.day) == (first.month, first.day):
        same = shift(last, (start.year - first.year) * 12 + start.month - first.month, "month")
        same = whole(same, "month")[1] if is_whole else same
        return dates(start, min(end, same))
    return first_days(period, days_in(shown))


def days_in(period: Period) -> int:
    """Return how many days a period with both ends holds."""
    start, end = _ends(period)
    return (end - start).days + 1


def dates(start: date, end: date) -> Period:
    """Return the period between two days, named by them."""
    return Period(f"{start.isoformat()}..{end.isoformat()}", start, end)


def _ends(period: Period) -> tuple[date, date]:
    assert period.start is not None and period.end is not None
    return period.start, period.end
