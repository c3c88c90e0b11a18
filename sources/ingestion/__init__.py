"""Loading a delivered file into the schema `raw` of the warehouse: all of it, once, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sources.contracts import Contract
from sources.errors import DeliveryError
from sources.ingestion import log
from sources.ingestion.delivery import Delivery, checksum, examine, fetch
from sources.ingestion.load import Rejection, prepare, rejections, replace_rows, stage
from sources.ingestion.quarantine import keep
from sources.warehouse import edit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["DeliveryError", "Load", "ingest"]

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Load:
    """What became of one file; `message` says it in one line."""

    table: str
    file: str
    status: Literal["loaded", "unchanged"]
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    message: str


def utc_now() -> datetime:
    """Return the time as the warehouse keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def ingest(contract: Contract, sources: Path, warehouse: Path, clock: Clock = utc_now) -> Load:
    """Load the contract's files from the folder `sources`, each replacing the rows loaded from it before.

    A file that was loaded before under the same contract changes nothing. Rows that break the contract go to
    `quarantine/` beside the warehouse. Raises DeliveryError when the file is refused (the audit keeps the reason, the
    rows loaded before stay) and WarehouseError when the warehouse cannot be written.
    """
    delivered = contract.delivered(sources)
    if contract.optional and not delivered:
        return _nothing_delivered(contract, warehouse)
    if delivered in ((), (contract.file,)):
        return _ingest_one(contract, sources, warehouse, clock)
    loads, refusals = [], []
    for file in delivered:
        try:
            loads.append(_ingest_one(contract.of(file), sources, warehouse, clock))
        except DeliveryError as refusal:
            refusals.append(refusal)
    if refusals:
        rest = f"; of {len(delivered)} files {len(refusals)} are refused, the others are loaded"
        raise DeliveryError(f"{refusals[0].message}{rest}", refusals[0].hint)
    return _together(contract, loads)


def _nothing_delivered(contract: Contract, warehouse: Path) -> Load:
    """Make the empty table of a contract that need not be delivered."""
    import duckdb

    with edit(warehouse) as copy, duckdb.connect(str(copy)) as connection:
        log.create(connection)
        prepare(connection, contract)
        counted = connection.execute(f'select count(*) from raw."{contract.table}"').fetchone()
    rows = int(counted[0]) if counted else 0
    told = f"{contract.table}: no {contract.file} is delivered, {rows:,} rows are loaded"
    return Load(contract.table, str(contract.file), "unchanged", rows, rows, 0, told)


def _together(contract: Contract, loads: Sequence[Load]) -> Load:
    """Sum up what became of several files."""
    new = [load for load in loads if load.status == "loaded"]
    read, loaded, rejected = (
        sum(getattr(load, count) for load in loads) for count in ("rows_read", "rows_loaded", "rows_rejected")
    )
    told = f"{contract.table}: {len(new)} of {len(loads)} files loaded, {loaded:,} rows in all"
    if rejected:
        told += f"; {rejected:,} rejected (see warehouse/quarantine/{contract.table})"
    status: Literal["loaded", "unchanged"] = "loaded" if new else "unchanged"
    return Load(contract.table, str(contract.file), status, read, loaded, rejected, told)


def _ingest_one(contract: Contract, sources: Path, warehouse: Path, clock: Clock) -> Load:
    started = clock()
    try:
        data = fetch(contract, sources)
    except DeliveryError as refusal:
        _record_refusal(contract, warehouse, None, refusal, started, clock)
        raise
    mark = checksum(data)
    before = log.last_loaded_in(warehouse, contract)
    if before is not None and before.is_of(contract, mark):
        return _unchanged(before)
    try:
        return _load(contract, data, warehouse, started, clock)
    except _LoadedMeanwhile as meanwhile:
        return _unchanged(meanwhile.entry)
    except DeliveryError as refusal:
        _record_refusal(contract, warehouse, mark, refusal, started, clock)
        raise


def _load(contract: Contract, data: bytes, warehouse: Path, started: datetime, clock: Clock) -> Load:
    import duckdb

    delivery, mark = examine(contract, data), checksum(data)
    with edit(warehouse) as copy, duckdb.connect(str(copy)) as connection:
        log.create(connection)
        before = log.last_loaded(connection, contract)
        if before is not None and before.is_of(contract, mark):
            raise _LoadedMeanwhile(before)  # by another process while this one waited
        stage(connection, contract, delivery, copy.parent)
        rejected = rejections(connection, contract)
        kept = keep(contract, delivery, rejected, warehouse, mark) if rejected else None
        _check_ceiling(contract, delivery, rejected, kept)
        loaded = _commit(connection, contract, delivery, mark, rejected, started, clock)
    return Load(
        contract.table,
        delivery.file,
        "loaded",
        delivery.rows,
        loaded,
        len(rejected),
        _tell(contract, delivery, loaded, rejected, kept) + _shrunk(delivery, before),
    )


