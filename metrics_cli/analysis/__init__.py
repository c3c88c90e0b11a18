"""Arithmetic over the engine's rows: averages, comparison, share, conditions on the result, rank. No SQL."""

from metrics_cli.analysis.alignment import Alignment, align, align_listed, date_part_values
from metrics_cli.analysis.comparison import CHANGE, PERCENT, PREVIOUS, Compared, compare
from metrics_cli.analysis.earlier import (
    cut,
    dates,
    days_in,
    first_days,
    is_of_weeks,
    like_part,
    previous_period,
    previous_year,
    year_before,
)
from metrics_cli.analysis.frame import Frame
from metrics_cli.analysis.having import having
from metrics_cli.analysis.mean import Averaged, over_members, over_units
from metrics_cli.analysis.ranking import Top, ordered, top_within
from metrics_cli.analysis.share import SHARE, Shared, share

__all__ = [
    "CHANGE",
    "PERCENT",
    "PREVIOUS",
    "SHARE",
    "Alignment",
    "Averaged",
    "Compared",
    "Frame",
    "Shared",
    "Top",
    "align",
    "align_listed",
    "compare",
    "cut",
    "date_part_values",
    "dates",
    "days_in",
    "first_days",
    "having",
    "is_of_weeks",
    "like_part",
    "ordered",
    "over_members",
    "over_units",
    "previous_period",
    "previous_year",
    "share",
    "top_within",
    "year_before",
]
