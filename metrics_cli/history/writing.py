"""Keeping a line: one SQLite file in the user's state folder, which several commands may write at once."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from metrics_cli.errors import HistoryUnavailable
from metrics_cli.history.lines import COLUMNS, Line
from metrics_cli.settings import user_state

# Some 70 MB; what is older goes, a thousand lines at a time.
MOST = 50_000
# A line takes a millisecond to write: this is a long queue.
_WAIT = 2.0
_TABLE = f"create table if not exists answers (number integer primary key autoincrement, {', '.join(COLUMNS)})"
_INSERT = f"insert into answers ({', '.join(COLUMNS)}) values ({', '.join('?' * len(COLUMNS))})"


def history_path(environ: Mapping[str, str]) -> Path:
    """Return where the history is kept. Raises HistoryUnavailable when the user has no home."""
    try:
        return user_state(environ) / "metrics" / "history.sqlite"
    except RuntimeError:
        raise HistoryUnavailable("there is no home to keep the history in", "set XDG_STATE_HOME") from None


def keep_line(path: Path, line: Line) -> None:
    """Keep a line; the oldest go when there are too many. Raises HistoryUnavailable."""
    with connected(path, is_written=True) as connection:
        number = connection.execute(_INSERT, [line[name] for name in COLUMNS]).lastrowid or 0
        if number % 1000 == 0:
            connection.execute("delete from answers where number <= ?", (number - MOST,))


@contextmanager
def connected(path: Path, is_written: bool = False) -> Iterator[sqlite3.Connection]:
    """Yield the file, made when it is to be written. Whatever is wrong with it raises HistoryUnavailable."""
    try:
        if is_written:
            _make(path)
        with closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as connection:
            if is_written:
                # Waiting for the disk would take longer than all the rest; a command that is killed harms nothing.
                connection.execute("pragma synchronous = off")
                connection.execute(_TABLE)
            yield connection
    except (sqlite3.Error, OSError) as error:
        said = getattr(error, "strerror", None) or error
        hint = "`metrics history --clear` starts it over, METRICS_HISTORY=off keeps none"
        raise HistoryUnavailable(f"the history in {path} can't be used: {said}", hint) from None


def _make(path: Path) -> None:
    """Make the file for its owner's eyes; SQLite would make it for everybody's."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
