"""`metrics list`: what can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from metrics_cli.assembly import Assembly
from metrics_cli.cli.options import AsJson, Parse, Profile, ProfilesDir, ProjectDir, Target, Timeout, opened
from metrics_cli.cli.output import fail, line_width
from metrics_cli.errors import MetricsError

if TYPE_CHECKING:
    from metrics_cli.catalog import Dimension
    from metrics_cli.catalog.search import Hit

# One dimension that takes longer than this is left out of a search.
VALUES_TIMEOUT = 10.0


def list_(
    word: Annotated[
        list[str] | None,
        typer.Argument(help="Search for it: in names, labels, synonyms, descriptions and values of dimensions."),
    ] = None,
    dimensions: Annotated[bool, typer.Option("--dimensions", help="Only dimensions.")] = False,
    saved_queries: Annotated[bool, typer.Option("--saved-queries", help="Only saved queries.")] = False,
    as_json: AsJson = False,
    parse: Parse = False,
    timeout: Timeout = VALUES_TIMEOUT,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """List the metrics, or whatever matches some words, best match first, with where it matched.

    Exit code 4 says that nothing does. `metrics describe` says more of one.

    Example: metrics list refund
    """
    try:
        with closing(opened(project_dir, profiles_dir, profile, target, timeout, parse)) as assembly:
            wanted = " ".join(word or ()).strip()
            hits = _search(wanted, assembly, dimensions, saved_queries) if wanted else None
            if as_json:
                return _print_json(assembly, hits, dimensions, saved_queries)
            lines = _lines(assembly, hits, dimensions, saved_queries)
    except MetricsError as error:
        return fail(error, as_json)
    if len(lines) < 2:
        kind = "dimension" if dimensions else "saved query" if saved_queries else "metric" if hits is None else "name"
        typer.echo(f"no {kind} is like '{wanted}'" if wanted else f"no {kind} is defined", err=True)
        raise typer.Exit(4)
    typer.echo("\n".join(lines))


def _search(wanted: str, assembly: Assembly, dimensions: bool, saved_queries: bool) -> tuple[Hit, ...]:
    from metrics_cli.catalog import Dimension, SavedQuery
    from metrics_cli.workflow.search import search_all

    def tell(count: int) -> None:
        typer.echo(f"reading the values of {count} dimensions, once for each build …", err=True)

    reads = assembly.project.adapter == "duckdb"
    found = search_all(wanted, assembly.catalog, assembly.declared, assembly.index, reads, tell)
    if found.unsearched:
        names = ", ".join(found.unsearched[:3]) + (" …" if len(found.unsearched) > 3 else "")
        typer.echo(
            f"note: the values of {len(found.unsearched)} dimensions were not searched ({names}): {found.reason}",
            err=True,
        )
    only = Dimension if dimensions else SavedQuery if saved_queries else object
    return tuple(hit for hit in found.hits if isinstance(hit.item, only))


def _lines(assembly: Assembly, hits: tuple[Hit, ...] | None, dimensions: bool, saved_queries: bool) -> list[str]:
    from metrics_cli.presentation import listing

    catalog, width = assembly.catalog, line_width()
    if hits is not None:
        return listing.hit_lines(hits, width)
    if dimensions:
        return listing.dimension_lines(_groupable(assembly.declared), width)
    if saved_queries:
        return listing.saved_query_lines((s for _, s in sorted(catalog.saved_queries.items())), width)
    return listing.metric_lines((m for _, m in sorted(catalog.metrics.items())), width)


def _groupable(dimensions: Sequence[Dimension]) -> list[Dimension]:
    return [d for d in dimensions if d.type != "entity"]


# With more metrics than this, which can be asked by what is left to `metrics describe`: MetricFlow takes 3 ms for each.
MOST_JOINED = 300


def _print_json(assembly: Assembly, hits: tuple[Hit, ...] | None, dimensions: bool, saved_queries: bool) -> None:
    from metrics_cli.presentation import listing
    from metrics_cli.presentation.exports import to_json

    with_joins = len(assembly.catalog.metrics) <= MOST_JOINED
    if not with_joins:
        typer.echo("note: what each can be asked by is left out of a list this long: `metrics describe`", err=True)
    found = listing.listing(assembly.catalog, _groupable(assembly.declared), hits, with_joins)
    typer.echo(to_json(found))
    raise typer.Exit(0 if any(found.values()) else 4)