def _shrunk(delivery: Delivery, before: log.Entry | None) -> str:
    """Say so when the file holds fewer rows than the one before it: it may end too early without being damaged."""
    if before is None or delivery.rows >= before.rows_read:
        return ""
    return f"; WARNING: the delivery before had {before.rows_read:,} rows"


def _commit(
    connection: DuckDBPyConnection,
    contract: Contract,
    delivery: Delivery,
    mark: str,
    rejected: Sequence[Rejection],
    started: datetime,
    clock: Clock,
) -> int:
    connection.execute("begin")
    loaded = replace_rows(connection, contract, delivery.file, started)
    counts = (delivery.rows, loaded, len(rejected))
    log.write(connection, _entry(contract, mark, counts, (started, clock()), "loaded"))
    connection.execute("commit")
    return loaded


def _check_ceiling(contract: Contract, delivery: Delivery, rejected: Sequence[Rejection], kept: Path | None) -> None:
    if not rejected:
        return
    first = f"row {rejected[0].row}, {rejected[0].reason}"
    if rejected[-1].row == delivery.rows and not delivery.ends_with_newline:
        last = f"row {rejected[-1].row}, {rejected[-1].reason}"
        raise DeliveryError(f"{delivery.file} ends in the middle of its last line: {last}", "deliver it again")
    if len(rejected) > contract.ceiling * delivery.rows:
        found = f"{len(rejected):,} of {delivery.rows:,} rows break the contract, more than {contract.ceiling:.0%}"
        hint = f"repair the export, or its contract; all reasons are in {_beside(kept)}"
        raise DeliveryError(f"{delivery.file}: {found}; the first is {first}", hint)


def _tell(contract: Contract, delivery: Delivery, loaded: int, rejected: Sequence[Rejection], kept: Path | None) -> str:
    told = f"{contract.table}: {loaded:,} rows loaded from {delivery.file}"
    if rejected:
        told += f"; {len(rejected):,} rejected, the first is row {rejected[0].row}, {rejected[0].reason}"
        told += f" (see {_beside(kept)})"
    if delivery.renamed:
        told += "; read " + ", ".join(f'"{theirs}" as "{ours}"' for theirs, ours in delivery.renamed)
    if extra := delivery.extra(contract):
        told += f"; not loaded, as the contract does not know them: {', '.join(extra)}"
    return told


def _unchanged(entry: log.Entry) -> Load:
    told = f"{entry.table}: unchanged, {entry.rows_loaded:,} rows of {entry.file} are loaded"
    counts = (entry.rows_read, entry.rows_loaded, entry.rows_rejected)
    return Load(entry.table, entry.file, "unchanged", *counts, told)


def _record_refusal(
    contract: Contract, warehouse: Path, mark: str | None, refusal: DeliveryError, started: datetime, clock: Clock
) -> None:
    """Write the refusal to the audit, once: a broken file that just lies there is not refused anew every hour."""
    import duckdb

    with edit(warehouse) as copy, duckdb.connect(str(copy)) as connection:
        log.create(connection)
        before = log.last(connection, contract)
        if before is not None and before.is_of(contract, mark) and before.error == str(refusal):
            raise refusal
        log.write(connection, _entry(contract, mark, (0, 0, 0), (started, clock()), "failed", str(refusal)))


def _entry(
    contract: Contract,
    mark: str | None,
    counts: tuple[int, int, int],
    times: tuple[datetime, datetime],
    status: Literal["loaded", "failed"],
    error: str | None = None,
) -> log.Entry:
    file = str(contract.file)
    return log.Entry(contract.system, contract.table, file, mark, contract.fingerprint, *counts, *times, status, error)


def _beside(kept: Path | None) -> str:
    """Return the path of a quarantine file from the warehouse's folder on."""
    return "/".join(kept.parts[-4:]) if kept else ""


class _LoadedMeanwhile(Exception):
    """The same file was loaded by another process between the first look and the lock."""

    def __init__(self, entry: log.Entry) -> None:
        self.entry = entry
