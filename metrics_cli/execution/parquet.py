"""Writing rows of any origin as Parquet: DuckDB does it, from a file in which the rows wait for their types."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO

from metrics_cli.answer import Cell, Column, Row


def write_rows(path: Path) -> Callable[[Sequence[Column], Iterable[Sequence[Row]]], int]:
    """Return what writes columns and batches of rows to the new file `path` and returns the number of rows.

    Whole numbers stay whole, decimals exact, dates dates. Rows are not held.
    """

    def write(columns: Sequence[Column], batches: Iterable[Sequence[Row]]) -> int:
        # Beside the target: what has room for the one has room for the other.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".rows", encoding="utf-8") as file:
            kinds, count = _spool(columns, batches, file)
            file.flush()
            types = {column.name: kind.sql_type() for column, kind in zip(columns, kinds, strict=True)}
            _convert(Path(file.name), types, path)
        return count

    return write


class _Kind:
    """What the values of one column have in common."""

    def __init__(self) -> None:
        self._types: set[type] = set()
        self._scale = 0
        self._largest = 0
        self._zoned = False

    def see(self, value: Cell) -> str | None:
        """Take note of a value and return it as text that DuckDB reads back."""
        if value is None:
            return None
        self._types.add(type(value))
        if type(value) is Decimal:
            self._scale = max(self._scale, -int(value.as_tuple().exponent))
            return f"{value:f}"
        if isinstance(value, datetime) and value.tzinfo:
            self._zoned = True
        if type(value) is int:
            self._largest = max(self._largest, abs(value))
        return str(value)

    def sql_type(self) -> str:
        """Return the narrowest type that holds every value that was seen."""
        types = self._types
        if types == {int}:
            return "BIGINT" if self._largest < 2**63 else "DECIMAL(38, 0)"
        if types and types <= {int, Decimal} and self._scale < 38:
            return f"DECIMAL(38, {self._scale})"
        if types and types <= {int, Decimal, float}:
            return "DOUBLE"
        if types == {datetime} and self._zoned:
            return "TIMESTAMPTZ"
        one = _TYPES.get(next(iter(types))) if len(types) == 1 else None
        return one or ("TIMESTAMP" if types == {date, datetime} else "VARCHAR")


_TYPES: dict[type, str] = {bool: "BOOLEAN", date: "DATE", datetime: "TIMESTAMP"}


def _spool(columns: Sequence[Column], batches: Iterable[Sequence[Row]], file: IO[str]) -> tuple[list[_Kind], int]:
    """Write the rows as JSON lines of text, which tells a missing value from an empty one."""
    kinds, count = [_Kind() for _ in columns], 0
    names = [column.name for column in columns]
    for batch in batches:
        for row in batch:
            texts = [kind.see(value) for kind, value in zip(kinds, row, strict=True)]
            file.write(json.dumps(dict(zip(names, texts, strict=True)), ensure_ascii=False) + "\n")
        count += len(batch)
    return kinds, count


def _convert(rows: Path, types: dict[str, str], path: Path) -> None:
    import duckdb

    with closing(duckdb.connect()) as connection:
        found = connection.read_json(str(rows), columns=types, format="newline_delimited")
        found.write_parquet(str(path), compression="zstd")
