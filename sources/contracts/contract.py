"""What a source table promises: its file, its columns, its key and what makes a row unacceptable."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

Type = Literal["integer", "number", "money", "text", "boolean", "date", "timestamp", "json"]

# Part of every fingerprint: raise it when the reading of a cell changes, so that unchanged files are loaded anew.
_READING = 2


@dataclass(frozen=True)
class Column:
    """A column that the file must have; a row whose cell is empty is rejected if the column is `required`.

    `aliases` are other names that deliveries use for it; `name` is what the raw table calls it. A value below
    `minimum`, above `maximum` or not among `choices` is loaded and counted; in a `strict` column it rejects its row.
    """

    name: str
    type: Type
    required: bool = False
    aliases: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    strict: bool = False


@dataclass(frozen=True)
class Contract:
    """One table of one source system, delivered as CSV.

    `files` says how its files are called in the folder of the system, `<table>.csv` unless told. `YYYYMMDD` stands for
    eight digits (`events_YYYYMMDD.csv`): such a table has many files, and each of them gives and replaces rows of its
    own. Without any file an `optional` table is empty; the others then miss a delivery.
    `unique` columns together may occur once in a file; the first row keeps the place, later ones are rejected.
    A file of which more than `ceiling` (a share) would be rejected is refused as a whole.
    """

    system: str
    table: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    ceiling: float = 0.10
    files: str = ""
    optional: bool = False

    @property
    def file(self) -> PurePosixPath:
        """Where the file lands, relative to the folder of the sources; of many files, what they are called."""
        return PurePosixPath(self.system, self.files or f"{self.table}.csv")

    def delivered(self, sources: Path) -> tuple[PurePosixPath, ...]:
        """Return the files of this table that are there, in the order of their names."""
        pattern = self.file.name.replace("YYYYMMDD", "[0-9]" * 8)
        found = sorted(path.name for path in (sources / self.system).glob(pattern))
        return tuple(PurePosixPath(self.system, name) for name in found)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns without which a row cannot be used."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same file could load differently."""
        return hashlib.sha256(f"{_READING} {self!r}".encode()).hexdigest()[:16]
