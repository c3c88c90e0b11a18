"""Weeks that the project begins on another day than the rows of an answer do."""

from __future__ import annotations

from dataclasses import replace

from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.period import WEEKDAYS, Calendar


def told_of_weeks(reading: Reading, calendar: Calendar) -> Reading:
    """Return the reading with a word on its rows, where they are weeks from Monday on and the project's are not."""
    query = reading.query
    if not calendar.week_start or not any(g.grain == "week" for g in query.group_by):
        return reading
    first = WEEKDAYS[calendar.week_start].capitalize()
    said = f"each row is a week from Monday on, as MetricFlow counts them; the project's weeks begin on {first}"
    return replace(reading, assumed=(*reading.assumed, said))
