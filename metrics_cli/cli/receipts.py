"""What is asked on the command line goes into the history; nothing that is wrong with it touches the answer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING

import typer

from metrics_cli.answer import Failed
from metrics_cli.errors import MetricsError

if TYPE_CHECKING:
    from metrics_cli.answer import Exported, Outcome
    from metrics_cli.assembly import Assembly
    from metrics_cli.history.lines import Line

    Keep = Callable[[Outcome | Exported], None]


@contextmanager
def kept(command: str, question: str | None, assembly: Assembly, today: date) -> Iterator[Keep]:
    """Yield what takes the outcome into the history, with the time since; what fails is taken in as failed.

    A history that can't be kept is said once in one line.
    """
    started = perf_counter()
    project = assembly.project
    asked = {
        "command": command,
        "project": str(project.root.resolve()),
        "target": project.target,
        "today": today.isoformat(),
        "question": question,
    }
    try:
        yield lambda outcome: _keep(outcome, asked, started)
    except MetricsError as error:
        if error.exit_code == 1:
            _keep(Failed(error.message), asked, started)
        raise


def _keep(outcome: Outcome | Exported, asked: Line, started: float) -> None:
    try:
        from metrics_cli.history.lines import is_kept, line_of

        if not is_kept(os.environ):
            return
        # SQLite takes a millisecond to import: who wants no history need not pay for it.
        from metrics_cli.history.writing import history_path, keep_line

        line = line_of(outcome, asked, datetime.now(UTC), perf_counter() - started)
        keep_line(history_path(os.environ), line)
    except MetricsError as error:
        _tell(f"note: {error.message} ({error.hint})")


@cache
def _tell(line: str) -> None:
    # Once in a process: a chat need not hear it with every line.
    typer.echo(line, err=True)
