"""Taking out what was loaded of files that no longer count, as if they had never come, but for the audit."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sources.contracts import Contract
from sources.errors import DeliveryError
from sources.ingestion import aside, findings, load, log, quarantine
from sources.ingestion.log import Entry, History
from sources.ingestion.snapshot import checksum

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Checksums = Container[str | None]


def loaded(history: History, retired: Checksums) -> list[Entry]:
    """Return the loads of retired files whose rows are in the warehouse."""
    return [entry for entry in history.loaded.values() if entry.checksum in retired]


def without(files: Sequence[PurePosixPath], sources: Path, retired: Checksums) -> list[PurePosixPath]:
    """Return the delivered files that are not retired; one that cannot be read is none of these."""
    return [file for file in files if _checksum(sources, file) not in retired]


def withdraw(
    connection: DuckDBPyConnection, contract: Contract, loads: Sequence[Entry], times: tuple[datetime, datetime]
) -> None:
    """Remove the rows of these loads with all that was noticed in them, and record that."""
    started, finished = times
    removed = [
        replace(
            entry,
            rows_read=0,
            rows_loaded=0,
            rows_rejected=0,
            started_at=started,
            finished_at=finished,
            status="removed",
        )
        for entry in loads
    ]
    connection.execute("begin")
    load.withdraw(connection, contract, [entry.file for entry in loads])
    findings.forget(connection, contract)
    aside.replace(connection, contract, ())
    log.write(connection, removed)
    connection.execute("commit")


def tidy(contract: Contract, loads: Sequence[Entry], warehouse: Path) -> None:
    """Remove the rejected rows of these loads."""
    for entry in loads:
        quarantine.forget(contract, entry.file, entry.checksum, warehouse)


def tell(loads: Sequence[Entry], ignored: int) -> str:
    """Say how many files were taken out, and how many lie there and are not read."""
    rows = sum(entry.rows_loaded for entry in loads)
    why = "their simulation was reset or real files took its place"
    told = f"; {len(loads)} simulated files taken out, {rows:,} rows, as {why}" if loads else ""
    return told + (f"; not read: {ignored} simulated files, as real ones took their place" if ignored else "")


def _checksum(sources: Path, file: PurePosixPath) -> str | None:
    try:
        return checksum(sources, file, {None})
    except DeliveryError:
        return None
