"""`metrics mf` and `metrics docs`: dbt's own tools, run in the right project."""

from __future__ import annotations

from typing import Annotated

import typer

from metrics_cli.cli.options import Profile, ProfilesDir, ProjectDir, Target, assemble
from metrics_cli.cli.output import fail
from metrics_cli.errors import MetricsError


def mf(context: typer.Context) -> None:
    """Pass everything after `mf` to MetricFlow's own command, run in the dbt project.

    Example: metrics mf query --metrics revenue --group-by metric_time__month
    """
    from metrics_cli.execution.dbt import run_mf

    try:
        project = assemble(None, None, None, None).project
    except MetricsError as error:
        return fail(error)
    raise typer.Exit(run_mf(project, context.args))


def docs(
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the page on this machine, or only build it.")
    ] = True,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port on 127.0.0.1; 0 takes a free one.")
    ] = 8580,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """Build the dbt docs as one static page, and serve it on 127.0.0.1 until Ctrl-C."""
    from metrics_cli.execution.dbt import generate_docs

    try:
        project = assemble(project_dir, profiles_dir, profile, target).project
        typer.echo("building the docs page …", err=True)
        page = generate_docs(project)
    except MetricsError as error:
        return fail(error)
    typer.echo(str(page))
    if serve:
        from metrics_cli.cli.serve import serve_page

        serve_page(page, port)
