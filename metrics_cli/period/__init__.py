"""Periods: spans of whole days, the expressions that name them, and the calendar they are read by."""

from metrics_cli.period.calendar import ISO, SPANS, UNITS, Calendar, calendar_of, floor, is_aligned, shift, whole
from metrics_cli.period.expressions import resolve
from metrics_cli.period.named import HOLIDAYS, SEASONS, WEEKDAYS
from metrics_cli.period.period import Period
from metrics_cli.period.spoken import spoken

__all__ = [
    "HOLIDAYS",
    "ISO",
    "SEASONS",
    "SPANS",
    "UNITS",
    "WEEKDAYS",
    "Calendar",
    "Period",
    "calendar_of",
    "floor",
    "is_aligned",
    "resolve",
    "shift",
    "spoken",
    "whole",
]
