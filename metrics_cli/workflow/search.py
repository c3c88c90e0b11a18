"""Searching all that can be asked, values included: those known, and those that can be read in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.catalog.search import Hit, search
from metrics_cli.catalog.values import Values
from metrics_cli.errors import MetricsError, WarehouseUnavailable
from metrics_cli.workflow.index import Index

# After this many seconds the search goes on without the values that are not read yet; the next one reads on.
PATIENCE = 10.0
MOMENT = 1.0


@dataclass(frozen=True)
class Found:
    """What matched, best first; the dimensions whose values were not looked at, and why."""

    hits: tuple[Hit, ...]
    unsearched: tuple[str, ...] = ()
    reason: str = ""


def search_all(
    wanted: str,
    catalog: Catalog,
    dimensions: tuple[Dimension, ...],
    index: Index,
    reads: bool,
    tell: Callable[[int], None],
) -> Found:
    """Return what matches `wanted`; with `reads` values not known yet are read from the warehouse, in PATIENCE seconds.

    `tell` is called once, with the number of dimensions still to read, when that takes longer than a moment.
    """
    categories = [d for d in dimensions if d.type == "categorical" and not d.pii and d.home]
    known = {home: kept for d in categories if (home := d.home) and (kept := index.kept_values(home))}
    missing = [d for d in categories if d.home not in known]
    left, reason = tuple(d.name for d in missing), "they cost a query of each"
    if missing and reads:
        left, reason = _read(missing, index, known, tell)
    return Found(search(wanted, catalog, dimensions, known), left, reason if left else "")


def _read(
    missing: Sequence[Dimension], index: Index, known: dict[Home, Values], tell: Callable[[int], None]
) -> tuple[tuple[str, ...], str]:
    """Add the values of the missing dimensions to `known`; returns those that could not be read, and why."""
    started, told, left, reason = monotonic(), False, [], ""
    for position, dimension in enumerate(missing):
        if not told and monotonic() - started > MOMENT:
            tell(len(missing) - position)
            told = True
        if dimension.home is None or monotonic() - started > PATIENCE:
            left.append(dimension.name)
            reason = reason or f"there was no time left after {PATIENCE:g} s"
            continue
        try:
            known[dimension.home] = index.values(dimension.home)
        except WarehouseUnavailable as error:
            return tuple(d.name for d in missing[position:]), error.message
        except MetricsError as error:
            left.append(dimension.name)
            reason = reason or error.message
    return tuple(left), reason
