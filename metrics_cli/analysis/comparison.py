"""Setting the rows of an earlier period beside those of a period."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from metrics_cli.analysis.alignment import Alignment
from metrics_cli.analysis.frame import Frame, Row
from metrics_cli.analysis.numbers import difference, is_number, ratio
from metrics_cli.answer import Cell

PREVIOUS, CHANGE, PERCENT = "__previous", "__change", "__change_percent"


@dataclass(frozen=True)
class Compared:
    """The joined rows, and what happened on the way.

    `has_missing`: a group without rows in one period counted as 0 there; `has_negative`: a percentage is of a negative
    value's size; `unlike`: how many rows could not be compared; `is_disjoint`: no group stands in both periods.
    """

    frame: Frame
    has_missing: bool = False
    has_negative: bool = False
    unlike: int = 0
    is_disjoint: bool = False


def compare(
    current: Frame,
    earlier: Frame,
    groups: Sequence[str],
    metrics: Mapping[str, bool],
    alignments: Mapping[str, Alignment],
    is_like: bool = True,
    common: Mapping[str, Container[Cell]] | None = None,
) -> Compared:
    """Return the full outer join of two frames on their groups, each metric with its earlier value and its change.

    `metrics` says of each whether a group without rows counts as 0 (a sum of nothing). `alignments` are those of the
    groups that are time buckets, for which the earlier bucket becomes a column; where there are none, `is_like` says
    whether the two periods can be compared at all. Of the groups in `common` only those values can be compared. The
    change in percent is of the earlier value's size, and null when that is zero or unknown.
    """
    timed = [g for g in groups if g in alignments]
    found = [
        _Line(
            key,
            beside,
            here,
            there,
            (_is_like(key, groups, alignments) if timed else is_like) and _is_common(key, groups, common or {}),
        )
        for key, here, there, beside in _joined(current, earlier, groups, alignments)
    ]
    rows = []
    for line in found:
        cells = [cell for p, zero in enumerate(metrics.values()) for cell in line.cells(p, zero)]
        rows.append((*line.key, *line.beside, *cells))
    measured = [(line, p, zero) for line in found for p, zero in enumerate(metrics.values())]
    return Compared(
        frame=_head(current, groups, timed, metrics).of(rows),
        has_missing=any(zero and line.is_half(p) for line, p, zero in measured),
        has_negative=any(line.is_of_negative(p) for line, p, _ in measured),
        unlike=sum(not line.is_like for line in found),
        is_disjoint=bool(current.rows and earlier.rows) and not any(line.is_paired for line in found),
    )


@dataclass(frozen=True)
class _Line:
    """One group: its cells, its earlier buckets, its metrics in either period, whether these can be compared."""

    key: Row
    beside: Row
    here: Row | None
    there: Row | None
    is_like: bool

    @property
    def is_paired(self) -> bool:
        return self.here is not None and self.there is not None

    def sides(self, position: int) -> tuple[Cell, Cell]:
        return (self.here[position] if self.here else None), (self.there[position] if self.there else None)

    def cells(self, position: int, zero: bool) -> Row:
        value, base = self.sides(position)
        return (value, base, *(_change(value, base, zero) if self.is_like else (None, None)))

    def is_half(self, position: int) -> bool:
        value, base = self.sides(position)
        return self.is_like and (value is None) != (base is None)

    def is_of_negative(self, position: int) -> bool:
        value, base = self.sides(position)
        return self.is_like and value is not None and is_number(base) and base < 0


def _change(value: Cell, base: Cell, zero: bool) -> tuple[Cell, Cell]:
    if zero and (value is None) != (base is None):
        value, base = (0 if side is None else side for side in (value, base))
    change = difference(value, base)
    return change, ratio(change, max(base, -base)) if is_number(base) else None


def _head(current: Frame, groups: Sequence[str], timed: Sequence[str], metrics: Mapping[str, bool]) -> Frame:
    known = dict(zip(current.names, current.types, strict=True))
    columns = [(g, known[g]) for g in groups] + [(g + PREVIOUS, known[g]) for g in timed]
    for metric in metrics:
        columns += [(metric + end, known[metric]) for end in ("", PREVIOUS, CHANGE)] + [(metric + PERCENT, "number")]
    return Frame(tuple(n for n, _ in columns), tuple(t for _, t in columns), ())


_Pair = tuple[Row, Row | None, Row | None, Row]


def _joined(current: Frame, earlier: Frame, groups: Sequence[str], alignments: Mapping[str, Alignment]) -> list[_Pair]:
    """Return (key, current values, earlier values, earlier buckets) of every row of either side."""
    metrics = [name for name in current.names if name not in groups]
    timed = [i for i, g in enumerate(groups) if g in alignments]
    there: dict[Row, tuple[Row, Row]] = {}
    alone: list[_Pair] = []
    values = zip(earlier.keys(groups), earlier.keys(metrics), strict=True)
    for own, cells in values:
        buckets = tuple(own[i] for i in timed)
        key = tuple(alignments[g].current(c) if g in alignments else c for g, c in zip(groups, own, strict=True))
        # An hour comes twice where clocks go back: the second stays, without one beside it.
        if any(key[i] is None for i in timed) or key in there:
            alone.append((key, None, cells, buckets))
        else:
            there[key] = (cells, buckets)
    pairs: list[_Pair] = []
    for key, cells in zip(current.keys(groups), current.keys(metrics), strict=True):
        before, buckets = there.pop(key, (None, _buckets_beside(key, timed, groups, alignments)))
        pairs.append((key, cells, before, buckets))
    return pairs + [(key, None, cells, buckets) for key, (cells, buckets) in there.items()] + alone


def _buckets_beside(key: Row, timed: Sequence[int], groups: Sequence[str], alignments: Mapping[str, Alignment]) -> Row:
    return tuple(alignments[groups[i]].earlier(key[i]) for i in timed)


def _is_common(key: Row, groups: Sequence[str], common: Mapping[str, Container[Cell]]) -> bool:
    return all(cell in common[group] for group, cell in zip(groups, key, strict=True) if group in common)


def _is_like(key: Row, groups: Sequence[str], alignments: Mapping[str, Alignment]) -> bool:
    cells = dict(zip(groups, key, strict=True))
    return all(cells[g] is not None and alignments[g].is_like(cells[g]) for g in alignments)
