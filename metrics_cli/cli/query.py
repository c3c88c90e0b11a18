"""`metrics query`: metrics by name."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from typing import Annotated

import typer

from metrics_cli.cli.options import AsCsv, AsJson, Profile, ProfilesDir, ProjectDir, Target, Timeout, assemble
from metrics_cli.cli.output import emit, fail
from metrics_cli.errors import MetricsError
from metrics_cli.settings import Settings

Names = Annotated[str, typer.Option("--metrics", "-m", metavar="NAME,…", help="Metrics, separated by commas.")]


def query(
    metrics: Names,
    group_by: Annotated[
        str, typer.Option("--group-by", "-g", metavar="NAME,…", help="Dimensions; time as metric_time__month or month.")
    ] = "",
    where: Annotated[
        list[str] | None, typer.Option("--where", "-w", help="A condition: category = Books and state in (CA, NY).")
    ] = None,
    order: Annotated[
        str, typer.Option("--order", "-o", metavar="NAME,…", help="Columns to sort by; -NAME for largest first.")
    ] = "",
    limit: Annotated[int | None, typer.Option("--limit", "-l", min=1, help="At most this many rows.")] = None,
    start: Annotated[str | None, typer.Option("--start", "--start-time", metavar="DATE", help="First day.")] = None,
    end: Annotated[str | None, typer.Option("--end", "--end-time", metavar="DATE", help="Last day.")] = None,
    period: Annotated[
        str | None, typer.Option("--period", help="Instead: last_quarter, 2024-Q3, trailing(30, day).")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print the SQL and run nothing.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    timeout: Timeout = Settings.timeout,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """Compute metrics by name; on a pipe the rows come as CSV.

    Example: metrics query --metrics revenue,orders --group-by month,category --start 2024-01-01
    """
    from metrics_cli import workflow
    from metrics_cli.interpretation.typed import typed_query

    try:
        with closing(assemble(project_dir, profiles_dir, profile, target, timeout)) as assembly:
            window = (start, end, period)
            asked = typed_query(metrics, group_by, where or [], order, limit, window, assembly.catalog, date.today())
            if explain:
                typer.echo(assembly.layer.plan(asked, assembly.catalog).sql)
                return
            outcome = workflow.answer(asked, assembly.stages(date.today(), date.today()))
    except MetricsError as error:
        return fail(error, as_json)
    emit(outcome, None, as_json, as_csv or not (as_json or sys.stdout.isatty()))
