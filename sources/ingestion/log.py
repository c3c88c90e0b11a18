"""The audit of loads, `raw.ingestion_log`: one row for every file that was loaded, refused, repaired or removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sources import warehouse as warehouses
from sources.contracts import Contract
from sources.ingestion.load import has_shape

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Status = Literal["loaded", "failed", "duplicate", "repaired", "removed"]

_TABLE = """
create schema if not exists raw;
create table if not exists raw.ingestion_log (
    system varchar, "table" varchar, file varchar, checksum varchar, contract varchar,
    rows_read bigint, rows_loaded bigint, rows_rejected bigint,
    started_at timestamp, finished_at timestamp, status varchar, error varchar
);
alter table raw.ingestion_log add column if not exists bytes bigint;
alter table raw.ingestion_log add column if not exists hint varchar"""


@dataclass(frozen=True)
class Entry:
    """One load: what was read under which contract, and what became of it. Times are UTC.

    A `duplicate` has the bytes of another file that is loaded, or its own loaded ones again after it was refused;
    `repaired` rows came from the quarantine; what was loaded of a `removed` file was taken out again.
    """

    system: str
    table: str
    file: str
    checksum: str | None
    contract: str
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    started_at: datetime
    finished_at: datetime
    status: Status
    error: str | None = None
    bytes: int | None = None
    hint: str | None = None

    def is_of(self, contract: Contract, checksum: str | None) -> bool:
        """Say whether this load was of the same bytes under the same contract."""
        return (self.checksum, self.contract) == (checksum, contract.fingerprint)


@dataclass(frozen=True)
class History:
    """The latest entry of each file of a table, and that of the load whose rows are in the warehouse now."""

    last: Mapping[str, Entry] = field(default_factory=dict)
    loaded: Mapping[str, Entry] = field(default_factory=dict)

    def holder(self, checksum: str, file: str) -> str | None:
        """Return another file that is loaded with those bytes, if there is one."""
        return next((e.file for e in self.loaded.values() if e.checksum == checksum and e.file != file), None)

    def settled(self, contract: Contract, file: str, checksum: str | None) -> Entry | None:
        """Return the entry that says what became of these bytes, if there is nothing to be done about them."""
        for entry in (self.loaded.get(file), self.last.get(file)):
            if entry is not None and entry.is_of(contract, checksum):
                is_stale = entry.status == "duplicate" and not self.holder(entry.checksum or "", file)
                return None if is_stale else entry
        return None

    def is_mended(self, entry: Entry) -> bool:
        """Say whether the file of that load, which lies there again, was refused in other bytes since."""
        last = self.last.get(entry.file)
        return entry.status == "loaded" and last is not None and last.status == "failed"

    def mended(self, settled: Iterable[Entry], times: tuple[datetime, datetime]) -> list[Entry]:
        """Return what the audit has to say, once, of those files: without it they would stay refused for ever."""
        same = "it has the bytes that are loaded already"
        return [
            Entry(e.system, e.table, e.file, e.checksum, e.contract, 0, 0, 0, *times, "duplicate", same, e.bytes)
            for e in settled
            if self.is_mended(e)
        ]


def create(connection: DuckDBPyConnection) -> None:
    """Make the log if there is none, and give an older one the columns it lacks."""
    connection.execute(_TABLE)


def write(connection: DuckDBPyConnection, entries: Sequence[Entry]) -> None:
    """Append `entries`."""
    if entries:
        names = ", ".join(f'"{name}"' for name in vars(entries[0]))
        marks = ", ".join("?" * len(vars(entries[0])))
        rows = [list(vars(entry).values()) for entry in entries]
        connection.executemany(f"insert into raw.ingestion_log ({names}) values ({marks})", rows)


def history(connection: DuckDBPyConnection, contract: Contract) -> History:
    """Return what became of the files of a table; nothing is loaded if the table is gone."""
    if not _has_log(connection):
        return History()
    create_needed = "bytes" not in _log_columns(connection)
    columns = "*, null as bytes, null as hint" if create_needed else "*"
    rows = connection.execute(
        f"""
        select {columns} from raw.ingestion_log where system = ? and "table" = ? and status <> 'repaired'
        order by finished_at, rowid""",
        [contract.system, contract.table],
    ).fetchall()
    last, loaded = _standing([Entry(*row) for row in rows])
    return History(last, loaded if _has_table(connection, contract.table) else {})


def still_rejected(connection: DuckDBPyConnection, loaded: Entry) -> int:
    """Return how many rows of that load were turned away and have not been repaired since."""
    query = """
        select sum(rows_loaded)::bigint from raw.ingestion_log
        where status = 'repaired' and "table" = ? and file = ? and checksum = ? and finished_at >= ?"""
    found = connection.execute(query, [loaded.table, loaded.file, loaded.checksum, loaded.finished_at]).fetchone()
    return loaded.rows_rejected - ((found and found[0]) or 0)


def history_in(warehouse: Path, contract: Contract) -> History | None:
    """Return the same from the live file, without waiting for whoever prepares the next; None without a table."""
    if not warehouse.exists():
        return None
    with warehouses.read(warehouse) as connection:
        return history(connection, contract) if has_shape(connection, contract) else None


def _standing(entries: Sequence[Entry]) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Return the last entry and the last load of each file, of what came after it was removed."""
    last: dict[str, Entry] = {}
    loaded: dict[str, Entry] = {}
    for entry in entries:
        if entry.status == "removed":
            last.pop(entry.file, None)
            loaded.pop(entry.file, None)
            continue
        last[entry.file] = entry
        if entry.status == "loaded":
            loaded[entry.file] = entry
    return last, loaded


def _has_log(connection: DuckDBPyConnection) -> bool:
    return _has_table(connection, "ingestion_log")


def _log_columns(connection: DuckDBPyConnection) -> set[str]:
    return {name for (name, *_) in connection.execute("describe raw.ingestion_log").fetchall()}


def _has_table(connection: DuckDBPyConnection, table: str) -> bool:
    query = """
        select 1 from duckdb_tables()
        where database_name = current_database() and schema_name = 'raw' and table_name = ?"""
    return connection.execute(query, [table]).fetchone() is not None
