"""What a source table promises: its file, its columns, its key and what makes a row unacceptable."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

Type = Literal["integer", "money", "text", "date", "timestamp"]

# Part of every fingerprint: raise it when the reading of a cell changes, so that unchanged files are loaded anew.
_READING = 1


@dataclass(frozen=True)
class Column:
    """A column that the file must have; a row whose cell is empty is rejected if the column is `required`."""

    name: str
    type: Type
    required: bool = False


@dataclass(frozen=True)
class Contract:
    """One table of one source system, delivered as one CSV file.

    `unique` columns together may occur once; the first row keeps the place, later ones are rejected.
    A file of which more than `ceiling` (a share) would be rejected is refused as a whole.
    """

    system: str
    table: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    ceiling: float = 0.10

    @property
    def file(self) -> PurePosixPath:
        """Where the file lands, relative to the folder of the sources."""
        return PurePosixPath(self.system, f"{self.table}.csv")

    @property
    def key(self) -> tuple[str, ...]:
        """The columns without which a row cannot be used."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same file could load differently."""
        return hashlib.sha256(f"{_READING} {self!r}".encode()).hexdigest()[:16]
