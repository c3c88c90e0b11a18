"""What ingestion noticed in each file, counted in `raw.ingestion_findings`: a row for each file, column and rule.

`severity` is `rejected` (the rows are in quarantine, or were taken out of it by hand: these have no column), `flagged`
(they are loaded, beyond a limit of the contract), `renamed` (the column goes by another name) or `unknown` (no contract
knows the column; its cells are kept aside).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sources.contracts import Contract
from sources.ingestion import cells
from sources.ingestion.log import Entry
from sources.ingestion.reasons import Rejection
from sources.ingestion.snapshot import Snapshot

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REMOVED = "was taken out of the quarantine file"

_SHAPE = """
create table if not exists raw.ingestion_findings (
    system varchar, "table" varchar, file varchar, checksum varchar, severity varchar, "column" varchar, rule varchar,
    rows bigint, first_row bigint, example varchar, found_at timestamp
)"""


def create(connection: DuckDBPyConnection) -> None:
    """Make the table if there is none."""
    connection.execute(_SHAPE)


def forget(connection: DuckDBPyConnection, contract: Contract) -> None:
    """Remove what was found before in the files that arrived."""
    files = "file in (select file from arrived)"
    connection.execute(f'delete from raw.ingestion_findings where "table" = ? and {files}', [contract.table])


def forget_rejected(connection: DuckDBPyConnection, entry: Entry) -> None:
    """Remove what was rejected of a file before."""
    query = "delete from raw.ingestion_findings where \"table\" = ? and file = ? and severity = 'rejected'"
    connection.execute(query, [entry.table, entry.file])


def write_rejected(connection: DuckDBPyConnection, entry: Entry, rejected: Sequence[Rejection]) -> None:
    """Count the rejected rows of a load by column and rule."""
    found: dict[tuple[str, str], list[Rejection]] = {}
    for rejection in rejected:
        found.setdefault((rejection.column, rejection.rule), []).append(rejection)
    for (column, rule), rows in found.items():
        about = (entry.system, entry.table, entry.file, entry.checksum, "rejected", column, rule)
        _insert(connection, *about, len(rows), rows[0].record.row, rows[0].value, entry.finished_at)


def write_removed(connection: DuckDBPyConnection, entry: Entry, rows: int) -> None:
    """Count the rejected rows of a load that somebody took out of the quarantine file: what was wrong is not known."""
    about = (entry.system, entry.table, entry.file, entry.checksum, "rejected", None, REMOVED)
    if rows:
        _insert(connection, *about, rows, None, None, entry.finished_at)


def write_header(connection: DuckDBPyConnection, contract: Contract, snapshot: Snapshot, found_at: datetime) -> None:
    """Note the columns that go by another name or that no contract knows."""
    about = (contract.system, contract.table, str(snapshot.file), snapshot.checksum)
    for theirs, ours in snapshot.header.renamed:
        _insert(connection, *about, "renamed", ours, f"is called {theirs}", snapshot.rows, None, theirs, found_at)
    for name in snapshot.header.unknown:
        _insert(connection, *about, "unknown", name, "is not in the contract", snapshot.rows, None, None, found_at)


def write_flagged(connection: DuckDBPyConnection, contract: Contract, entries: Mapping[str, Entry]) -> None:
    """Count the values beyond a limit of the contract that the files which arrived gave; `entries` are their loads."""
    flags = [
        (column.name, rule, test)
        for column in contract.columns
        if not column.strict
        for rule, test in cells.breaches(column, f'"{column.name}"')
    ]
    for name, rule, test in flags:
        rows = connection.execute(
            f"""
            select _source_file, count(*), min(_row), arg_min("{name}"::varchar, _row) from raw."{contract.table}"
            where {test} and _source_file in (select file from arrived) group by all order by all"""
        ).fetchall()
        for file, *found in rows:
            about = (contract.system, contract.table, file, entries[file].checksum, "flagged", name, rule)
            _insert(connection, *about, *found, entries[file].finished_at)


def _insert(connection: DuckDBPyConnection, *values: object) -> None:
    connection.execute(f"insert into raw.ingestion_findings values ({', '.join('?' * len(values))})", values)
