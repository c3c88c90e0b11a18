"""Rows taken together: the mean, the median, the least or the largest figure of each group's members or periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import fsum
from typing import Any

from metrics_cli.analysis.frame import Frame, Row
from metrics_cli.analysis.numbers import is_number
from metrics_cli.answer import Cell


@dataclass(frozen=True)
class Averaged:
    """One row for each group, and of how many figures each of its cells is made: the fewest and the most."""

    frame: Frame
    fewest: int = 0
    most: int = 0
    filled: int = 0


def over_members(frame: Frame, over: Sequence[str], metrics: Sequence[str], statistic: str) -> Averaged:
    """Return the statistic of each metric over the members that have a figure; those without a name are left out."""
    named = [row for row, key in zip(frame.rows, frame.keys(over), strict=True) if None not in key]
    found = frame.of(named)
    figures = {metric: _gathered(found, _kept(frame, over, metrics), metric) for metric in metrics}
    return _taken(frame, over, metrics, figures, statistic, {})


def over_units(
    frame: Frame,
    over: str,
    times: Sequence[str],
    units: Mapping[str, Mapping[Cell, Row]],
    zeros: Mapping[str, bool],
    statistic: str,
) -> Averaged:
    """Return the statistic of each metric over units of time.

    `units` are those that count for each metric, with the cells that each has in the columns `times`, the groups of
    the same date that stay. A unit without a row counts as 0 where `zeros` says so, else it is left out.
    """
    metrics, place = list(units), frame.names.index(over)
    kept = _kept(frame, (over,), metrics)
    figures, sizes = {}, {}
    for metric in metrics:
        counted = frame.of(row for row in frame.rows if row[place] in units[metric])
        figures[metric] = _gathered(counted, kept, metric)
        if zeros[metric]:
            sizes[metric] = _sizes(figures[metric], [kept.index(t) for t in times], units[metric])
    return _taken(frame, (over,), metrics, figures, statistic, sizes)


_Figures = dict[Row, list[Cell]]


def _kept(frame: Frame, over: Sequence[str], metrics: Sequence[str]) -> list[str]:
    return [name for name in frame.names if name not in (*over, *metrics)]


def _gathered(frame: Frame, kept: Sequence[str], metric: str) -> _Figures:
    found: _Figures = {}
    for key, cell in zip(frame.keys(kept), frame.column(metric), strict=True):
        figures = found.setdefault(key, [])
        figures += [cell] if cell is not None else []
    return found


def _sizes(figures: _Figures, times: Sequence[int], units: Mapping[Cell, Row]) -> dict[Row, int]:
    """Return how many units each group has: all of them, or those of its own month or weekday."""
    counts: dict[Row, int] = {}
    for unit in units.values():
        counts[unit] = counts.get(unit, 0) + 1
    return {key: counts.get(tuple(key[t] for t in times), 0) for key in figures}


def _taken(
    frame: Frame,
    over: Sequence[str],
    metrics: Sequence[str],
    figures: Mapping[str, _Figures],
    statistic: str,
    sizes: Mapping[str, Mapping[Row, int]],
) -> Averaged:
    kept = _kept(frame, over, metrics)
    rows, counts, filled = [], [], 0
    for key in dict.fromkeys(key for metric in metrics for key in figures[metric]):
        cells = []
        for metric in metrics:
            known = figures[metric].get(key, [])
            empty = max(sizes.get(metric, {}).get(key, 0) - len(known), 0)
            cells.append(_statistic([*known, *[0] * empty], statistic))
            counts.append(len(known) + empty)
            filled += empty
        rows.append((*key, *cells))
    columns = frame.select([*kept, *metrics])
    return Averaged(columns.of(rows), min(counts, default=0), max(counts, default=0), filled)


def _statistic(figures: Sequence[Cell], name: str) -> Cell:
    """Return the statistic, None of nothing and of what holds NaN or infinity."""
    numbers: list[Any] = [f for f in figures if is_number(f)]
    if not numbers or len(numbers) < len(figures):
        return None
    if name in ("min", "max"):
        edge: Cell = min(numbers) if name == "min" else max(numbers)
        return edge
    if name == "median":
        middle = sorted(numbers)[(len(numbers) - 1) // 2 : len(numbers) // 2 + 1]
        return _mean(middle)
    return _mean(numbers)


def _mean(numbers: Sequence[Any]) -> float:
    """Return the nearest float to the mean; whole numbers and decimals are added up exactly."""
    if any(isinstance(n, float) for n in numbers):
        return fsum(map(float, numbers)) / len(numbers)
    whole = sum(n for n in numbers if not isinstance(n, Decimal))
    exact = Fraction(whole) + sum((Fraction(n) for n in numbers if isinstance(n, Decimal)), Fraction(0))
    return float(exact / len(numbers))
