"""What became of the files of a table, and how it is told in one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sources.contracts import Contract
from sources.errors import DeliveryError
from sources.ingestion.header import Header
from sources.ingestion.log import Entry
from sources.ingestion.quarantine import beside
from sources.ingestion.reasons import Rejection


@dataclass(frozen=True)
class Load:
    """What became of the files of a table; `message` says it in one line."""

    table: str
    file: str
    status: Literal["loaded", "unchanged"]
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    message: str


@dataclass(frozen=True)
class Outcome:
    """What became of one file: what the audit says of it, whether that is news, and how it was read.

    `is_open`: its last line does not end.
    """

    entry: Entry
    is_new: bool
    header: Header | None = None
    rejected: Sequence[Rejection] = ()
    kept: Path | None = None
    before: Entry | None = None
    is_open: bool = False


def tell(contract: Contract, outcomes: Sequence[Outcome]) -> Load:
    """Sum up; raises DeliveryError if a file was refused."""
    refused = [outcome.entry for outcome in outcomes if outcome.entry.status == "failed"]
    if refused:
        first, hint = refused[0], refused[0].hint or ""
        message = (first.error or "").removesuffix(f"; {hint}")
        if len(outcomes) > 1:
            message += f" ({len(refused)} of {len(outcomes)} files refused, the others are loaded"
            message += f"{_tell_others(contract, [o for o in outcomes if o.entry.status != 'failed'])})"
        raise DeliveryError(message, hint)
    message = _tell_one(contract, outcomes[0]) if len(outcomes) == 1 else _tell_many(contract, outcomes)
    loaded = [outcome.entry for outcome in outcomes if outcome.entry.status == "loaded"]
    return Load(
        contract.table,
        outcomes[0].entry.file if len(outcomes) == 1 else str(contract.file),
        "loaded" if any(outcome.is_new for outcome in outcomes) else "unchanged",
        sum(entry.rows_read for entry in loaded),
        sum(entry.rows_loaded for entry in loaded),
        sum(entry.rows_rejected for entry in loaded),
        message,
    )


def _tell_others(contract: Contract, outcomes: Sequence[Outcome]) -> str:
    """Say what became of the files beside those that were refused, where any of it is news."""
    if not any(outcome.is_new for outcome in outcomes):
        return ""
    return ": " + _tell_many(contract, outcomes).removeprefix(f"{contract.table}: ")


def _tell_one(contract: Contract, outcome: Outcome) -> str:
    entry = outcome.entry
    if entry.status == "duplicate":
        return f"{contract.table}: {entry.file} not loaded: {entry.error}"
    if not outcome.is_new:
        return f"{contract.table}: unchanged, {entry.rows_loaded:,} rows of {entry.file} are loaded"
    told = f"{contract.table}: {entry.rows_loaded:,} rows loaded from {entry.file}"
    if rejected := outcome.rejected:
        told += f"; {len(rejected):,} rejected, the first is row {rejected[0].record.row}, {rejected[0].reason}"
        told += f" (see {beside(outcome.kept)})"
    return told + _tell_headers([outcome]) + _tell_doubts([outcome])


def _tell_many(contract: Contract, outcomes: Sequence[Outcome]) -> str:
    loaded = [outcome for outcome in outcomes if outcome.entry.status == "loaded"]
    new = [outcome for outcome in loaded if outcome.is_new]
    rows = sum(outcome.entry.rows_loaded for outcome in new)
    told = f"{contract.table}: {len(new)} files loaded, {rows:,} rows; {len(loaded) - len(new)} unchanged"
    read = sum(outcome.entry.rows_read for outcome in new)
    if rejected := sum(len(outcome.rejected) for outcome in new):
        folder = next(outcome.kept for outcome in new if outcome.kept).parent
        told += f"; {rejected:,} rows rejected, {rejected / read:.1%} (see {beside(folder)})"
    if copies := [outcome for outcome in outcomes if outcome.entry.status == "duplicate"]:
        told += f"; {len(copies)} not loaded: {copies[0].entry.file}, {copies[0].entry.error}"
    return told + _tell_headers(new) + _tell_doubts(new)


def _tell_headers(outcomes: Sequence[Outcome]) -> str:
    """Say which columns go by another name or are not known, and in how many files if there are several."""
    renamed: dict[tuple[str, str], int] = {}
    unknown: dict[str, int] = {}
    for outcome in outcomes:
        header = outcome.header or Header(())
        for pair in header.renamed:
            renamed[pair] = renamed.get(pair, 0) + 1
        for name in header.unknown:
            unknown[name] = unknown.get(name, 0) + 1
    many = len(outcomes) > 1
    told = "".join(
        f'; read "{theirs}" as "{ours}"' + (f" in {count} files" if many else "")
        for (theirs, ours), count in renamed.items()
    )
    if unknown:
        told += f"; kept aside, as the contract does not know them: {', '.join(unknown)}"
    return told


def _tell_doubts(outcomes: Sequence[Outcome]) -> str:
    """Say once what may be missing from files in which nothing is damaged."""
    opened = [outcome.entry.file for outcome in outcomes if outcome.is_open]
    ends = f"; WARNING: the last line of {opened[0]}{_more(opened)} does not end, it may be cut off" if opened else ""
    return _tell_shrunk(outcomes) + ends


def _more(files: Sequence[str]) -> str:
    return f" and {len(files) - 1} more" if len(files) > 1 else ""


def _tell_shrunk(outcomes: Sequence[Outcome]) -> str:
    """Say once which files hold fewer rows than those before them: they may end too early without being damaged."""
    shrunk = [(o.entry, o.before) for o in outcomes if o.before and o.entry.rows_read < o.before.rows_read]
    if not shrunk:
        return ""
    rows = sum(entry.rows_read for entry, _ in shrunk)
    rows_before = sum(entry.rows_read for _, entry in shrunk)
    first = shrunk[0][0].file
    which = first if len(shrunk) == 1 else f"{len(shrunk)} files, {first} the first,"
    return f"; WARNING: {which} had {rows_before:,} rows in the delivery before, now {rows:,}"
