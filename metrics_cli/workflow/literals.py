"""Filter values are real: each is looked up among the dimension's values before a query may rest on it."""

from __future__ import annotations

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.catalog.names import nearest
from metrics_cli.errors import NameUnknown, QueryFailed, QueryInvalid
from metrics_cli.query import MetricQuery, Operator
from metrics_cli.workflow.index import Index

_NAMING = (Operator.EQ, Operator.NE, Operator.IN, Operator.NOT_IN)


def check_literals(query: MetricQuery, catalog: Catalog, index: Index) -> tuple[str, ...]:
    """Raise NameUnknown, with the nearest values, for a filter on a text that the dimension does not have.

    Returns a note on each dimension whose values could not be looked up.
    """
    notes = []
    for condition in query.filters:
        dimension = catalog.dimensions.get(condition.dimension)
        wanted = [v for v in condition.values if isinstance(v, str)]
        if dimension is None or dimension.type != "categorical" or condition.operator not in _NAMING or not wanted:
            continue
        if dimension.home is None:
            notes.append(_unchecked(dimension, wanted))
            continue
        try:
            unknown = _missing(wanted, dimension, dimension.home, index)
        except (QueryFailed, QueryInvalid):
            notes.append(_unchecked(dimension, wanted))
            continue
        if unknown is not None:
            raise _unknown(unknown, dimension, dimension.home, index)
    return tuple(notes)


def _unchecked(dimension: Dimension, wanted: list[str]) -> str:
    return f"whether {dimension.label} has the value {' or '.join(wanted)} was not checked"


def _missing(wanted: list[str], dimension: Dimension, home: Home, index: Index) -> str | None:
    """Return the first of `wanted` that is no value; personal ones, and those beyond the index, are looked up alone."""
    known = index.values(home) if not dimension.pii else None
    left = [value for value in wanted if known is None or value not in known.texts]
    if left and (known is None or not known.is_complete):
        found = index.among(home, left)
        left = [value for value in left if value not in found]
    return left[0] if left else None


def _unknown(value: str, dimension: Dimension, home: Home, index: Index) -> NameUnknown:
    if dimension.pii:
        return NameUnknown(f"{dimension.label} has no value '{value}'", "its values are personal and not listed")
    known = index.values(home).texts
    near = nearest(value, {v: (v,) for v in known}) or tuple(sorted(known))[:8]
    return NameUnknown(f"{dimension.label} has no value '{value}'", f"did you mean {', '.join(near)}?")
