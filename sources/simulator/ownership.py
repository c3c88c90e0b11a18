"""Which of the files in the sources' folder the simulator wrote itself, so that it never touches a real export."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

RECORD = ".simulated.json"


@dataclass(frozen=True)
class Made:
    """What was simulated: all days up to `end`, on which the systems had the `counts` that they cannot tell again."""

    seed: int
    scale: int
    end: date
    simulator: str
    counts: Mapping[str, int] = field(compare=False, default_factory=dict)

    def __str__(self) -> str:
        scale = f", scale {self.scale}" if self.scale != 1 else ""
        return f"seed {self.seed}{scale}, end {self.end}"


@dataclass(frozen=True)
class Record:
    """What was simulated last, if it is known, and the checksums that each file written may have.

    While it is not `finished`, the files are being written, or that was broken off. `past` are the checksums of daily
    files ever written, those included that are gone.
    """

    made: Made | None = None
    finished: bool = False
    checksums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    past: tuple[str, ...] = ()

    def owns(self, folder: Path, file: str) -> bool:
        """Say whether `file` is there, as the simulator wrote it."""
        known = self.checksums.get(file, ())
        return bool(known) and checksum(folder / file) in known


def read(folder: Path) -> Record:
    """Return the record of `folder`; without one, no file there is ours."""
    try:
        found = json.loads((folder / RECORD).read_text())
        checksums = {file: tuple(marks) for file, marks in found["checksums"].items()}
        made = found.get("made")
        past = tuple(found.get("past", ()))
        return Record(made and _made(**made), bool(found.get("finished")), checksums, past)
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return Record()


def write(folder: Path, record: Record) -> None:
    """Replace the record of `folder`, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{RECORD}.tmp"
    beside.write_text(json.dumps(asdict(record), indent=1, default=str))
    os.replace(beside, folder / RECORD)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder` for ourselves; the system lets go of it even when this is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def checksum(path: Path) -> str | None:
    """Return the SHA-256 of a file; None if there is none."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def _made(seed: int, scale: int, end: str, simulator: str, counts: Mapping[str, int]) -> Made:
    return Made(int(seed), int(scale), date.fromisoformat(end), str(simulator), {**counts})
