"""The grains that MetricFlow has: which time dimensions can be asked by them, and which one is meant when none is."""

from __future__ import annotations

from collections.abc import Iterable

# Shorter than a day; a period is whole days all the same.
SHORTER = ("nanosecond", "microsecond", "millisecond", "second", "minute", "hour")
STANDARD_GRAINS = ("day", "week", "month", "quarter", "year")
_ALL = (*SHORTER, *STANDARD_GRAINS)


def coarsest(grains: Iterable[str | None]) -> str | None:
    """Return the coarsest of MetricFlow's own grains among `grains`, None when there is none."""
    return max((g for g in grains if g in _ALL), key=_ALL.index, default=None)


def from_grain(finest: str | None) -> tuple[str, ...]:
    """Return the grains, finest first, of a time dimension that is kept by `finest`; by day when that is unknown."""
    return _ALL[_ALL.index(finest if finest in _ALL else "day") :]


def is_shorter(grain: str | None) -> bool:
    """Tell whether a grain is shorter than a day."""
    return grain in SHORTER
