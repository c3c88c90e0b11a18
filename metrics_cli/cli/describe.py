"""`metrics describe`: all that is known of one thing."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from metrics_cli.assembly import Assembly
from metrics_cli.cli import completion
from metrics_cli.cli.options import AsJson, Parse, Profile, ProfilesDir, ProjectDir, Target, Timeout, opened
from metrics_cli.cli.output import PIPE_WIDTH, fail, line_width
from metrics_cli.errors import MetricsError
from metrics_cli.settings import Settings

if TYPE_CHECKING:
    from metrics_cli.workflow.describing import Facts


def describe(
    name: Annotated[
        list[str],
        typer.Argument(
            autocompletion=completion.item_names, help="A metric, dimension, entity or saved query; a label will do."
        ),
    ],
    as_json: AsJson = False,
    parse: Parse = False,
    timeout: Timeout = Settings.timeout,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """Say what a metric means and how it is computed, what it can be asked by, where it comes from and what is tested.

    Example: metrics describe revenue
    """
    try:
        with closing(opened(project_dir, profiles_dir, profile, target, timeout, parse)) as assembly:
            facts = _facts(" ".join(name), assembly)
    except MetricsError as error:
        return fail(error, as_json)
    if as_json:
        from metrics_cli.presentation.exports import to_json

        return typer.echo(to_json(facts))
    from metrics_cli.presentation.descriptions import description_lines

    typer.echo("\n".join(description_lines(facts, line_width() or PIPE_WIDTH)))


def _facts(name: str, assembly: Assembly) -> Facts:
    from metrics_cli.catalog import Dimension, Metric
    from metrics_cli.catalog.lookup import find_item
    from metrics_cli.interpretation.rules import RulesInterpreter, phrase

    item = find_item(name, assembly.catalog, assembly.declared)
    describer = assembly.describer(RulesInterpreter(), phrase, date.today())
    if isinstance(item, Metric):
        return describer.metric(item)
    return describer.dimension(item) if isinstance(item, Dimension) else describer.saved_query(item)
