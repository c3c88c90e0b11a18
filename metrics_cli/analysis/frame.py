"""Rows with named columns: what every step takes and returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from metrics_cli.answer import Cell

Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Frame:
    """Column names, their types (number, string, date, datetime, boolean) and rows in order."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, name: str) -> tuple[Cell, ...]:
        """Return the cells of a column."""
        position = self.names.index(name)
        return tuple(row[position] for row in self.rows)

    def keys(self, names: Sequence[str]) -> list[Row]:
        """Return each row's cells of the columns `names`."""
        positions = [self.names.index(name) for name in names]
        return [tuple(row[p] for p in positions) for row in self.rows]

    def select(self, names: Sequence[str]) -> Frame:
        """Return the columns `names`, in that order."""
        types = tuple(self.types[self.names.index(name)] for name in names)
        return Frame(tuple(names), types, tuple(self.keys(names)))

    def plus(self, name: str, kind: str, cells: Iterable[Cell]) -> Frame:
        """Return the frame with one more column."""
        rows = tuple((*row, cell) for row, cell in zip(self.rows, cells, strict=True))
        return Frame((*self.names, name), (*self.types, kind), rows)

    def of(self, rows: Iterable[Row]) -> Frame:
        """Return the same columns with other rows."""
        return replace(self, rows=tuple(rows))
