"""`metrics history` and `metrics replay`: what was asked before, and the same asked again."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from metrics_cli.assembly import parse_day
from metrics_cli.cli.forms import Destination, Form
from metrics_cli.cli.options import AsJson, NoPager, Profile, ProfilesDir, ProjectDir, Target, Timeout, assemble, opened
from metrics_cli.cli.output import emit, fail, line_width
from metrics_cli.errors import MetricsError, QueryInvalid
from metrics_cli.settings import Settings

if TYPE_CHECKING:
    from metrics_cli.history.store import Entry, Store


def history(
    limit: Annotated[int, typer.Option("--limit", "-l", min=1, metavar="N", help="The latest N.")] = 20,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE|today", help="Only what was asked on that day or later.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Those of all projects, not of this one only.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Forget everything that was asked, in every project.")] = False,
    as_json: AsJson = False,
    project_dir: ProjectDir = None,
) -> None:
    """List what was asked and what it came to: who read it, how long it took, tokens and cost; with totals.

    Questions and queries are kept on this machine, rows of results never are. METRICS_HISTORY=off keeps nothing.

    Example: metrics history --since today
    """
    from metrics_cli.history.report import history_dict, history_lines
    from metrics_cli.history.store import Which
    from metrics_cli.presentation.exports import to_json

    try:
        store = _store()
        if clear:
            store.clear()
            return typer.echo("the history is cleared", err=True)
        project = None if every else str(assemble(project_dir, None, None, None).project.root.resolve())
        which = Which(project, _start_of(since) if since else None)
        entries, totals = store.entries(which, limit), store.totals(which)
    except MetricsError as error:
        return fail(error, as_json)
    if as_json:
        return typer.echo(to_json(history_dict(entries, totals)))
    if not entries:
        return typer.echo(
            "nothing has been asked" + ("" if every else " of this project; --all lists every one"), err=True
        )
    typer.echo("\n".join(history_lines(entries, totals, line_width())))


def replay(
    number: Annotated[int, typer.Argument(metavar="N", help="A number of `metrics history`.")],
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL that ran, too.")] = False,
    as_json: AsJson = False,
    no_pager: NoPager = False,
    timeout: Timeout = Settings.timeout,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """Run the query of an earlier answer again, over the same dates, and tell what has changed since.

    That is whether the manifest, the SQL and the result are the same as they were; the answer is the one of now.
    Exit codes as of `metrics ask`.

    Example: metrics replay 12
    """
    from metrics_cli.history.replay import replay_text, replayed, stored_query

    to = Destination(Form.JSON if as_json else Form.TABLE, None, not no_pager)
    try:
        entry = _entry(number)
        stored_query(entry)
        folder = project_dir or Path(entry.project)
        with closing(opened(folder, profiles_dir, profile, target or entry.target, timeout)) as assembly:
            outcome, told = replayed(entry, assembly.stages(date.fromisoformat(entry.today), date.today()))
    except MetricsError as error:
        return fail(error, as_json)
    typer.echo(f"note: {replay_text(told)}", err=True)
    emit(outcome, entry.question, to, sql)


def _store() -> Store:
    from metrics_cli.history.store import Store
    from metrics_cli.history.writing import history_path

    return Store(history_path(os.environ))


def _entry(number: int) -> Entry:
    entry = _store().entry(number)
    if entry is None:
        raise QueryInvalid(f"there is no number {number} in the history", "`metrics history --all` lists them")
    return entry


def _start_of(day: str) -> str:
    """Return when the day begins here, in UTC as the history has it."""
    begin = datetime.combine(parse_day(day, date.today()), time.min).astimezone(UTC)
    return begin.isoformat(timespec="seconds")
