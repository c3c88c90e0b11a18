"""From the folder of the sources into the warehouse: what is new there is loaded, and what became of it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sources.contracts import Contract, strays
from sources.errors import DeliveryError
from sources.ingestion import aside, batch, findings, load, log, quarantine, withdrawal
from sources.ingestion.batch import Batch
from sources.ingestion.log import Entry, History, Status
from sources.ingestion.outcome import Load, Outcome, tell
from sources.ingestion.snapshot import checksum, take
from sources.ingestion.withdrawal import Checksums
from sources.warehouse import edit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Clock = Callable[[], datetime]
Limits = dict[str, str | bool | int | float | list[str]]

# Enough for ten million rows on two cores; what does not fit is spilled beside the copy.
MEMORY = "1GB"


def utc_now() -> datetime:
    """Return the time as the warehouse keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def ingest(
    contract: Contract,
    sources: Path,
    warehouse: Path,
    clock: Clock = utc_now,
    retired: Checksums = frozenset(),
) -> Load:
    """Load the new and changed files of the contract, each replacing the rows that were loaded from it before.

    A file that was loaded before under the same contract changes nothing. Rows that break the contract go to
    `quarantine/` beside the warehouse. Files with `retired` checksums, of a simulation that no longer counts, are not
    loaded, and what was loaded of them is taken out. Raises DeliveryError when a file is refused (the others are
    loaded, the audit keeps the reason, the rows loaded before stay) and WarehouseError when the warehouse cannot be
    written.
    """
    if not retired:
        return _ingest(contract, contract.delivered(sources), sources, warehouse, clock)
    gone = _take_out(contract, warehouse, retired, clock)
    there = contract.delivered(sources)
    delivered = withdrawal.without(there, sources, retired)
    told = withdrawal.tell(gone, len(there) - len(delivered))
    try:
        found = _ingest(contract, delivered, sources, warehouse, clock)
    except DeliveryError as refusal:
        raise DeliveryError(refusal.message + told, refusal.hint) from refusal
    return replace(found, message=found.message + told, status="loaded" if gone else found.status)


def _ingest(
    contract: Contract, delivered: Sequence[PurePosixPath], sources: Path, warehouse: Path, clock: Clock
) -> Load:
    started = clock()
    history = log.history_in(warehouse, contract)
    if contract.optional and not delivered:
        return _with_strays(_nothing_delivered(contract, warehouse, history), contract, sources)
    files = delivered or (contract.file,)
    settled = {str(file): entry for file in files if (entry := _settled(contract, file, sources, history))}
    outcomes = {file: Outcome(entry, is_new=False) for file, entry in settled.items()}
    if pending := [file for file in files if str(file) not in settled]:
        outcomes |= _load(contract, pending, sources, warehouse, started, clock)
    return _with_strays(tell(contract, [outcomes[str(file)] for file in files]), contract, sources)


def _take_out(contract: Contract, warehouse: Path, retired: Checksums, clock: Clock) -> list[Entry]:
    """Take out what is loaded of retired files; return these loads."""
    started, history = clock(), log.history_in(warehouse, contract)
    if history is None or not withdrawal.loaded(history, retired):
        return []
    with connected(warehouse) as (connection, _):
        gone = withdrawal.loaded(log.history(connection, contract), retired)
        withdrawal.withdraw(connection, contract, gone, (started, clock()))
    # Only now, as the rows are out.
    withdrawal.tidy(contract, gone, warehouse)
    return gone


def _with_strays(load: Load, contract: Contract, sources: Path) -> Load:
    """Add to the line which files lie there and are not read, as they are called otherwise."""
    found = strays(contract, sources)
    if not found:
        return load
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    told = f"; WARNING: not read, as no contract knows files of that name: {', '.join(found[:3])}{more}"
    return replace(load, message=load.message + told)


@contextmanager
def connected(warehouse: Path) -> Iterator[tuple[DuckDBPyConnection, Path]]:
    """Yield a connection to a copy of `warehouse` that replaces it if the block succeeds, and a folder to work in."""
    import duckdb

    with edit(warehouse) as copy:
        folder = copy.parent / "ingestion"
        folder.mkdir()
        limits: Limits = {"memory_limit": MEMORY, "temp_directory": str(folder / "spilled")}
        with duckdb.connect(str(copy), config=limits) as connection:
            log.create(connection)
            findings.create(connection)
            yield connection, folder


def _settled(contract: Contract, file: PurePosixPath, sources: Path, history: History | None) -> Entry | None:
    """Return what the audit says of the file as it lies there, if it is known; a look at its size may be enough."""
    if history is None:
        return None
    known = (history.last.get(str(file)), history.loaded.get(str(file)))
    try:
        found = checksum(sources, file, {entry.bytes for entry in known if entry})
    except DeliveryError as refusal:
        last, _ = known
        return last if last is not None and last.is_of(contract, None) and last.error == str(refusal) else None
    entry = history.settled(contract, str(file), found) if found else None
    return None if entry and history.is_mended(entry) else entry


