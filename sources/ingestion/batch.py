"""The new files of a table on their way into it: read together where they can be, and each accepted or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from sources.contracts import Contract
from sources.errors import DeliveryError
from sources.ingestion import load, quarantine
from sources.ingestion.log import Entry, History
from sources.ingestion.reasons import Rejection, explain
from sources.ingestion.snapshot import Record, Snapshot, rewritten, understand

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass
class Batch:
    """What is known of each file, by its name.

    All that were copied are `taken`; of these some are `settled` by the audit or `twins` of another file, and the rest
    are in `snapshots` until they are `refused`. Rows are `rejected` and `kept` in quarantine, or were repaired before
    and are `spared`.
    """

    contract: Contract
    folder: Path
    history: History
    taken: dict[str, Snapshot] = field(default_factory=dict)
    settled: dict[str, Entry] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    refused: dict[str, DeliveryError] = field(default_factory=dict)
    rejected: dict[str, list[Rejection]] = field(default_factory=dict)
    kept: dict[str, Path] = field(default_factory=dict)
    spared: list[tuple[str, int]] = field(default_factory=list)

    def refuse(self, file: str, refusal: DeliveryError) -> None:
        """Take a file out."""
        self.refused[file] = refusal
        self.snapshots.pop(file, None)


def read(connection: DuckDBPyConnection, batch: Batch, loaded_at: datetime) -> None:
    """Put the rows of every sound file into the table, not yet accepted; damaged files are refused."""
    for file in list(batch.snapshots):
        _try(batch, file, partial(understand, batch.contract))
    ordered = sorted(batch.snapshots.values(), key=lambda snapshot: (str(load.layout(snapshot)), str(snapshot.file)))
    for _, group in groupby(ordered, key=load.layout):
        _insert(connection, batch, list(group), loaded_at)
    counts = load.counts(connection, batch.contract)
    wrong = [file for file, snapshot in batch.snapshots.items() if counts.get(file) != snapshot.rows]
    for file in wrong:
        load.take_out(connection, batch.contract, file)
        _read_carefully(connection, batch, file, loaded_at)
    if wrong:
        counts = load.counts(connection, batch.contract)
    for file, snapshot in list(batch.snapshots.items()):
        if counts.get(file) != snapshot.rows:
            load.leave_out(connection, batch.contract, file)
            batch.refuse(file, DeliveryError(f"{file} cannot be read as CSV", "export it again"))


def reject(connection: DuckDBPyConnection, batch: Batch) -> None:
    """Set aside the rows that break the contract; a file with too many of them is refused."""
    contract = batch.contract
    broken: dict[str, list[int]] = {}
    for file, row in load.take_out_broken(connection, contract):
        broken.setdefault(file, []).append(row)
    for rejection in explained(connection, batch, broken):
        batch.rejected.setdefault(rejection.record.file, []).append(rejection)
    for rejection in _doubles(batch, load.take_out_doubles(connection, contract)):
        batch.rejected.setdefault(rejection.record.file, []).append(rejection)
    for file, found in batch.rejected.items():
        found.sort(key=lambda rejection: rejection.record.row)
        _spare(connection, batch, file)


def settle(connection: DuckDBPyConnection, batch: Batch, warehouse: Path) -> dict[str, int]:
    """Write the quarantine, refuse files with too many rejected rows, accept the others; return their rows."""
    for file, found in batch.rejected.items():
        if found:
            batch.kept[file] = quarantine.keep(batch.contract, batch.snapshots[file], found, warehouse)
            try:
                _check(batch.contract, batch.snapshots[file], found, batch.kept[file])
            except DeliveryError as refusal:
                load.leave_out(connection, batch.contract, file)
                batch.refuse(file, refusal)
    return load.accept(connection, batch.contract, batch.spared)


def _try(batch: Batch, file: str, step: Callable[[Snapshot], Snapshot]) -> None:
    try:
        batch.snapshots[file] = step(batch.snapshots[file])
    except DeliveryError as refusal:
        batch.refuse(file, refusal)


def _insert(connection: DuckDBPyConnection, batch: Batch, group: Sequence[Snapshot], loaded_at: datetime) -> None:
    """Insert the rows of files; nothing of them if DuckDB cannot read one, which their count tells then."""
    import duckdb

    try:
        load.insert(connection, batch.contract, group, batch.folder, loaded_at)
    except duckdb.InvalidInputException:
        if len(group) > 1:
            for snapshot in group:
                _insert(connection, batch, [snapshot], loaded_at)


def _read_carefully(connection: DuckDBPyConnection, batch: Batch, file: str, loaded_at: datetime) -> None:
    if batch.snapshots[file].lines is None:
        _try(batch, file, rewritten)
        if file in batch.snapshots:
            _insert(connection, batch, [batch.snapshots[file]], loaded_at)


def explained(connection: DuckDBPyConnection, batch: Batch, broken: Mapping[str, Sequence[int]]) -> list[Rejection]:
    """Return the rejections of the rows of these numbers, each with a reason whatever the rules make of it."""
    names = {file: batch.snapshots[file].header.names for file in broken}
    found: list[Rejection] = []
    for header, files in groupby(sorted(broken, key=lambda file: names[file]), key=lambda file: names[file]):
        records = [record for file in files for record in batch.snapshots[file].records(broken[file])]
        reasons = {id(r.record): r for r in explain(connection, batch.contract, header, records, batch.folder)}
        found += [reasons.get(id(record)) or _unexplained(batch.contract, record) for record in records]
    return found


def _unexplained(contract: Contract, record: Record) -> Rejection:
    """Return the rejection of a row of which no cell is at fault when it is read again: `rerun` will load it."""
    rule = "could not be read together with the others"
    reason = f"the row {rule}, though it fits the contract: `rerun` loads it"
    return Rejection(record, contract.columns[0].name, "", rule, reason)


def _doubles(batch: Batch, doubles: Sequence[load.Double]) -> list[Rejection]:
    column = (*batch.contract.unique, "")[0]
    found = []
    for file, group in groupby(doubles, key=lambda double: double.file):
        by_row = {double.row: double for double in group}
        for record in batch.snapshots[file].records(sorted(by_row)):
            found.append(double_of(record, column, by_row[record.row].first_row, by_row[record.row].key))
    return found


def double_of(record: Record, column: str, first_row: int, key: str) -> Rejection:
    """Return the rejection of a row that has the key of an earlier one."""
    rule = "has the key of another row"
    return Rejection(record, column, key, rule, f"{column}: row {first_row} has the same key {key}")


def _spare(connection: DuckDBPyConnection, batch: Batch, file: str) -> None:
    """Keep the rows of the same delivery that were rejected before too, and repaired since."""
    before = batch.history.loaded.get(file)
    if before is None or before.checksum != batch.snapshots[file].checksum:
        return
    rows = [rejection.record.row for rejection in batch.rejected[file]]
    repaired = load.repaired(connection, batch.contract, file, rows)
    batch.rejected[file] = [r for r in batch.rejected[file] if r.record.row not in repaired]
    batch.spared += [(file, row) for row in repaired]


def _check(contract: Contract, snapshot: Snapshot, rejected: Sequence[Rejection], kept: Path) -> None:
    first, last = rejected[0], rejected[-1]
    if last.record.row == snapshot.rows and not snapshot.structure.ends_with_newline:
        found = f"row {last.record.row}, {last.reason}"
        raise DeliveryError(f"{snapshot.file} ends in the middle of its last line: {found}", "deliver it again")
    if len(rejected) > contract.ceiling * snapshot.rows:
        found = f"{len(rejected):,} of {snapshot.rows:,} rows break the contract, more than {contract.ceiling:.0%}"
        hint = f"repair the export, or its contract; all reasons are in {quarantine.beside(kept)}"
        raise DeliveryError(f"{snapshot.file}: {found}; the first is row {first.record.row}, {first.reason}", hint)
