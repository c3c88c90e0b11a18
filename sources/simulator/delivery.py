"""Files in the making: each is written beside the one that it replaces; when all are ready, they take their places."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from sources.simulator import daily, ownership
from sources.simulator.ownership import Made, Record

_READ = 1 << 20


class Delivery:
    """Files to be put below `folder`; used in a `with`, which leaves nothing beside them behind."""

    def __init__(self, folder: Path, record: Record) -> None:
        self._folder, self._record = folder, record
        self._open: dict[str, BinaryIO] = {}
        self._digests: dict[str, hashlib._Hash] = {}

    def __enter__(self) -> Delivery:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for file in self._digests:
            self._close(file)
            self._beside(file).unlink(missing_ok=True)

    def add(self, file: str, data: bytes) -> None:
        """Write the next bytes of a new file."""
        if file not in self._open:
            self._begin(file)
        self._digests[file].update(data)
        self._open[file].write(data)

    def continue_(self, file: str) -> None:
        """Begin a file with what lies there."""
        with open(self._folder / file, "rb") as source:
            self._begin(file)
            while data := source.read(_READ):
                self.add(file, data)

    def finish(self, made: Made, gone: Iterable[str] = ()) -> None:
        """Put the files in place, remove those that are `gone`, and record what was `made`.

        The record is written before the files, with both their old and new checksums, and after them: whenever this is
        killed, every file is still known as ours. Other files of ours stay so.
        """
        for file in self._digests:
            self._close(file)
        marks = {file: (digest.hexdigest(),) for file, digest in self._digests.items()}
        before = self._record.checksums
        known = {file: (*before.get(file, ()), *mark) for file, mark in marks.items()}
        past = daily.marks(Record(checksums={**before, **known}, past=self._record.past))
        ownership.write(self._folder, Record(made, finished=False, checksums={**before, **known}, past=past))
        for file, (mark,) in marks.items():
            if ownership.checksum(self._folder / file) != mark:
                os.replace(self._beside(file), self._folder / file)
        for file in gone:
            (self._folder / file).unlink(missing_ok=True)
        others = {file: before[file] for file in before if file not in (*marks, *gone)}
        ownership.write(self._folder, Record(made, finished=True, checksums={**others, **marks}, past=past))

    def _begin(self, file: str) -> None:
        path = self._beside(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._open[file] = path.open("wb")
        self._digests[file] = hashlib.sha256()

    def _close(self, file: str) -> None:
        if opened := self._open.pop(file, None):
            opened.close()

    def _beside(self, file: str) -> Path:
        path = self._folder / file
        return path.with_name(f".{path.name}.tmp")
