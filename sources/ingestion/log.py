"""The audit of loads, `raw.ingestion_log`: one row for every file that was loaded or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sources import warehouse as warehouses
from sources.contracts import Contract

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TABLE = """
create schema if not exists raw;
create table if not exists raw.ingestion_log (
    system varchar, "table" varchar, file varchar, checksum varchar, contract varchar,
    rows_read bigint, rows_loaded bigint, rows_rejected bigint,
    started_at timestamp, finished_at timestamp, status varchar, error varchar
)"""


@dataclass(frozen=True)
class Entry:
    """One load: what was read under which contract, and what became of it. Times are UTC."""

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
    status: Literal["loaded", "failed"]
    error: str | None = None

    def is_of(self, contract: Contract, checksum: str | None) -> bool:
        """Say whether this load was of the same bytes under the same contract."""
        return (self.checksum, self.contract) == (checksum, contract.fingerprint)


def create(connection: DuckDBPyConnection) -> None:
    """Make the log if there is none."""
    connection.execute(_TABLE)


def write(connection: DuckDBPyConnection, entry: Entry) -> None:
    """Append `entry`."""
    values = list(vars(entry).values())
    connection.execute(f"insert into raw.ingestion_log values ({', '.join('?' * len(values))})", values)


def last(connection: DuckDBPyConnection, contract: Contract, status: str = "%") -> Entry | None:
    """Return the latest entry of the contract's file, if there is one."""
    if not _has_table(connection, "ingestion_log"):
        return None
    row = connection.execute(
        "select * from raw.ingestion_log where file = ? and status like ? order by finished_at desc limit 1",
        [str(contract.file), status],
    ).fetchone()
    return Entry(*row) if row else None


def last_loaded(connection: DuckDBPyConnection, contract: Contract) -> Entry | None:
    """Return the entry of the load whose rows are in the warehouse now."""
    return last(connection, contract, "loaded") if _has_table(connection, contract.table) else None


def last_loaded_in(warehouse: Path, contract: Contract) -> Entry | None:
    """Return the same from the live file, without waiting for whoever prepares the next one."""
    if not warehouse.exists():
        return None
    with warehouses.read(warehouse) as connection:
        return last_loaded(connection, contract)


def _has_table(connection: DuckDBPyConnection, table: str) -> bool:
    query = """
        select 1 from duckdb_tables()
        where database_name = current_database() and schema_name = 'raw' and table_name = ?"""
    return connection.execute(query, [table]).fetchone() is not None
