"""Where rejected rows go: one CSV file per delivery, so that whoever repairs them sees the reason beside the row.

`quarantine/<table>/<file>-<checksum>.csv` beside the warehouse has the columns file, line, row, column, value and
reason, and then the row as it was delivered. A file that was refused whole lies in `quarantine/<table>/refused/`.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sources.contracts import Contract
from sources.errors import WarehouseError
from sources.ingestion.reasons import Rejection
from sources.ingestion.snapshot import Record, Snapshot

_ABOUT = ("file", "line", "row", "column", "value", "reason")

_FOLDER = "quarantine"


@dataclass(frozen=True)
class Kept:
    """A quarantine file as it is now: whose rows it holds, under which names, and the rows."""

    path: Path
    file: str
    names: tuple[str, ...]
    records: tuple[Record, ...]

    def is_of(self, checksum: str | None) -> bool:
        """Say whether the rows are of that version of the file."""
        return self.path.stem.endswith(f"-{(checksum or '')[:12]}")


def keep(contract: Contract, snapshot: Snapshot, rejected: Sequence[Rejection], warehouse: Path) -> Path:
    """Write the rejected rows of a delivery; the same delivery gives the same file.

    The row's own columns follow the reason under their own names, so a repaired file can be delivered as it is.
    """
    path = _path(warehouse, contract, snapshot.file, snapshot.checksum)
    write(path, str(snapshot.file), snapshot.header.names, rejected)
    return path


def write(path: Path, file: str, names: Sequence[str], rejected: Sequence[Rejection]) -> None:
    """Write rejected rows to `path`, whole or not at all."""
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".tmp")
        with open(beside, "w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            writer.writerow((*_ABOUT, *names))
            for found in rejected:
                about = (file, found.record.line, found.record.row, found.column, found.value, found.reason)
                writer.writerow((*about, *found.record.values))
        os.replace(beside, path)


def forget(contract: Contract, file: str, checksum: str | None, warehouse: Path) -> None:
    """Remove the rejected rows of a delivery, if there are any."""
    path = _path(warehouse, contract, PurePosixPath(file), checksum or "")
    with _explained(path):
        path.unlink(missing_ok=True)


def keep_refused(contract: Contract, snapshot: Snapshot, warehouse: Path) -> Path:
    """Keep a copy of a file that was refused whole."""
    name = f"{snapshot.file.stem}-{snapshot.checksum[:12]}{snapshot.file.suffix}"
    path = _folder(warehouse, contract) / "refused" / name
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".tmp")
        shutil.copyfile(snapshot.path, beside)
        os.replace(beside, path)
    return path


def kept(contract: Contract, warehouse: Path) -> Iterator[Kept]:
    """Yield the quarantine files of a table, by name; raises WarehouseError for one that cannot be read."""
    for path in sorted(_folder(warehouse, contract).glob("*.csv")):
        with _explained(path), open(path, encoding="utf-8-sig", newline="") as source:
            names, *rows = list(csv.reader(source)) or [[]]
        if tuple(names[: len(_ABOUT)]) == _ABOUT and rows:
            yield _understood(path, names, [row for row in rows if row])


def beside(path: Path | None) -> str:
    """Return the path of a quarantine file or folder from the warehouse's folder on."""
    parts = path.parts if path else ()
    inner = next((i for i in reversed(range(1, len(parts))) if parts[i] == _FOLDER), len(parts))
    return "/".join(parts[inner - 1 :] or parts[-4:])


def _understood(path: Path, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Kept:
    width = len(names)
    damaged = next((place for place, row in enumerate(rows) if len(row) != width or not row[2].isdigit()), None)
    if damaged is not None:
        hint = "each row has a value for every column, and its file and row number stay as they are"
        raise WarehouseError(f"{beside(path)}, row {damaged + 1}: it does not fit the first line", hint)
    records = tuple(Record(row[0], int(row[2]), int(row[1] or 0), tuple(row[len(_ABOUT) :])) for row in rows)
    return Kept(path, rows[0][0], tuple(names[len(_ABOUT) :]), records)


def _path(warehouse: Path, contract: Contract, file: PurePosixPath, checksum: str) -> Path:
    return _folder(warehouse, contract) / f"{file.stem}-{checksum[:12]}.csv"


def _folder(warehouse: Path, contract: Contract) -> Path:
    return warehouse.parent / _FOLDER / contract.table


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        found = f"{beside(path)} cannot be written: {error.strerror or error}"
        hint = "check the permissions of the quarantine and the free space, then run this again; nothing was changed"
        raise WarehouseError(found, hint) from error
