"""A file of many small texts by key, of which only what is looked up is taken in; as absent when it is damaged."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from metrics_cli.catalog.kept import write_whole

_DIGEST = hashlib.sha256().digest_size


class Shelf:
    """Texts by section and key. Two threads may look at once."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._numbers = {name: int(number) for name, number in database.execute("select name, number from sections")}

    def text(self, section: str, key: str) -> str | None:
        """Return the text at a place, None when there is none."""
        if section not in self._numbers:
            return None
        query = f"select text from section_{self._numbers[section]} where key = ?"
        found = self._database.execute(query, (key,)).fetchone()
        return None if found is None else str(found[0])

    def texts_of(self, section: str) -> list[tuple[str, str]]:
        """Return the keys and the texts of a section."""
        if section not in self._numbers:
            return []
        return self._database.execute(f"select key, text from section_{self._numbers[section]}").fetchall()


def load_shelf(path: Path) -> Shelf | None:
    """Return what `save_shelf` wrote at `path`, or None when it is absent, damaged or something else."""
    try:
        content = memoryview(path.read_bytes())
        if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            return None
        database = sqlite3.connect(":memory:", check_same_thread=False)
        database.deserialize(content[_DIGEST:])
        return Shelf(database)
    except (OSError, sqlite3.Error):
        return None


def save_shelf(path: Path, texts: Iterable[tuple[str, str, str]]) -> None:
    """Keep (section, key, text) at `path`, replacing the file whole; a folder that can't be written to is no error."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for section, key, text in texts:
        sections.setdefault(section, []).append((key, text))
    database = sqlite3.connect(":memory:")
    with database:
        database.execute("create table sections (name, number)")
        database.executemany("insert into sections values (?, ?)", [(name, n) for n, name in enumerate(sections)])
        for number, rows in enumerate(sections.values()):
            database.execute(f"create table section_{number} (key primary key, text) without rowid")
            database.executemany(f"insert into section_{number} values (?, ?)", sorted(rows))
    content = bytes(database.serialize())
    write_whole(path, hashlib.sha256(content).digest() + content)
