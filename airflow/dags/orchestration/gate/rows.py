"""Counting the rows of the marts in a build, beside those that are published (the database `live`, if attached)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FINDINGS = "fct_data_quality_findings"
# Below that many rows, one more or less is a large share.
_FEW = 20
# Two deliveries of one system share most of their rows; two worlds may share a few by accident.
_SAME_WORLD = 0.05
# Orders of the same numbers by the same customers are the same orders, at other times or not.
_SAME_IDS = 0.5
# A mean this many times what it was is looked into.
_MUCH = 1.1
# What says which thing a row is about and when it happened; what is recomputed every day says neither.
_IDENTITY = ("_key", "_id", "_on", "_at")
_RECOMPUTED = ("first_", "last_", "updated_", "loaded_")
# How dimensions mark rows that they have only because facts mention them.
_LISTED = ("is_known", "is_registered", "is_listed")


@dataclass(frozen=True)
class Mart:
    """How many rows a mart has in the build and published; `is_other` if the build has none of those published."""

    name: str
    rows: int
    published: int
    is_other: bool


@dataclass(frozen=True)
class Amount:
    """The column of a mart whose mean, signs aside, has changed the most: now, and as published."""

    mart: str
    column: str
    mean: float
    published: float
    is_other: bool


@dataclass(frozen=True)
class Dimension:
    """How many of a dimension's rows no delivery lists."""

    name: str
    rows: int
    unlisted: int


@dataclass(frozen=True)
class Found:
    """How many records of a delivered table a check found to be in error, and what it suggests."""

    check: str
    table: str
    records: int
    rows: int
    remedy: str


def kept(connection: DuckDBPyConnection) -> Iterator[Mart]:
    """Compare the marts that are published; those of few rows, and those that are no longer built, are left out."""
    build, live = _columns(connection, "build"), _columns(connection, "live")
    for name in sorted(build.keys() & live.keys()):
        rows, published = (_count(connection, f'from {base}.marts."{name}"') for base in ("build", "live"))
        if published >= _FEW:
            shared = build[name].keys() & live[name].keys()
            is_other = 0 < rows < published and _is_other(connection, name, sorted(shared), rows)
            yield Mart(name, rows, published, is_other)


def amounts(connection: DuckDBPyConnection) -> Iterator[Amount]:
    """Compare what the amounts (exact decimals) of each mart are on average; where nothing was, nothing is compared."""
    build, live = _columns(connection, "build"), _columns(connection, "live")
    for name in sorted(build.keys() & live.keys()):
        shared = sorted(build[name].keys() & live[name].keys())
        exact = [c for c in shared if build[name][c].startswith("DECIMAL") and live[name][c].startswith("DECIMAL")]
        rows, published = (_count(connection, f'from {base}.marts."{name}"') for base in ("build", "live"))
        if not exact or min(rows, published) < _FEW:
            continue
        means = (_means(connection, base, name, exact) for base in ("build", "live"))
        pairs = zip(exact, *means, strict=True)
        changes = [(_times(now, before), column, now, before) for column, now, before in pairs if before]
        if changes:
            change, column, now, before = max(changes)
            # Only looked at where it matters: it goes through all rows.
            is_other = change > _MUCH and _is_other(connection, name, shared, rows)
            yield Amount(name, column, now, before, is_other)


def _times(now: float, before: float) -> float:
    """Return how many times the smaller the larger is; `before` is not 0."""
    return max(now, before) / min(now, before) if now else inf


def _means(connection: DuckDBPyConnection, base: str, mart: str, columns: list[str]) -> list[float]:
    means = ", ".join(f'coalesce(avg(abs("{column}")), 0)::double' for column in columns)
    row = connection.execute(f'select {means} from {base}.marts."{mart}"').fetchone()
    return list(row or ())


def unlisted(connection: DuckDBPyConnection) -> Iterator[Dimension]:
    """Count the unlisted rows of each dimension that marks them."""
    for name, columns in sorted(_columns(connection, "build").items()):
        flag = next((flag for flag in _LISTED if flag in columns), None)
        if flag and name.startswith("dim_") and (rows := _count(connection, f'from marts."{name}"')):
            yield Dimension(name, rows, _count(connection, f'from marts."{name}" where not "{flag}"'))


def errors(connection: DuckDBPyConnection) -> Iterator[Found]:
    """Count the findings of severity `error`, by check and table; of tables that deliver nothing there are none."""
    if _FINDINGS not in _columns(connection, "build"):
        return
    found = connection.execute(
        f"""
        select check_name, source_table, sum(records)::bigint, any_value(suggested_remedy) from marts.{_FINDINGS}
        where severity = 'error' group by all order by all"""
    ).fetchall()
    for check, table, records, remedy in found:
        if rows := _count(connection, f'from raw."{table}"'):
            yield Found(check, table, records, rows, remedy)


def _is_other(connection: DuckDBPyConnection, name: str, columns: list[str], rows: int) -> bool:
    """Tell whether the mart is of another world: rows of other things, at other times."""
    of_things = [c for c in columns if not c.startswith(_RECOMPUTED)]
    identity = [c for c in of_things if c.endswith(_IDENTITY)] or columns
    ids = [c for c in of_things if c.endswith("_id")]
    if _shared(connection, name, identity) >= _SAME_WORLD * rows:
        return False
    # An id alone may be a number that every world counts from one.
    return len(ids) < 2 or _shared(connection, name, ids) < _SAME_IDS * rows


def _shared(connection: DuckDBPyConnection, name: str, columns: list[str]) -> int:
    names = ", ".join(f'"{column}"' for column in columns)
    both = f'select {names} from build.marts."{name}" intersect select {names} from live.marts."{name}"'
    return _count(connection, f"from ({both})")


def _columns(connection: DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """Return the tables of the schema `marts` with their columns and types."""
    rows = connection.execute(
        """
        select table_name, column_name, c.data_type
        from duckdb_tables() as t join duckdb_columns() as c using (database_name, schema_name, table_name)
        where database_name = ? and schema_name = 'marts'""",
        [database],
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, {})[column] = kind
    return tables


def _count(connection: DuckDBPyConnection, source: str) -> int:
    row = connection.execute(f"select count(*) {source}").fetchone()
    return int(row[0]) if row else 0
