"""The options that every command takes, and what they become."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from metrics_cli.assembly import Assembly
from metrics_cli.cli.forms import Form
from metrics_cli.settings import ReaderSettings, Settings
from metrics_cli.staleness import stale_notice

ProjectDir = Annotated[
    Path | None,
    typer.Option(
        "--project-dir", metavar="DIR", help="The dbt project. Default: DBT_PROJECT_DIR, this folder or one above it."
    ),
]
ProfilesDir = Annotated[Path | None, typer.Option("--profiles-dir", metavar="DIR", help="Where profiles.yml is.")]
Profile = Annotated[str | None, typer.Option("--profile", help="The dbt profile, instead of the project's.")]
Target = Annotated[str | None, typer.Option("--target", "-t", help="The dbt target, instead of the profile's.")]
Timeout = Annotated[
    float, typer.Option("--timeout", min=0.001, metavar="SECONDS", help="Stop a query that takes longer.")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE|today|data",
        help="The day it is asked on; data: the day after the last with data. Default: METRICS_AS_OF, or today.",
    ),
]
AsForm = Annotated[
    Form | None,
    typer.Option("--format", help="The form of the result. Default: a table on a terminal, or what FILE ends on."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write it to FILE, whole or not at all."),
]
NoPager = Annotated[
    bool, typer.Option("--no-pager", help="Print a long table at once; PAGER names what pages it otherwise.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Short for --format json: the JSON envelope.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Short for --format csv.")]


Parse = Annotated[bool, typer.Option("--parse", help="Have dbt read the project anew before: `dbt parse`, 3 s.")]


def assemble(
    project_dir: Path | None,
    profiles_dir: Path | None,
    profile: str | None,
    target: str | None,
    timeout: float = Settings.timeout,
    reading: ReaderSettings = Settings.reading,
) -> Assembly:
    """Return the assembly that the options of a command describe."""
    settings = Settings(project_dir, profiles_dir, profile, target, timeout, reading=reading)
    return Assembly(settings)


def opened(
    project_dir: Path | None,
    profiles_dir: Path | None,
    profile: str | None,
    target: str | None,
    timeout: float = Settings.timeout,
    parse: bool = False,
    reading: ReaderSettings = Settings.reading,
) -> Assembly:
    """Return the assembly of a command that answers from what dbt left behind.

    With `parse` dbt reads the project before; what is stale all the same is said on stderr, in one line. Raises
    MetricsError.
    """
    assembly = assemble(project_dir, profiles_dir, profile, target, timeout, reading)
    if parse:
        from metrics_cli.execution.dbt import parse_project

        typer.echo("running `dbt parse` …", err=True)
        parse_project(assembly.project)
    for notice in (stale_notice(assembly.project), assembly.target_notice()):
        if notice:
            typer.echo(f"note: {notice}", err=True)
    return assembly
