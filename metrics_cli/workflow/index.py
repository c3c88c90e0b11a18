"""What the warehouse holds of each dimension: asked once for each state of it, then kept beside the plans."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from time import time
from typing import Any, TypeVar

from metrics_cli.answer import Cell
from metrics_cli.artifacts import WarehouseState
from metrics_cli.catalog import Home
from metrics_cli.catalog.kept import load_kept, save_kept
from metrics_cli.catalog.values import (
    MOST_KEPT,
    ColumnType,
    Ends,
    Scalar,
    Values,
    column_type_from,
    ends_from,
    values_from,
)
from metrics_cli.errors import QueryFailed, QueryInvalid
from metrics_cli.execution.warehouse import Warehouse
from metrics_cli.semantic_layer.rows import RowLayer
from metrics_cli.semantic_layer.versions import metricflow_version

# Raised when what is kept, or how it is worked out, changes.
_LAYOUT = 1

Found = TypeVar("Found", Values, Ends, ColumnType)


class Index:
    """The values of dimensions and the ends of time dimensions, each read when first asked for.

    `warehouse_name` tells the warehouse from others that share `folder`. What was read before from a warehouse in the
    same state comes from `folder`; the SQL that reads it is kept as well, so that a new state needs no MetricFlow.
    """

    def __init__(
        self,
        rows: RowLayer,
        warehouse: Callable[[], Warehouse],
        warehouse_name: str,
        state: WarehouseState,
        folder: Path,
    ) -> None:
        self._rows = rows
        self._warehouse = warehouse
        self._name = warehouse_name
        self.state = state
        self._folder = folder
        self._known: dict[tuple[str, Home], Any] = {}
        self._oldest = float("inf")

    def values(self, home: Home) -> Values:
        """Return the values of a dimension, which must not be a personal one. Raises as Warehouse.run does."""
        return self._found("values", home, values_from, lambda kept: True, self._read_values)

    def kept_values(self, home: Home) -> Values | None:
        """Return the values when they are known without asking the warehouse."""
        found, _ = self._load("values", home, values_from)
        return found

    def values_hold_until(self) -> float:
        """Return until when, in seconds since 1970, the values read so far are believed: infinity for ever."""
        return float("inf") if self.state.lifetime is None else self._oldest + self.state.lifetime

    def among(self, home: Home, values: Iterable[str]) -> dict[str, int]:
        """Return those of `values` that the data hold, and in how many rows, asked of the data themselves."""
        wanted = tuple(values)
        sql = self._rows.among_sql(home, wanted)
        rows = self._warehouse().run(sql, len(wanted)).rows
        return {str(value): int(str(count)) for value, count in rows if value is not None}

    def ends(self, home: Home, now: date) -> Ends:
        """Return the first and last day of a time dimension, for a reader on the day `now`."""
        return self._found(
            "ends", home, ends_from, lambda kept: kept.holds(now), lambda h, s: self._read_ends(h, s, now)
        )

    def spine_ends(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of the project's time spine; None twice where it can't be read."""
        try:
            return self._days(self._rows.spine_sql())
        except (QueryFailed, QueryInvalid):
            return None, None

    def column_type(self, home: Home) -> str:
        """Return the type of a dimension's column: number, string, date, datetime, boolean, or other."""
        read = self._read_type
        return self._found("type", home, column_type_from, lambda kept: True, read).name

    def _found(
        self,
        kind: str,
        home: Home,
        read: Callable[[dict[str, Any]], Found],
        holds: Callable[[Found], bool],
        ask: Callable[[Home, dict[str, str]], Found],
    ) -> Found:
        found, sql = self._load(kind, home, read)
        if found is None or not holds(found):
            found = ask(home, sql)
            self._known[kind, home] = found
            self._oldest = min(self._oldest, time())
            body = {**self._key(home), "state": self.state.token, "read_at": time(), "sql": sql}
            save_kept(self._path(kind, home), {**body, "found": found.to_dict()})
        return found

    def _load(
        self, kind: str, home: Home, read: Callable[[dict[str, Any]], Found]
    ) -> tuple[Found | None, dict[str, str]]:
        """Return what is known, and the SQL that reads it; each empty when it is not kept or of something else."""
        if (kind, home) in self._known:
            return self._known[kind, home], {}
        kept = load_kept(self._path(kind, home)) or {}
        if any(kept.get(name) != value for name, value in self._key(home).items()):
            return None, {}
        sql = {str(name): str(text) for name, text in kept["sql"].items()}
        age, lifetime = time() - kept["read_at"], self.state.lifetime
        if kept["state"] != self.state.token or (lifetime is not None and not 0 <= age < lifetime):
            return None, sql
        self._oldest = min(self._oldest, kept["read_at"])
        try:
            self._known[kind, home] = read(kept["found"])
        except (KeyError, TypeError, ValueError):
            return None, sql
        return self._known[kind, home], sql

    def _key(self, home: Home) -> dict[str, object]:
        text = hashlib.sha256(self._rows.manifest_text(home).encode()).hexdigest()
        return {"layout": _LAYOUT, "manifest": text, "metricflow": metricflow_version(), "of": self._name}

    def _path(self, kind: str, home: Home) -> Path:
        name = hashlib.sha256(f"{home.model}\n{home.element}\n{self._name}".encode()).hexdigest()
        return self._folder / f"{kind}-{name[:32]}.json"

    def _read_type(self, home: Home, sql: dict[str, str]) -> ColumnType:
        statement = sql.setdefault("type", sql.get("type") or self._rows.type_sql(home))
        rows = self._warehouse().run(statement, 1)
        return ColumnType(rows.types[0] if rows.names[0].endswith(home.element) else "other")

    def _read_values(self, home: Home, sql: dict[str, str]) -> Values:
        statement = sql.setdefault("values", sql.get("values") or self._rows.values_sql(home))
        found = self._warehouse().run(statement, MOST_KEPT + 1).rows
        counts = tuple((_scalar(value), int(str(count))) for value, count in found if value is not None)
        if len(found) <= MOST_KEPT:
            rows = sum(int(str(count)) for _, count in found)
            return Values(counts, len(counts), rows, rows - sum(count for _, count in counts))
        statement = sql.setdefault("totals", sql.get("totals") or self._rows.totals_sql(home))
        rows, present, different = (int(str(n or 0)) for n in self._warehouse().run(statement, 1).rows[0])
        return Values(counts[:MOST_KEPT], different, rows, rows - present)

    def _read_ends(self, home: Home, sql: dict[str, str], now: date) -> Ends:
        grain = self._rows.grain(home)
        statement = sql.setdefault("ends", sql.get("ends") or self._rows.ends_sql(home))
        first, last = self._days(statement)
        if last is None or last <= now:
            return Ends(first, last, None, now, grain)
        following, _ = self._days(self._rows.ends_sql(home, after=now))
        first, last = self._days(self._rows.ends_sql(home, until=now))
        return Ends(first, last, following, now, grain)

    def _days(self, sql: str) -> tuple[date | None, date | None]:
        rows = self._warehouse().run(sql, 1).rows
        return (_day(rows[0][0]), _day(rows[0][1])) if rows else (None, None)


def _scalar(value: Cell) -> Scalar:
    return value if isinstance(value, str | int | float | bool) else str(value)


def _day(value: Cell) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value if isinstance(value, date) else None
