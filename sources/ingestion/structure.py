"""The shape of a delivered file, found while it is copied: its checksum, its records, whether it is plain RFC 4180.

Records are never parsed here, only counted: what DuckDB makes of the file is compared with that count, since its reader
drops some damaged lines without a word (seen with 2.0.0).
"""

from __future__ import annotations

import csv
import hashlib
import io
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_READ = 1 << 20
# A quoted value that is longer than this is taken for one that does not end.
_LONGEST = 64 << 20
# Python's own limit of 128 KB would stop at a row with a long value that DuckDB has read.
csv.field_size_limit(_LONGEST)
_KINDS = bytes(code if code in b",\n\r\0" else ord("x") for code in range(256))


@dataclass(frozen=True)
class Block:
    """A stretch of whole records: where it starts, the number of its first record (the header is 0) and line."""

    offset: int
    record: int
    line: int


@dataclass(frozen=True)
class Structure:
    """What a look at the bytes tells; `is_regular` says that a fast reader cannot misunderstand them."""

    checksum: str
    size: int
    records: int
    commas: int
    newline: str
    ends_with_newline: bool
    is_regular: bool
    has_endless_line: bool
    blocks: tuple[Block, ...]


def scan(source: BinaryIO, copy: BinaryIO) -> Structure:
    """Copy `source`, in bounded memory, and return the structure of what was copied; `records` counts the header."""
    digest, size, counted = hashlib.sha256(), 0, _Counter()
    while data := source.read(_READ):
        digest.update(data)
        size += len(data)
        copy.write(data)
        counted.take(data)
    counted.end()
    return Structure(
        digest.hexdigest(),
        size,
        counted.records,
        counted.commas,
        "\r\n" if counted.returns else "\n",
        counted.ends_with_newline,
        counted.is_regular and counted.returns in (0, counted.newlines),
        counted.has_endless_line,
        tuple(counted.blocks),
    )


def fetch(path: Path, structure: Structure, wanted: Sequence[int]) -> Iterator[tuple[int, int, list[str]]]:
    """Yield number, line and values of the wanted records of the copy, whose numbers ascend."""
    starts = [block.record for block in structure.blocks]
    with open(path, "rb") as file:
        for place, numbers in _by_block(starts, wanted):
            block = structure.blocks[place]
            end = structure.blocks[place + 1].offset if place + 1 < len(starts) else structure.size
            file.seek(block.offset)
            yield from _pick(block, file.read(end - block.offset), numbers)


def _by_block(starts: Sequence[int], wanted: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    found: dict[int, list[int]] = {}
    for number in wanted:
        found.setdefault(bisect_right(starts, number) - 1, []).append(number)
    yield from found.items()


def _pick(block: Block, data: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, int, list[str]]]:
    if b'"' not in data:
        lines = data.split(b"\n")
        for number in numbers:
            place = number - block.record
            yield number, block.line + place, lines[place].removesuffix(b"\r").decode("utf-8").split(",")
        return
    wanted, reader, line = set(numbers), csv.reader(io.StringIO(data.decode("utf-8"), newline="")), 0
    for number, record in enumerate(reader, start=block.record):
        if number in wanted:
            yield number, block.line + line, record
        line = reader.line_num


class _Counter:
    """Counts records and separators, one stretch of whole records after the other."""

    def __init__(self) -> None:
        self.records = self.commas = self.newlines = self.returns = 0
        self.is_regular, self.ends_with_newline, self.has_endless_line = True, True, False
        self.blocks: list[Block] = []
        self._offset, self._line, self._rest = 0, 1, b""

    def take(self, data: bytes) -> None:
        """Look at the next bytes; what does not end with a record waits for more."""
        self._rest += data
        cut = self._rest.rfind(b"\n") + 1
        head = self._rest[:cut]
        if head and head.count(b'"') % 2 == 0:
            self._rest = self._rest[cut:]
            self._count(head)
        elif len(self._rest) > _LONGEST:
            self.has_endless_line |= b"\n" not in self._rest
            self.is_regular, self._rest = False, b""

    def end(self) -> None:
        """Look at what is left."""
        if self._rest:
            self.ends_with_newline = False
            self.is_regular &= self._rest.count(b'"') % 2 == 0
            self._count(self._rest)
            self.records += 1

    def _count(self, head: bytes) -> None:
        self.blocks.append(Block(self._offset, self.records, self._line))
        outside = _outside_quotes(head)
        newlines, returns = outside.count(b"\n"), 0
        if b"\r" in head:
            returns = outside.count(b"\r\n")
            self.is_regular &= head.count(b"\r") == returns
        self.is_regular = self.is_regular and _is_clean(head, outside)
        self.records += newlines
        self.newlines += newlines
        self.returns += returns
        self.commas += outside.count(b",")
        self._offset += len(head)
        self._line += newlines if outside is head else head.count(b"\n")


def _outside_quotes(head: bytes) -> bytes:
    """Return the bytes with every quoted stretch replaced by a zero byte."""
    return head if b'"' not in head else b"\0".join(head.split(b'"')[::2])


def _is_clean(head: bytes, outside: bytes) -> bool:
    """Say whether it is UTF-8 text in which quotes surround whole values."""
    if outside is not head:
        kinds = outside.translate(_KINDS)
        if b"\0x" in kinds or b"x\0" in kinds:
            return False
    return b"\0" not in head and (head.isascii() or _is_utf8(head))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
