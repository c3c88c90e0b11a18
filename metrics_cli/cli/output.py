"""Printing outcomes: stdout carries the answer, stderr the talk, the exit code says which outcome it was."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING

import typer

from metrics_cli.answer import EXIT_CODES, Answer, Failed, Outcome, to_dict
from metrics_cli.errors import MetricsError

if TYPE_CHECKING:
    from rich.console import Console

# A pipe has no width of its own; this one suits a log and a pull request.
PIPE_WIDTH = 120


def emit(outcome: Outcome, question: str | None, as_json: bool, as_csv: bool, with_sql: bool = False) -> None:
    """Print the outcome in the form asked for and leave with its exit code."""
    from metrics_cli.presentation.exports import to_csv, to_json

    if as_json:
        typer.echo(to_json(to_dict(outcome, question)))
    elif as_csv and isinstance(outcome, Answer):
        typer.echo(to_csv(outcome.table), nl=False)
        for caveat in outcome.caveats:
            typer.echo(f"note: {caveat}", err=True)
        if outcome.table.truncated:
            typer.echo(f"note: only the first {len(outcome.table.rows)} rows; there are more", err=True)
    else:
        _show(outcome, to_stderr=not isinstance(outcome, Answer), with_sql=with_sql)
    raise typer.Exit(EXIT_CODES[type(outcome)])


def fail(error: MetricsError, as_json: bool = False, question: str | None = None) -> None:
    """Print the error, as one line and what to do next, and leave with its exit code."""
    if as_json:
        from metrics_cli.presentation.exports import to_json

        typer.echo(to_json(to_dict(Failed(error.message, error.hint), question)))
    typer.echo(f"error: {' '.join(error.message.split())}" + (f" ({error.hint})" if error.hint else ""), err=True)
    raise typer.Exit(error.exit_code)


def _show(outcome: Outcome, to_stderr: bool, with_sql: bool) -> None:
    from metrics_cli.presentation.tables import show

    write(lambda console: show(outcome, console, with_sql), to_stderr)


def line_width() -> int | None:
    """Return how many places a line of stdout has; None on a pipe, where no line need be cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def write(show: Callable[[Console], None], to_stderr: bool = False) -> None:
    """Have `show` print to a terminal as it is, or to a pipe without colour, padding and a terminal's width."""
    from rich.console import Console

    stream = sys.stderr if to_stderr else sys.stdout
    if stream.isatty():
        return show(Console(file=stream))
    text = StringIO()
    show(Console(file=text, width=PIPE_WIDTH, no_color=True))
    for line in text.getvalue().splitlines():
        typer.echo(line.rstrip(), err=to_stderr)
