"""What `metrics monitor` found goes into the history; nothing that is wrong with it touches the run."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from metrics_cli.cli.output import line_width
from metrics_cli.errors import MetricsError

if TYPE_CHECKING:
    from pathlib import Path

    from metrics_cli.history.runs import Run
    from metrics_cli.monitoring.checks import Report
    from metrics_cli.project import Project

# Runs that are listed.
MOST = 20


def keep(report: Report, project: Project) -> None:
    """Keep a run, unless METRICS_HISTORY=off; that it can't be kept is said in one line."""
    from metrics_cli.history.lines import is_kept
    from metrics_cli.history.runs import Run, keep_run
    from metrics_cli.monitoring.bodies import counts_of, to_record

    if not is_kept(os.environ):
        return
    at, root = datetime.now(UTC).isoformat(timespec="seconds"), str(project.root.resolve())
    day, status = report.as_of.isoformat(), report.status.value
    try:
        keep_run(
            _path(),
            Run(0, at, root, project.target, day, status, counts_of(report), to_record(report)),
        )
    except MetricsError as error:
        typer.echo(f"note: {error.message} ({error.hint})", err=True)


def show(project: Project, as_json: bool) -> None:
    """Print the latest runs over a project. Raises HistoryUnavailable."""
    from metrics_cli.history.runs import kept_runs
    from metrics_cli.presentation.columns import columns
    from metrics_cli.presentation.exports import to_json

    runs = kept_runs(_path(), str(project.root.resolve()), MOST)
    if as_json:
        return typer.echo(to_json({"runs": [run.to_dict() for run in runs]}))
    if not runs:
        return typer.echo("nothing has been monitored of this project", err=True)
    heads = ("No", "Checked", "As of", "Status", "Checks", "Not ok")
    typer.echo("\n".join(columns([_cells(run) for run in runs], heads, line_width())))


def _path() -> Path:
    from metrics_cli.history.writing import history_path

    return history_path(os.environ)


def _cells(run: Run) -> tuple[str, ...]:
    at = f"{datetime.fromisoformat(run.at).astimezone():%Y-%m-%d %H:%M}"
    wrong = [f"{c['metric']} {c['rule']} ({c['status']})" for c in run.checks if c["status"] != "ok"]
    return (str(run.number), at, run.as_of, run.status, str(run.counts["checks"]), ", ".join(wrong))
