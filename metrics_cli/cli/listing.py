"""`metrics list`: what can be asked."""

from __future__ import annotations

from typing import Annotated

import typer

from metrics_cli.cli.options import AsJson, Profile, ProfilesDir, ProjectDir, Target, assemble
from metrics_cli.cli.output import fail, write
from metrics_cli.errors import MetricsError


def list_(
    word: Annotated[str | None, typer.Argument(help="Only what has this word in its names or description.")] = None,
    dimensions: Annotated[bool, typer.Option("--dimensions", help="List the dimensions instead.")] = False,
    saved_queries: Annotated[bool, typer.Option("--saved-queries", help="List the saved queries instead.")] = False,
    as_json: AsJson = False,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """List the metrics, with the dimensions that each can be asked by.

    Example: metrics list revenue
    """
    try:
        catalog = assemble(project_dir, profiles_dir, profile, target).catalog
    except MetricsError as error:
        return fail(error, as_json)
    from metrics_cli.presentation import listing
    from metrics_cli.presentation.exports import to_json

    if as_json:
        found = listing.listing(catalog, word)
        typer.echo(to_json(found))
        raise typer.Exit(0 if any(found.values()) else 4)
    if dimensions:
        found_dimensions = listing.dimensions_with(word, catalog)
        _none("dimension", word, bool(found_dimensions))
        write(lambda console: listing.show_dimensions(found_dimensions, console))
    elif saved_queries:
        found_queries = listing.saved_queries_with(word, catalog)
        _none("saved query", word, bool(found_queries))
        write(lambda console: listing.show_saved_queries(found_queries, console))
    else:
        found_metrics = listing.metrics_with(word, catalog)
        _none("metric", word, bool(found_metrics))
        write(lambda console: listing.show_metrics(found_metrics, catalog, console))


def _none(kind: str, word: str | None, found: bool) -> None:
    if not found:
        wanted = f" has '{word}' in its names or description" if word else ""
        typer.echo(f"no {kind}{wanted or ' is defined'}", err=True)
        raise typer.Exit(4)
