"""A file of many small texts by key, of which only what is looked up is taken in; as absent when it is damaged."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from metrics_cli.catalog.kept import write_whole

_TEXT = "select text from texts where section = ? and key = ?"
_DIGEST = hashlib.sha256().digest_size


class Shelf:
    """Texts by section and key. Two threads may look at once."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def text(self, section: str, key: str) -> str | None:
        """Return the text at a place, None when there is none."""
        found = self._database.execute(_TEXT, (section, key)).fetchone()
        return None if found is None else str(found[0])

    def keys_of(self, section: str) -> tuple[str, ...]:
        """Return the keys of a section."""
        return tuple(key for (key,) in self._database.execute("select key from texts where section = ?", (section,)))


def load_shelf(path: Path) -> Shelf | None:
    """Return what `save_shelf` wrote at `path`, or None when it is absent, damaged or something else."""
    try:
        content = memoryview(path.read_bytes())
        if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            return None
        database = sqlite3.connect(":memory:", check_same_thread=False)
        database.deserialize(content[_DIGEST:])
        database.execute("select section, key, text from texts limit 1").fetchone()
        return Shelf(database)
    except (OSError, sqlite3.Error):
        return None


def save_shelf(path: Path, texts: Iterable[tuple[str, str, str]]) -> None:
    """Keep (section, key, text) at `path`, replacing the file whole; a folder that can't be written to is no error."""
    database = sqlite3.connect(":memory:")
    database.execute("create table texts (section, key, text, primary key (section, key)) without rowid")
    with database:
        database.executemany("insert into texts values (?, ?, ?)", texts)
    content = bytes(database.serialize())
    write_whole(path, hashlib.sha256(content).digest() + content)
