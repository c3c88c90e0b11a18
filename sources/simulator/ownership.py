"""Which of the files in the sources' folder the simulator wrote itself, so that it never touches a real export."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

RECORD = ".simulated.json"


@dataclass(frozen=True)
class Record:
    """What was simulated last (`made_from`) and the checksums that each file written may have."""

    made_from: str
    checksums: Mapping[str, tuple[str, ...]]

    def owns(self, folder: Path, file: str) -> bool:
        """Say whether `file` is there, as the simulator wrote it."""
        return checksum(folder / file) in self.checksums.get(file, ())


def read(folder: Path) -> Record:
    """Return the record of `folder`; without one, no file there is ours."""
    try:
        found = json.loads((folder / RECORD).read_text())
        return Record(found["made_from"], {file: tuple(marks) for file, marks in found["checksums"].items()})
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return Record("", {})


def write_files(folder: Path, files: Mapping[str, bytes], made_from: str, gone: Iterable[str] = ()) -> None:
    """Write `files` below `folder`, each whole or not at all, and the record of them; remove those that are `gone`.

    The record is written before the files, with both their old and new checksums, and after them: whenever this is
    killed, every file is still known as ours. Other files of ours stay so.
    """
    before = read(folder).checksums
    marks = {file: hashlib.sha256(data).hexdigest() for file, data in files.items()}
    known = {file: (*before.get(file, ()), mark) for file, mark in marks.items()}
    _write(folder / RECORD, _text(Record("", {**before, **known})))
    for file, data in files.items():
        if checksum(folder / file) != marks[file]:
            _write(folder / file, data)
    for file in gone:
        (folder / file).unlink(missing_ok=True)
    others = {file: before[file] for file in before if file not in (*files, *gone)}
    _write(folder / RECORD, _text(Record(made_from, {**others, **{file: (mark,) for file, mark in marks.items()}})))


def checksum(path: Path) -> str | None:
    """Return the SHA-256 of a file; None if there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _text(record: Record) -> bytes:
    return json.dumps({"made_from": record.made_from, "checksums": dict(record.checksums)}, indent=1).encode()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_bytes(data)
    os.replace(beside, path)