def _nothing_delivered(contract: Contract, warehouse: Path, history: History | None) -> Load:
    """Make the empty table of a contract that need not be delivered."""
    if history is None:
        with connected(warehouse) as (connection, _):
            load.prepare(connection, contract)
            history = log.history(connection, contract)
    rows = sum(entry.rows_loaded for entry in history.loaded.values())
    told = f"{contract.table}: no {contract.file} is delivered, {rows:,} rows are loaded"
    return Load(contract.table, str(contract.file), "unchanged", rows, rows, 0, told)


def _load(
    contract: Contract,
    pending: Sequence[PurePosixPath],
    sources: Path,
    warehouse: Path,
    started: datetime,
    clock: Clock,
) -> dict[str, Outcome]:
    try:
        with connected(warehouse) as (connection, folder):
            history = log.history(connection, contract)
            load.prepare(connection, contract)
            work = Batch(contract, folder, history)
            for file in pending:
                _begin(work, file, sources)
            batch.read(connection, work, started)
            batch.reject(connection, work)
            rows = batch.settle(connection, work, warehouse)
            outcomes = _outcomes(work, rows, (started, clock()))
            mended = history.mended(work.settled.values(), (started, clock()))
            if not mended and not any(outcome.is_new for outcome in outcomes.values()):
                raise _NothingNew(outcomes)
            _record(connection, work, outcomes, mended)
            for name, snapshot in work.taken.items():
                if name in work.refused and outcomes[name].is_new:
                    quarantine.keep_refused(contract, snapshot, warehouse)
            return outcomes
    except _NothingNew as nothing:
        return nothing.outcomes


class _NothingNew(Exception):
    """There is nothing to write: others did it while this one waited, or it was refused before."""

    def __init__(self, outcomes: dict[str, Outcome]) -> None:
        self.outcomes = outcomes


def _begin(work: Batch, file: PurePosixPath, sources: Path) -> None:
    """Copy a file, and see by its bytes whether there is anything to be done."""
    name = str(file)
    try:
        snapshot = take(file, sources, work.folder)
    except DeliveryError as refusal:
        work.refuse(name, refusal)
        return
    if entry := work.history.settled(work.contract, name, snapshot.checksum):
        work.settled[name] = entry
        return
    twin = next((other for other, taken in work.taken.items() if taken.checksum == snapshot.checksum), None)
    work.taken[name] = snapshot
    if twin := twin or work.history.holder(snapshot.checksum, name):
        work.twins[name] = twin
    else:
        work.snapshots[name] = snapshot


def _outcomes(work: Batch, rows: Mapping[str, int], times: tuple[datetime, datetime]) -> dict[str, Outcome]:
    outcomes = {file: Outcome(entry, is_new=False) for file, entry in work.settled.items()}
    for file, refusal in work.refused.items():
        entry, last = _entry(work, file, times, "failed", (0, 0, 0), refusal), work.history.last.get(file)
        is_known = last is not None and (last.checksum, last.contract, last.error) == (
            entry.checksum,
            entry.contract,
            entry.error,
        )
        outcomes[file] = Outcome(last if last and is_known else entry, not is_known)
    for file, twin in work.twins.items():
        same = DeliveryError(f"it has the same bytes as {twin}", "")
        outcomes[file] = Outcome(_entry(work, file, times, "duplicate", (0, 0, 0), same), is_new=True)
    for file, snapshot in work.snapshots.items():
        rejected = work.rejected.get(file, [])
        counts = (snapshot.rows, rows.get(file, 0), len(rejected))
        entry = _entry(work, file, times, "loaded", counts)
        before = work.history.loaded.get(file)
        is_open = not snapshot.structure.ends_with_newline
        outcomes[file] = Outcome(entry, True, snapshot.header, rejected, work.kept.get(file), before, is_open)
    return outcomes


def _entry(
    work: Batch,
    file: str,
    times: tuple[datetime, datetime],
    status: Status,
    counts: tuple[int, int, int],
    error: DeliveryError | None = None,
) -> Entry:
    contract, taken = work.contract, work.taken.get(file)
    said = (str(error) if error.hint else error.message) if error else None
    return Entry(
        contract.system,
        contract.table,
        file,
        taken.checksum if taken else None,
        contract.fingerprint,
        *counts,
        *times,
        status,
        said,
        taken.size if taken else None,
        error.hint if error else None,
    )


def _record(
    connection: DuckDBPyConnection, work: Batch, outcomes: Mapping[str, Outcome], mended: Sequence[Entry]
) -> None:
    """Write the audit of the files that are news, or refused no more."""
    contract, new = work.contract, [outcome.entry for outcome in outcomes.values() if outcome.is_new]
    connection.execute("begin")
    log.write(connection, [*new, *mended])
    findings.forget(connection, contract)
    aside.replace(connection, contract, list(work.snapshots.values()))
    for entry in (entry for entry in new if entry.status == "loaded"):
        findings.write_header(connection, contract, work.snapshots[entry.file], entry.finished_at)
        rejected = work.rejected.get(entry.file, ())
        findings.write_rejected(connection, entry, rejected)
    findings.write_flagged(connection, contract, {entry.file: entry for entry in new})
    connection.execute("commit")
