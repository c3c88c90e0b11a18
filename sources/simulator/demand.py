"""How much the shop sells on a day before chance has its say: growth, seasons, weekdays."""

from __future__ import annotations

import math
from datetime import date, timedelta

START = date(2020, 1, 1)
FIRST_ORDERS = date(2020, 1, 20)

# Orders a day in an ordinary week. The shop doubles every year until 2024, then its market is served.
_LEVELS = (
    (date(2020, 1, 1), 0.5),
    (date(2020, 7, 1), 1.1),
    (date(2021, 7, 1), 3.6),
    (date(2022, 7, 1), 6.9),
    (date(2023, 7, 1), 12.2),
    (date(2024, 7, 1), 25.0),
    (date(2025, 1, 1), 31.0),
    (date(2025, 7, 1), 33.5),
    (date(2026, 7, 1), 35.5),
    (date(2028, 7, 1), 37.0),
)
_MONTHS = (0.88, 0.85, 0.90, 0.94, 0.98, 0.95, 0.90, 0.93, 0.97, 1.08, 1.28, 1.45)
_WEEKDAYS = (0.94, 0.90, 0.91, 0.93, 1.00, 1.20, 1.12)
_VIEWS = 22.8, 31.5


def level(day: date) -> float:
    """Return the orders per day that the size of the shop suggests."""
    if day >= _LEVELS[-1][0]:
        return _LEVELS[-1][1]
    after = next(place for place, (since, _) in enumerate(_LEVELS) if since > day)
    (start, low), (end, high) = _LEVELS[after - 1], _LEVELS[after]
    return low * math.exp(math.log(high / low) * ((day - start) / (end - start)))


def season(day: date) -> float:
    """Return the factor of the time of the year; the fourth quarter and the days of Black Friday are strong."""
    friday = _black_friday(day.year)
    if friday - timedelta(days=1) <= day <= friday + timedelta(days=3):
        return 2.1
    if day.month == 12 and day.day > 24:
        return 0.95
    return _MONTHS[day.month - 1]


def weekday(day: date) -> float:
    """Return the factor of the day of the week; weekends are strong."""
    return _WEEKDAYS[day.weekday()]


def orders(day: date) -> float:
    """Return the expected orders of `day` without campaigns and incidents."""
    return level(day) * season(day) * weekday(day) if day >= FIRST_ORDERS else 0.0


def sessions(day: date) -> float:
    """Return the expected visits of the shop that the sample of page views holds."""
    low, high = _VIEWS
    grown = min(1.0, (day - START) / (date(2025, 1, 1) - START))
    return (low + (high - low) * grown) * math.sqrt(season(day) * weekday(day))


def _black_friday(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)
