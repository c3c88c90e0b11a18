"""`metrics values`: what a dimension holds."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from typing import Annotated

import typer

from metrics_cli.cli import completion
from metrics_cli.cli.forms import Destination, Form
from metrics_cli.cli.options import AsCsv, AsJson, Parse, Profile, ProfilesDir, ProjectDir, Target, Timeout, opened
from metrics_cli.cli.output import emit, fail
from metrics_cli.errors import MetricsError
from metrics_cli.settings import Settings


def values(
    dimension: Annotated[
        str,
        typer.Argument(
            autocompletion=completion.dimension_names,
            help="A dimension: product__category or category.",
        ),
    ],
    word: Annotated[list[str] | None, typer.Argument(help="Only the values that are like it.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-l", min=1, help="At most this many values.")] = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    parse: Parse = False,
    timeout: Timeout = Settings.timeout,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """Show the values of a dimension, the most frequent first, or from when to when a time dimension has data.

    The counts are rows of the table that the dimension stands in. Exit code 4 says that no value matches, that the
    values are personal (`pii`), or that it is an entity.

    Example: metrics values category book
    """
    from metrics_cli.answer import Refused
    from metrics_cli.catalog.lookup import find_dimension
    from metrics_cli.workflow.values import held_by

    wanted = " ".join(word or ()).strip()
    try:
        with closing(opened(project_dir, profiles_dir, profile, target, timeout, parse)) as assembly:
            found = find_dimension(dimension, assembly.declared)
            held = held_by(found, wanted, limit, assembly.index, date.today())
    except MetricsError as error:
        return fail(error, as_json)
    if isinstance(held, Refused):
        return emit(held, None, Destination(Form.JSON if as_json else Form.TABLE))
    from metrics_cli.presentation import held as shown
    from metrics_cli.presentation.exports import to_json, write_csv

    is_none = bool(wanted and held.values and not held.counts)
    if as_json:
        typer.echo(to_json(shown.held_dict(held, wanted)))
    elif is_none:
        typer.echo(f"{found.label} has no value like '{wanted}'", err=True)
    elif as_csv or not sys.stdout.isatty():
        table = shown.held_table(held)
        write_csv(sys.stdout)(table.columns, [table.rows])
        sys.stdout.flush()
    else:
        typer.echo("\n".join(shown.held_lines(held)))
    for note in shown.held_notes(held, wanted):
        typer.echo(f"note: {note}", err=True)
    raise typer.Exit(4 if is_none else 0)
