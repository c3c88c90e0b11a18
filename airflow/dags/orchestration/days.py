"""Which day a run of `deliver` is of."""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

_DAY = timedelta(days=1)


def today(now: datetime, environment: Mapping[str, str] = os.environ) -> date:
    """Return the day on which questions are asked: METRICS_AS_OF if that is a date, else that of the clock."""
    with suppress(ValueError):
        return date.fromisoformat(environment.get("METRICS_AS_OF", ""))
    return now.date()


def day_of(logical_date: datetime | None, today: date) -> str:
    """Return the day to deliver: that of the run if it is over, else yesterday, the last whole day.

    A run that assets started has no logical date.
    """
    yesterday = today - _DAY
    return min(logical_date.date() if logical_date else yesterday, yesterday).isoformat()


def after(ds: str) -> date:
    """Return the day after, on which a day is looked back on."""
    return date.fromisoformat(ds) + _DAY
