"""A delivered file as it was at one moment: a copy of our own, its checksum, its header, and how its rows are fetched.

Everything after this reads the copy, so a file that is replaced while it is loaded gives the rows of one version, and
the audit has the checksum of just that version.
"""

from __future__ import annotations

import hashlib
import os
import stat
from array import array
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path, PurePosixPath

from sources.contracts import Contract
from sources.errors import DeliveryError
from sources.ingestion import careful, structure
from sources.ingestion.header import Header, read_header
from sources.ingestion.structure import Structure

_SMALL = 1 << 20


@dataclass(frozen=True)
class Record:
    """A row as it was delivered: its file, its number from 1, the line it begins on, its values by the header."""

    file: str
    row: int
    line: int
    values: tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """A copy of a delivered file, `file` being its name below the folder of the sources."""

    file: PurePosixPath
    path: Path
    header: Header
    structure: Structure
    checksum: str
    size: int
    lines: array[int] | None = None

    @property
    def rows(self) -> int:
        """How many data rows the file has."""
        return self.structure.records - 1

    @property
    def is_plain(self) -> bool:
        """Whether a fast reader cannot misunderstand it."""
        commas = self.structure.records * (len(self.header.names) - 1)
        return self.structure.is_regular and not self.header.twins and commas == self.structure.commas > 0

    def records(self, rows: Sequence[int]) -> Iterator[Record]:
        """Yield the rows of these ascending numbers as they were delivered."""
        for row, line, values in structure.fetch(self.path, self.structure, rows):
            yield Record(str(self.file), row, self.lines[row] if self.lines else line, tuple(values))


def checksum(sources: Path, file: PurePosixPath, sizes: Container[int | None]) -> str | None:
    """Return the SHA-256 of a delivered file; None, at once, if it is of another size than all of `sizes`.

    None among them stands for any size. Raises DeliveryError if it is missing or cannot be read.
    """
    with open_delivery(sources, file) as source:
        if None not in sizes and os.fstat(source.fileno()).st_size not in sizes:
            return None
        return hashlib.file_digest(source, "sha256").hexdigest()


def open_delivery(sources: Path, file: PurePosixPath) -> BufferedReader:
    """Open a delivered file for reading; raises DeliveryError if it is missing or cannot be read."""
    try:
        _check_kind(sources, file)
        return open(sources / file, "rb")
    except FileNotFoundError:
        hint = "put the export there, or simulate one with `python -m sources generate`"
        raise DeliveryError(f"{file} is missing", hint) from None
    except OSError as error:
        raise DeliveryError(f"{file} cannot be read: {error.strerror}", "check its permissions") from error


def _check_kind(sources: Path, file: PurePosixPath) -> None:
    """Raise DeliveryError for a pipe or a device, which would never end."""
    mode = os.stat(sources / file).st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise DeliveryError(f"{file} is a pipe or a device", "put the file itself there")


def take(file: PurePosixPath, sources: Path, folder: Path) -> Snapshot:
    """Copy `file` from the folder `sources` into `folder`; raises DeliveryError when it is missing or changes."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    with open_delivery(sources, file) as source, open(path, "wb") as copy:
        before = os.fstat(source.fileno())
        found = structure.scan(source, copy)
        after = os.fstat(source.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise DeliveryError(f"{file} changed while it was read", "run this again when it is written to the end")
    return Snapshot(file, path, Header(()), found, found.checksum, found.size)


def understand(contract: Contract, snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with its header, as a plain file; raises DeliveryError, naming line or column, for damage."""
    file = snapshot.file
    if snapshot.size < _SMALL and not snapshot.path.read_bytes().strip():
        raise DeliveryError(f"{file} is empty", "export it again")
    if snapshot.structure.has_endless_line:
        raise DeliveryError(f"{file} has a line of more than 64 MB", "export it again as CSV, one row a line")
    if not snapshot.structure.is_regular:
        careful.check_text(file, snapshot.path)
    with open(snapshot.path, encoding="utf-8-sig", newline="") as text:
        first = next((record for _, record in careful.records(file, text)), [])
    snapshot = replace(snapshot, header=read_header(contract, file, first))
    return _with_rows(snapshot) if snapshot.is_plain else rewritten(snapshot)


def rewritten(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot as a plain file with the same rows; raises DeliveryError if it is damaged."""
    plain = snapshot.path.with_name(f"{snapshot.path.name}.plain")
    lines = careful.rewrite(snapshot.file, snapshot.path, plain, snapshot.header.twins)
    os.replace(plain, snapshot.path)
    with open(snapshot.path, "rb") as source, open(os.devnull, "wb") as nowhere:
        found = structure.scan(source, nowhere)
    ends = replace(found, ends_with_newline=snapshot.structure.ends_with_newline)
    return _with_rows(replace(snapshot, header=replace(snapshot.header, twins=()), structure=ends, lines=lines))


def _with_rows(snapshot: Snapshot) -> Snapshot:
    if snapshot.rows < 1:
        hint = "an empty export is not loaded: export it again"
        raise DeliveryError(f"{snapshot.file} has a header but no rows", hint)
    return snapshot
