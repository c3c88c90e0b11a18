"""Cells of columns that no contract knows, kept aside in `raw.ingestion_aside`, one row a cell that is not empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sources.contracts import Contract
from sources.ingestion.load import read_snapshots
from sources.ingestion.snapshot import Snapshot

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLE = "ingestion_aside"
_SHAPE = '"table" varchar, _source_file varchar, _row bigint, "column" varchar, value varchar'


def replace(connection: DuckDBPyConnection, contract: Contract, snapshots: Sequence[Snapshot]) -> None:
    """Replace what is kept of the files that arrived by the cells of their unknown columns."""
    connection.execute(f"create table if not exists raw.{TABLE} ({_SHAPE})")
    files = "_source_file in (select file from arrived)"
    connection.execute(f'delete from raw.{TABLE} where "table" = ? and {files}', [contract.table])
    for snapshot in snapshots:
        if snapshot.header.unknown:
            _keep(connection, contract, snapshot)


def _keep(connection: DuckDBPyConnection, contract: Contract, snapshot: Snapshot) -> None:
    """Keep the cells of the file's unknown columns."""
    about = [contract.table, str(snapshot.file)]
    known = {column.name for column in contract.columns}
    unknown = {place: name for place, name in enumerate(snapshot.header.names) if name not in known}
    numbered = f"select row_number() over () as row, * from {read_snapshots([snapshot])}"
    connection.execute(f"create or replace temp table numbered as {numbered}")
    for place, name in unknown.items():
        connection.execute(
            f"insert into raw.{TABLE} select ?, ?, row, ?, c{place} from numbered where c{place} is not null",
            [*about, name or "(unnamed)"],
        )
    connection.execute("drop table numbered")
