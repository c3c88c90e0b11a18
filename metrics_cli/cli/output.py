"""Printing outcomes: stdout carries the answer, stderr the talk, the exit code says which outcome it was."""

from __future__ import annotations

import sys

import typer

from metrics_cli.answer import EXIT_CODES, Answer, Failed, Outcome, to_dict
from metrics_cli.errors import MetricsError


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


def fail(error: MetricsError, as_json: bool = False) -> None:
    """Print the error, as one line and what to do next, and leave with its exit code."""
    if as_json:
        from metrics_cli.presentation.exports import to_json

        typer.echo(to_json(to_dict(Failed(error.message, error.hint))))
    typer.echo(f"error: {' '.join(error.message.split())}" + (f" ({error.hint})" if error.hint else ""), err=True)
    raise typer.Exit(error.exit_code)


def _show(outcome: Outcome, to_stderr: bool, with_sql: bool) -> None:
    from rich.console import Console

    from metrics_cli.presentation.tables import show

    stream = sys.stderr if to_stderr else sys.stdout
    # A pipe has no width: lines are kept whole for whoever reads them.
    console = Console(file=stream) if stream.isatty() else Console(file=stream, width=200, no_color=True)
    show(outcome, console, with_sql)
