"""Order, the best of each group, and how many rows of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from metrics_cli.analysis.frame import Frame, Row
from metrics_cli.query import OrderBy, TopWithin


@dataclass(frozen=True)
class Top:
    """The rows that were kept, and in how many groups the cut went through equal values."""

    frame: Frame
    ties: int = 0


def ordered(frame: Frame, order: Iterable[OrderBy]) -> Frame:
    """Return the rows sorted by the columns of `order`, the first one counting most; unknown cells come last."""
    rows = list(frame.rows)
    for item in reversed(list(order)):
        position = frame.names.index(item.name)
        known = [row for row in rows if row[position] is not None]
        rows = sorted(known, key=_cell(position), reverse=item.descending) + [r for r in rows if r[position] is None]
    return frame.of(rows)


def top_within(frame: Frame, top: TopWithin, names: Sequence[str]) -> Top:
    """Return the `top.count` best rows of each group, in the order they had; the columns `names` break ties."""
    by = frame.names.index(top.by)
    ranked = ordered(frame, [OrderBy(top.by, top.descending), *(OrderBy(n) for n in names)])
    groups: dict[Row, list[Row]] = {}
    for key, row in zip(ranked.keys(top.within), ranked.rows, strict=True):
        groups.setdefault(key, []).append(row)
    ties = sum(len(rows) > top.count and rows[top.count - 1][by] == rows[top.count][by] for rows in groups.values())
    kept = {id(row) for rows in groups.values() for row in rows[: top.count]}
    return Top(frame.of(row for row in frame.rows if id(row) in kept), ties)


def _cell(position: int) -> Any:
    # NaN and infinity among the numbers of a group are texts: above all numbers, as a warehouse has NaN.
    return lambda row: (isinstance(row[position], str), row[position])
