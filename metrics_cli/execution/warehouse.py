"""The contract of every warehouse: SQL in, rows out, nothing changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from metrics_cli.answer import Cell


@dataclass(frozen=True)
class Rows:
    """What came back: column names, their types (number, string, date, datetime, boolean), rows in order."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool = False


class Warehouse(Protocol):
    """A read-only warehouse."""

    def run(self, sql: str, max_rows: int) -> Rows:
        """Return at most `max_rows` rows of `sql`. Raises WarehouseUnavailable or QueryFailed."""
        ...

    def written_at(self) -> datetime | None:
        """Return when the data last changed, None when the warehouse can't tell."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...
