"""Loading what was repaired in the quarantine: rows that fit the contract now take their old places, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sources.contracts import Contract
from sources.errors import WarehouseError
from sources.ingestion import findings, load, log, quarantine
from sources.ingestion.batch import double_of
from sources.ingestion.intake import Clock, connected, utc_now
from sources.ingestion.log import Entry
from sources.ingestion.quarantine import Kept, beside
from sources.ingestion.reasons import Rejection, explain
from sources.ingestion.snapshot import Record

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Repair:
    """What became of one quarantine file; `message` says it in one line."""

    file: str
    rows_loaded: int
    rows_rejected: int
    message: str


def rerun(contract: Contract, warehouse: Path, clock: Clock = utc_now) -> tuple[Repair, ...]:
    """Load the rows in the quarantine of a table that fit the contract now; the others stay there.

    A row keeps the file and the number that it was delivered under, so however often this is run or killed, it is
    loaded once. Rows of a file that was delivered anew since are left alone. Raises WarehouseError when the warehouse
    or the quarantine cannot be read or written.
    """
    started = clock()
    found = tuple(quarantine.kept(contract, warehouse))
    if not found:
        return ()
    repairs = []
    with connected(warehouse) as (connection, folder):
        if not load.has_shape(connection, contract):
            raise WarehouseError(f"raw.{contract.table} does not have the contract's columns", "run ingest first")
        loaded = log.history(connection, contract).loaded
        for kept in found:
            repairs.append(_repair(connection, contract, kept, loaded.get(kept.file), folder, started, clock))
    # Only now, as the rows are in: were this killed here, the next run would find them there.
    for kept, (_, rejected) in zip(found, repairs, strict=True):
        _tidy(kept, rejected)
    return tuple(repair for repair, _ in repairs)


_Done = tuple[Repair, Sequence[Rejection] | None]


def _repair(
    connection: DuckDBPyConnection,
    contract: Contract,
    kept: Kept,
    entry: Entry | None,
    folder: Path,
    started: datetime,
    clock: Clock,
) -> _Done:
    where = beside(kept.path)
    if entry is None or not kept.is_of(entry.checksum):
        told = f"{contract.table}: {where} left alone: {kept.file} is not loaded in that version"
        return Repair(kept.file, 0, len(kept.records), told), None
    if missing := [c.name for c in contract.columns if c.name not in kept.names]:
        raise WarehouseError(f'{where} lacks the column "{missing[0]}"', "put it back, or ingest the file again")
    there = load.repaired(connection, contract, kept.file, [record.row for record in kept.records])
    records = [record for record in kept.records if record.row not in there]
    rejected = list(explain(connection, contract, kept.names, records, folder))
    rejected += _doubles(connection, contract, kept.file, records, rejected)
    rejected.sort(key=lambda rejection: rejection.record.row)
    count = _insert(connection, contract, kept.file, started)
    removed = max(0, log.still_rejected(connection, entry) - count - len(rejected))
    total = len(rejected) + removed
    _record(connection, entry, (len(kept.records), count, total), rejected, removed, (started, clock()))
    told = f"{contract.table}: {count:,} repaired rows of {kept.file} loaded, {total:,} still rejected"
    return Repair(kept.file, count, total, told + _tell_left(kept, rejected, removed)), rejected


def _tell_left(kept: Kept, rejected: Sequence[Rejection], removed: int) -> str:
    where, told = beside(kept.path), ""
    if rejected:
        told = f"; the first is row {rejected[0].record.row}, {rejected[0].reason} (see {where})"
    if removed:
        told += f"; WARNING: {removed:,} of them no longer in {where}: they stay rejected until a new delivery"
    return told


def _doubles(
    connection: DuckDBPyConnection,
    contract: Contract,
    file: str,
    records: Sequence[Record],
    rejected: Sequence[Rejection],
) -> list[Rejection]:
    """Leave the sound rows in the table `sound`; return those whose key another row of the file has."""
    bad = {id(rejection.record) for rejection in rejected}
    places = [(n, record.row) for n, record in enumerate(records) if id(record) not in bad]
    connection.execute("create or replace temp table places (n bigint, row bigint)")
    if places:
        connection.executemany("insert into places values (?, ?)", places)
    connection.execute("create or replace temp table sound as select row, typed.* from typed join places using (n)")
    if not contract.unique:
        return []
    same = " and ".join(f't."{name}" is not distinct from s."{name}"' for name in contract.unique)
    key = " || ', ' || ".join(f's."{name}"::varchar' for name in contract.unique)
    found = connection.execute(
        f"""
        select n, {key}, coalesce(
            (select min(_row) from raw."{contract.table}" as t where _source_file = ? and {same}),
            (select min(t.row) from sound as t where t.row < s.row and {same})) as other
        from sound as s where other is not null order by n""",
        [file],
    ).fetchall()
    connection.execute("delete from sound where list_contains(?::bigint[], n)", [[n for n, _, _ in found]])
    return [double_of(records[n], contract.unique[0], other, key) for n, key, other in found]


def _insert(connection: DuckDBPyConnection, contract: Contract, file: str, loaded_at: datetime) -> int:
    names = ", ".join(f'"{column.name}"' for column in contract.columns)
    connection.execute(
        f'insert into raw."{contract.table}" select {names}, ?, row, ? from sound order by row', [file, loaded_at]
    )
    counted = connection.execute("select count(*) from sound").fetchone()
    return int(counted[0]) if counted else 0


def _record(
    connection: DuckDBPyConnection,
    loaded: Entry,
    counts: tuple[int, int, int],
    rejected: Sequence[Rejection],
    removed: int,
    times: tuple[datetime, datetime],
) -> None:
    about = (loaded.system, loaded.table, loaded.file, loaded.checksum, loaded.contract)
    entry = Entry(*about, *counts, *times, "repaired")
    connection.execute("begin")
    log.write(connection, [entry])
    findings.forget_rejected(connection, entry)
    findings.write_rejected(connection, entry, rejected)
    findings.write_removed(connection, entry, removed)
    connection.execute("commit")


def _tidy(kept: Kept, rejected: Sequence[Rejection] | None) -> None:
    """Leave in a quarantine file what is still rejected; remove it when nothing is."""
    if rejected:
        quarantine.write(kept.path, kept.file, kept.names, rejected)
    elif rejected is not None:
        kept.path.unlink()
