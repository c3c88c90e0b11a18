"""What an expression is seen from: the anchor, and where weeks and years begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from metrics_cli.period.calendar import floor, whole

Ends = tuple[date | None, date | None]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Frame:
    """The anchor, the first weekday, the month in which a year begins, by which end a year is called.

    `read` returns the two ends of an expression within another. It raises LookupError for what is no expression,
    ValueError for a date that is none.
    """

    anchor: date
    read: Callable[[str, Frame], Ends]
    week_start: int = 0
    year_start: int = 1
    named_by_start: bool = True

    def floor(self, day: date, unit: str) -> date:
        """Return the first day of the unit that holds `day`."""
        return floor(day, unit, self.week_start, self.year_start)

    def whole(self, day: date, unit: str) -> tuple[date, date]:
        """Return the first and the last day of the unit that holds `day`."""
        return whole(day, unit, self.week_start, self.year_start)

    def ends(self, text: str) -> Ends:
        """Return the two ends of an expression."""
        return self.read(text, self)

    def closed(self, text: str) -> tuple[date, date]:
        """Return the two ends of an expression that has both. Raises LookupError for any other."""
        start, end = self.ends(text)
        if start is None or end is None or start > end:
            raise LookupError(text)
        return start, end
