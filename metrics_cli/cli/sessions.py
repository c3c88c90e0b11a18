"""What is kept between commands in the user's state folder: the threads of sessions, and the lines of chats."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from metrics_cli.answer import Option
from metrics_cli.catalog.kept import load_kept, save_kept
from metrics_cli.errors import OutputUnwritable, QueryInvalid
from metrics_cli.query import from_dict
from metrics_cli.settings import user_state

if TYPE_CHECKING:
    from metrics_cli.workflow.threads import Thread

_LAYOUT = 1
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.ASCII)


def state_folder(project: Path) -> Path:
    """Return the folder of a project in the user's state folder (XDG_STATE_HOME, else ~/.local/state)."""
    return user_state(os.environ) / "metrics" / hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Session:
    """The thread of one name in one project; it lives in a file of its own."""

    name: str
    path: Path

    def thread(self) -> Thread:
        """Return the thread; a damaged one, or one of another layer, starts over, and that is said."""
        from metrics_cli.workflow.threads import Thread

        kept = load_kept(self.path)
        if kept is None and not self.path.exists():
            return Thread()
        try:
            if kept is None or kept.get("layout") != _LAYOUT:
                raise QueryInvalid("no thread")
            offers = (Option(str(o["sentence"]), from_dict(o["query"])) for o in kept.get("offers", ()))
            return Thread(tuple(from_dict(query) for query in kept["queries"]), tuple(offers))
        except (QueryInvalid, KeyError, TypeError):
            typer.echo(f"note: the session '{self.name}' can't be read; it starts over", err=True)
            return Thread()

    def keep(self, thread: Thread) -> None:
        """Keep the thread, whole or not at all; that it can't be kept is said."""
        offers = [{"sentence": o.sentence, "query": o.query.to_dict()} for o in thread.offers]
        body = {"layout": _LAYOUT, "queries": [q.to_dict() for q in thread.queries], "offers": offers}
        save_kept(self.path, body)
        if load_kept(self.path) != body:
            typer.echo(f"note: the session '{self.name}' could not be kept in {self.path.parent}", err=True)


@contextmanager
def session(name: str, project: Path) -> Iterator[Session]:
    """Yield the session of that name; a second command of it waits until the first is done.

    Raises QueryInvalid for a name that is none, OutputUnwritable when the state folder can't be made.
    """
    if not _NAME.fullmatch(name):
        raise QueryInvalid(
            f"'{name[:80]}' is no name of a session", "use letters, digits, '-', '_' and '.', 64 at most"
        )
    folder = state_folder(project) / "sessions"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (folder / f"{name}.lock").open("w") as lock:
            _wait(lock.fileno())
            yield Session(name, folder / f"{name}.json")
    except OSError as error:
        if error.filename and str(folder) not in str(error.filename):
            raise
        raise OutputUnwritable(f"can't keep sessions in {folder}: {error.strerror}", "set XDG_STATE_HOME") from None


def _wait(file: int) -> None:
    try:
        import fcntl
    except ImportError:
        # Windows: the file is still replaced whole.
        return
    fcntl.flock(file, fcntl.LOCK_EX)
