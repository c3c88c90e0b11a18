"""`metrics query`: metrics by name."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from typing import Annotated

import typer

from metrics_cli.cli import completion
from metrics_cli.cli.forms import Form, destination
from metrics_cli.cli.options import (
    AsCsv,
    AsForm,
    AsJson,
    AsOf,
    NoPager,
    Output,
    Parse,
    Profile,
    ProfilesDir,
    ProjectDir,
    Target,
    Timeout,
    opened,
)
from metrics_cli.cli.output import emit, fail, produce
from metrics_cli.cli.receipts import kept
from metrics_cli.errors import MetricsError, OutputInvalid
from metrics_cli.settings import Settings


def query(
    metric: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="METRIC",
            help="Metrics by name.",
            autocompletion=completion.metric_names,
        ),
    ] = None,
    metrics: Annotated[
        str,
        typer.Option(
            "--metrics", "-m", metavar="NAME,…", help="The same, as an option.", autocompletion=completion.metric_names
        ),
    ] = "",
    saved_query: Annotated[
        str | None,
        typer.Option(
            "--saved-query",
            metavar="NAME",
            help="A report that the project names, instead.",
            autocompletion=completion.saved_names,
        ),
    ] = None,
    group_by: Annotated[
        str,
        typer.Option(
            "--group-by",
            "-g",
            metavar="NAME,…",
            autocompletion=completion.group_names,
            help="Dimensions, entities; time as month, metric_time__month, ordered_at__week, weekday, month_of_year.",
        ),
    ] = "",
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            "-w",
            autocompletion=completion.condition_names,
            help="A condition: category = Books and state in (CA, NY).",
        ),
    ] = None,
    having: Annotated[
        list[str] | None, typer.Option("--having", help="A condition on the rows of the result: revenue > 1000.")
    ] = None,
    order: Annotated[
        str,
        typer.Option(
            "--order",
            metavar="NAME,…",
            autocompletion=completion.column_names,
            help="Columns to sort by; -NAME for largest first.",
        ),
    ] = "",
    limit: Annotated[int | None, typer.Option("--limit", "-l", min=1, help="At most this many rows.")] = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, metavar="N", help="The N largest, by --order or the first metric.")
    ] = None,
    within: Annotated[
        str,
        typer.Option(
            "--within",
            metavar="NAME,…",
            autocompletion=completion.column_names,
            help="Take --top in each of these groups.",
        ),
    ] = "",
    share: Annotated[
        str | None,
        typer.Option(
            "--share",
            metavar="total|NAME,…",
            autocompletion=completion.share_names,
            help="Each row's part of the total, or of its group's total.",
        ),
    ] = None,
    average_over: Annotated[
        str,
        typer.Option(
            "--average-over",
            metavar="NAME,…",
            autocompletion=completion.group_names,
            help="The average over these: month for a month's, customer for a customer's.",
        ),
    ] = "",
    statistic: Annotated[
        str,
        typer.Option("--statistic", metavar="NAME", help="With --average-over: mean, median, min or max."),
    ] = "mean",
    part_units: Annotated[
        bool,
        typer.Option(
            "--part-units",
            help="With --average-over month: count months of which only a part is in the period or the data as well.",
        ),
    ] = False,
    start: Annotated[str | None, typer.Option("--start", "--start-time", metavar="DATE", help="First day.")] = None,
    end: Annotated[str | None, typer.Option("--end", "--end-time", metavar="DATE", help="Last day.")] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            autocompletion=completion.period_names,
            help="Instead: last_quarter, 2024-Q3, trailing(30, day).",
        ),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option(
            "--compare",
            metavar="PERIOD",
            autocompletion=completion.comparison_names,
            help="Set beside it: previous_period, previous_year or 2023-Q4.",
        ),
    ] = None,
    as_of: AsOf = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print the SQL and run nothing.")] = False,
    form: AsForm = None,
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    no_pager: NoPager = False,
    parse: Parse = False,
    timeout: Timeout = Settings.timeout,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """Compute metrics by name; on a pipe the rows come as CSV.

    Example: metrics query revenue orders --group-by month,category --start 2024-01-01
    """
    from metrics_cli import workflow
    from metrics_cli.interpretation.typed import Flags, typed_query
    from metrics_cli.presentation.statements import statements

    flags = Flags(
        metrics=(*(metric or ()), metrics),
        group_by=group_by,
        where=tuple(where or ()),
        having=tuple(having or ()),
        order=order,
        limit=limit,
        start=start,
        end=end,
        period=period,
        compare=compare,
        share=share,
        top=top,
        within=within,
        saved_query=saved_query,
        average_over=average_over,
        statistic=statistic,
        part_units=part_units,
    )
    default = Form.TABLE if sys.stdout.isatty() else Form.CSV
    try:
        if explain and (form or output or as_json or as_csv):
            raise OutputInvalid("--explain prints SQL and no rows in another form", "leave --format and --output out")
        to = destination(form, output, as_json, as_csv, default, not no_pager)
    except MetricsError as error:
        return fail(error, as_json)
    try:
        with closing(opened(project_dir, profiles_dir, profile, target, timeout, parse)) as assembly:
            today = assembly.as_of(as_of, date.today())
            asked = typed_query(flags, assembly.catalog, today, assembly.calendar_for(f"{period} {compare}"))
            if explain:
                plans = workflow.explain(asked, assembly.planner, assembly.catalog)
                typer.echo(statements([(p.name, p.plan.sql) for p in plans]))
                return
            stages = assembly.stages(today, date.today())
            with kept("query", None, assembly, today) as keep:
                outcome = produce(to, lambda run: run(asked, stages))
                keep(outcome)
    except MetricsError as error:
        return fail(error, to.form is Form.JSON and to.path is None)
    emit(outcome, None, to)
