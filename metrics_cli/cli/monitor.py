"""`metrics monitor`: whether the metrics keep the limits that they declare."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from metrics_cli.cli import completion, runs
from metrics_cli.cli.files import replacing
from metrics_cli.cli.forms import Destination, Form, destination
from metrics_cli.cli.options import (
    AsCsv,
    AsForm,
    AsJson,
    AsOf,
    Output,
    Parse,
    Profile,
    ProfilesDir,
    ProjectDir,
    Target,
    Timeout,
    assemble,
    opened,
)
from metrics_cli.cli.output import fail, plain, write
from metrics_cli.errors import MetricsError
from metrics_cli.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from metrics_cli.monitoring.checks import Report


class FailOn(StrEnum):
    """From which level on a breach ends the command with 1."""

    FAIL = "fail"
    WARN = "warn"


def monitor(
    metric: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="METRIC", help="Only the rules of these metrics.", autocompletion=completion.metric_names
        ),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="What ends with exit code 1: failures, or warnings as well.")
    ] = FailOn.FAIL,
    history: Annotated[
        bool, typer.Option("--history", help="List what the latest runs came to, and check nothing.")
    ] = False,
    as_of: AsOf = None,
    form: AsForm = None,
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    parse: Parse = False,
    timeout: Timeout = Settings.timeout,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """Check the metrics against the limits that they declare in `config.meta.monitor`.

    A limit is broken strictly beyond it. Exit codes: 0 all is well or only warns, 1 a limit is broken at the level of
    --fail-on, a rule can't be read or a check can't be made, 2 misused, or no metric declares a rule.

    Example: metrics monitor --as-of today --json -o monitor.json
    """
    try:
        to = destination(form, output, as_json, as_csv, Form.TABLE)
        if history:
            return runs.show(assemble(project_dir, None, None, None).project, to.form is Form.JSON)
        from metrics_cli.monitoring.run import monitored

        with closing(opened(project_dir, profiles_dir, profile, target, timeout, parse)) as assembly:
            now = date.today()
            report = monitored(assembly, metric or (), assembly.as_of(as_of, now), now, _progress())
        runs.keep(report, assembly.project)
        _print(report, to, fail_on is FailOn.WARN)
    except MetricsError as error:
        return fail(error, as_json)
    raise typer.Exit(1 if report.is_failed(fail_on is FailOn.WARN) else 0)


def _progress() -> Callable[[int, int], None]:
    """Return what counts the checks that are done, on a terminal."""

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{done}/{total}" + ("\r\033[K" if done == total else ""), err=True, nl=False)

    return tell


def _print(report: Report, to: Destination, also_warnings: bool) -> None:
    """Print the report, or write it to its file and the table to stderr."""
    from metrics_cli.monitoring.report import print_report

    def table(console: Console) -> None:
        print_report(report, console)

    if to.path is None and to.form is Form.TABLE:
        return write(table)
    if to.path is None:
        return typer.echo(_text(report, to.form, also_warnings, table), nl=False)
    # Before the file: a folder that is not there hides no breach.
    write(table, to_stderr=True)
    with replacing(to.path) as draft:
        _save(report, to.form, also_warnings, table, draft.path)
        draft.keep()


def _save(report: Report, form: Form, also_warnings: bool, table: Callable[[Console], None], path: Path) -> None:
    if form is Form.PARQUET:
        from metrics_cli.execution.parquet import write_rows
        from metrics_cli.monitoring.bodies import to_table

        found = to_table(report)
        write_rows(path)(found.columns, [found.rows])
        return
    path.write_text(_text(report, form, also_warnings, table), encoding="utf-8", newline="")


def _text(report: Report, form: Form, also_warnings: bool, table: Callable[[Console], None]) -> str:
    from io import StringIO

    from metrics_cli.monitoring.bodies import to_body, to_table, to_told
    from metrics_cli.presentation import exports

    if form is Form.TABLE:
        return plain(table)
    if form is Form.JSON:
        return exports.to_json(to_body(report, also_warnings)) + "\n"
    if form is Form.MARKDOWN:
        return exports.to_markdown(to_told(report))
    text, found = StringIO(), to_table(report)
    (exports.write_csv if form is Form.CSV else exports.write_jsonl)(text)(found.columns, [found.rows])
    return text.getvalue()
