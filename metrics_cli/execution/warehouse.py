"""The contract of every warehouse: SQL in, rows out, nothing changed."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from metrics_cli.answer import Column, Row


@dataclass(frozen=True)
class Rows:
    """What came back: column names, their types (number, string, date, datetime, boolean), rows in order.

    `has_lost` says that a number which is not finite was made missing.
    """

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[Row, ...]
    truncated: bool = False
    has_lost: bool = False


@dataclass(frozen=True)
class Stream:
    """All that comes back, a batch of rows at a time: to be read once, and no other query meanwhile."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    batches: Iterator[Sequence[Row]]


class Warehouse(Protocol):
    """A read-only warehouse."""

    def run(self, sql: str, max_rows: int, keys: Container[str] = ()) -> Rows:
        """Return at most `max_rows` rows of `sql`. Raises WarehouseUnavailable, QueryInvalid or QueryFailed.

        NaN and infinity are missing, but in the columns `keys`, where they are texts.
        """
        ...

    def stream(self, sql: str, keys: Container[str] = ()) -> Stream:
        """Return all rows as `run` does, without holding them; the time limit is that of each batch."""
        ...

    def write_parquet(self, sql: str, columns: Sequence[Column], path: Path) -> int:
        """Write `columns` of all rows of `sql` to the new file `path` and return their number. Raises as `run`.

        A column of type `date` is written as a date, whatever the warehouse makes of it. Rows are not held.
        """
        ...

    def written_at(self) -> datetime | None:
        """Return when the data last changed, None when the warehouse can't tell."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...
