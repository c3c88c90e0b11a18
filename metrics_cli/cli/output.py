"""Printing outcomes: stdout carries the answer, stderr the talk, the exit code says which outcome it was."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

import typer

from metrics_cli.answer import EXIT_CODES, Answer, Exported, Failed, Outcome, Table, Told, to_dict
from metrics_cli.cli.files import replacing
from metrics_cli.cli.forms import Destination, Form
from metrics_cli.cli.paging import page
from metrics_cli.errors import MetricsError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from metrics_cli.presentation.exports import Writer

# A pipe has no width of its own; this one suits a log and a pull request.
PIPE_WIDTH = 120


Run = Callable[..., Outcome | Exported]


def produce(to: Destination, answer: Callable[[Run], Outcome | Exported]) -> Outcome | Exported:
    """Return what `answer` comes to; it is handed what to do with a typed query: hold its rows, or write them away."""
    from metrics_cli.presentation import exports

    if not to.form.is_streamed:
        from metrics_cli import workflow

        return answer(workflow.answer)
    write = exports.write_csv if to.form is Form.CSV else exports.write_jsonl
    if to.path is None:
        outcome = _export(answer, write(sys.stdout))
        # A full disk is to be heard of now, not when the process ends.
        sys.stdout.flush()
        return outcome
    with replacing(to.path) as draft:
        if to.form is Form.PARQUET:
            outcome = _export(answer, draft.path)
        else:
            with draft.path.open("x", encoding="utf-8", newline="") as file:
                outcome = _export(answer, write(file))
        if isinstance(outcome, Exported):
            draft.keep()
        return outcome


def _export(answer: Callable[[Run], Outcome | Exported], to: Writer | Path) -> Outcome | Exported:
    from metrics_cli import workflow

    outcome = answer(partial(workflow.export, to=to))
    return workflow.export_told(outcome, to) if isinstance(outcome, Told) else outcome


def emit(outcome: Outcome | Exported, question: str | None, to: Destination, with_sql: bool = False) -> None:
    """Print the outcome, or write it to its file, and leave with its exit code."""
    if isinstance(outcome, Exported):
        _tell(outcome.caveats, outcome.truncated, outcome.rows, to)
        raise typer.Exit(0)
    if isinstance(outcome, Answer | Told):
        try:
            _answer(outcome, question, to, with_sql)
        except MetricsError as error:
            fail(error)
    elif to.form is Form.JSON and to.path is None:
        typer.echo(_text(outcome, question, to.form, with_sql), nl=False)
    else:
        write(lambda console: _show(outcome, console, with_sql), to_stderr=True)
    raise typer.Exit(EXIT_CODES[type(outcome)])


def fail(error: MetricsError, as_json: bool = False, question: str | None = None) -> None:
    """Print the error, as one line and what to do next, and leave with its exit code."""
    if as_json:
        typer.echo(_text(Failed(error.message, error.hint), question, Form.JSON), nl=False)
    typer.echo(f"error: {' '.join(error.message.split())}" + (f" ({error.hint})" if error.hint else ""), err=True)
    raise typer.Exit(error.exit_code)


def line_width() -> int | None:
    """Return how many places a line of stdout has; None on a pipe, where no line need be cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def write(show: Callable[[Console], None], to_stderr: bool = False, may_page: bool = False) -> None:
    """Have `show` print to a terminal as it is, or to a pipe without colour, padding and a terminal's width."""
    from rich.console import Console

    stream = sys.stderr if to_stderr else sys.stdout
    if stream.isatty():
        console = Console(file=stream)
        return page(show, console) if may_page and not console.is_dumb_terminal else show(console)
    for line in plain(show).splitlines():
        typer.echo(line, err=to_stderr)


def _answer(answer: Answer | Told, question: str | None, to: Destination, with_sql: bool) -> None:
    table = answer.table or Table((), ())
    if to.path is not None:
        with replacing(to.path) as draft:
            draft.path.write_text(_text(answer, question, to.form, with_sql), encoding="utf-8", newline="")
            draft.keep()
        return _tell(answer.caveats, table.truncated, len(table.rows), to)
    if to.form is Form.TABLE:
        write(lambda console: _show(answer, console, with_sql, to.draws), may_page=to.may_page)
    else:
        typer.echo(_text(answer, question, to.form, with_sql), nl=False)
    if not to.is_terminal:
        # The rest is in the answer itself; that it is cut short must not be missed.
        _tell((), table.truncated, len(table.rows), to)


def _tell(caveats: Iterable[str], is_truncated: bool, rows: int, to: Destination) -> None:
    """Print on stderr what must be said of rows that went elsewhere."""
    for caveat in caveats:
        typer.echo(f"note: {caveat}", err=True)
    if is_truncated:
        typer.echo(f"note: only the first {rows:,} rows, there are more; csv, jsonl and parquet hold all", err=True)
    if to.path is not None:
        typer.echo(f"{rows:,} {'row' if rows == 1 else 'rows'} in {to.path}", err=True)


def _text(outcome: Outcome, question: str | None, form: Form, with_sql: bool = False) -> str:
    from metrics_cli.presentation import exports

    if form is Form.JSON:
        return exports.to_json(to_dict(outcome, question)) + "\n"
    if form is Form.MARKDOWN and isinstance(outcome, Answer | Told):
        return exports.to_markdown(outcome)
    return plain(lambda console: _show(outcome, console, with_sql))


def _show(outcome: Outcome, console: Console, with_sql: bool, with_chart: bool = False) -> None:
    from metrics_cli.presentation.tables import show

    show(outcome, console, with_sql, with_chart)


def plain(show: Callable[[Console], None]) -> str:
    """Return what `show` prints, without colour and without padding at the end of a line."""
    from rich.console import Console

    text = StringIO()
    show(Console(file=text, width=PIPE_WIDTH, no_color=True))
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())
