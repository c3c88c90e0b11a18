"""What the shell proposes at TAB: names of this project, fitting what the line already holds.

Any error means no proposals, and nothing is printed: the line being typed must stay as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from metrics_cli.cli.options import assemble

Proposals = list[tuple[str, str]]
Named = Iterable[tuple[str, str]]

_PERIODS = [
    "today",
    "yesterday",
    *(f"{which}_{unit}" for unit in ("week", "month", "quarter", "year") for which in ("last", "this")),
    *(f"{unit}_to_date" for unit in ("week", "month", "quarter", "year")),
    "trailing(30, day)",
]
# Up to the condition that is being typed: `genre = Crime and to`.
_BEFORE = re.compile(r"^(.*\b(?:and|or|not)\s+|.*\()?", re.IGNORECASE | re.DOTALL)


def _silent(propose: Callable[[Any, str], Named]) -> Callable[[typer.Context, str], Proposals]:
    def complete(ctx: typer.Context, incomplete: str) -> Proposals:
        try:
            return list(propose(_Line(ctx), incomplete))
        except Exception:
            return []

    return complete


class _Line:
    """What the command line holds so far, and the project that it names."""

    def __init__(self, ctx: typer.Context) -> None:
        self._given = ctx.params
        self._rest = [part for text in ctx.args for part in text.split(",")]
        folders = (self._given.get("project_dir"), self._given.get("profiles_dir"))
        project, profiles = (Path(str(f)) if f else None for f in folders)
        self.assembly = assemble(project, profiles, self._given.get("profile"), self._given.get("target"))

    def split(self, name: str) -> list[str]:
        """Return the names that an option, or an argument, holds so far."""
        found = self._given.get(name) or ()
        texts = [found] if isinstance(found, str) else [str(f) for f in found]
        return [part for text in texts for part in text.split(",") if part]

    @property
    def metrics(self) -> list[str]:
        """The metrics that are named so far and exist."""
        # Arguments before an option that still lacks its value are left over from parsing.
        named = (*self.split("metric"), *self.split("metrics"), *self._rest)
        return [m for m in dict.fromkeys(named) if m in self.assembly.catalog.metrics]

    def dimensions(self) -> Iterator[tuple[str, str]]:
        """Yield what the metrics named so far can be asked by; without one, what is declared."""
        catalog, metrics = self.assembly.catalog, self.metrics
        if not metrics:
            yield from ((d.name, d.label) for d in self.assembly.declared)
            return
        yield from ((d.name, d.label) for d in catalog.dimensions_of(metrics))
        if all(catalog.has_time(metric) for metric in metrics):
            yield "metric_time", f"The date each metric is counted by; by {catalog.default_grain(metrics)} unless said"

    def grains(self) -> Iterator[tuple[str, str]]:
        """Yield the grains of time when the metrics named so far have one."""
        catalog = self.assembly.catalog
        if all(catalog.has_time(metric) for metric in self.metrics):
            yield from ((grain, "by time") for grain in catalog.grains_of(self.metrics))


def _listed(named: Named, incomplete: str, sign: str = "") -> Iterator[tuple[str, str]]:
    """Yield what may follow the last comma; a name that is there already is not proposed again."""
    head, comma, last = incomplete.rpartition(",")
    minus = "-" if sign and last.startswith(sign) else ""
    known = {part.lstrip(sign) for part in head.split(",")}
    start = last.removeprefix(minus)
    for name, label in named:
        # A dimension is found by its own word too: `gen` proposes genre, which stands for title__genre.
        own = name.rsplit("__", 1)[-1]
        found = name if name.startswith(start) else own if own.startswith(start) else None
        if found and not {found, name} & known:
            known.add(found)
            yield f"{head}{comma}{minus}{found}", label


def _metrics(line: _Line) -> Iterator[tuple[str, str]]:
    catalog = line.assembly.catalog
    return ((name, catalog.metrics[name].label) for name in sorted(catalog.metrics) if name not in line.metrics)


def _saved(line: _Line) -> Iterator[tuple[str, str]]:
    return ((s.name, s.label) for _, s in sorted(line.assembly.catalog.saved_queries.items()))


def _columns(line: _Line) -> Iterator[tuple[str, str]]:
    yield from ((metric, line.assembly.catalog.metrics[metric].label) for metric in line.metrics)
    yield from ((group, "") for group in line.split("group_by"))


@_silent
def metric_names(line: _Line, incomplete: str) -> Named:
    """Propose metrics, several with commas between."""
    return _listed(_metrics(line), incomplete)


@_silent
def group_names(line: _Line, incomplete: str) -> Named:
    """Propose grains and the dimensions that join the metrics of the line."""
    return _listed([*line.grains(), *line.dimensions()], incomplete)


@_silent
def condition_names(line: _Line, incomplete: str) -> Named:
    """Propose the dimension that a condition begins with."""
    before = _BEFORE.match(incomplete)
    head = before.group(0) if before else ""
    return ((head + name, label) for name, label in _listed(line.dimensions(), incomplete[len(head) :]))


@_silent
def column_names(line: _Line, incomplete: str) -> Named:
    """Propose columns of the result, with a minus when one is typed."""
    return _listed(_columns(line), incomplete, "-")


@_silent
def share_names(line: _Line, incomplete: str) -> Named:
    """Propose the total and the columns to take shares within."""
    return _listed([("total", "of all rows"), *((group, "") for group in line.split("group_by"))], incomplete)


@_silent
def saved_names(line: _Line, incomplete: str) -> Named:
    """Propose saved queries."""
    return ((name, label) for name, label in _saved(line) if name.startswith(incomplete))


@_silent
def period_names(line: _Line, incomplete: str) -> Named:
    """Propose periods by name."""
    return ((name, "") for name in _PERIODS if name.startswith(incomplete))


@_silent
def comparison_names(line: _Line, incomplete: str) -> Named:
    """Propose what to compare with."""
    return ((name, "") for name in ("previous_period", "previous_year") if name.startswith(incomplete))


@_silent
def item_names(line: _Line, incomplete: str) -> Named:
    """Propose metrics, dimensions, entities and saved queries."""
    declared = ((d.name, d.label) for d in line.assembly.declared)
    return _listed([*_metrics(line), *declared, *_saved(line)], incomplete)


@_silent
def dimension_names(line: _Line, incomplete: str) -> Named:
    """Propose dimensions that have values to show."""
    shown = (d for d in line.assembly.declared if d.type != "entity" and not d.pii)
    return _listed(((d.name, d.label) for d in shown), incomplete)
