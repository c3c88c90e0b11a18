"""Filter values are real: each is looked up among the dimension's values before a query may rest on it."""

from __future__ import annotations

from metrics_cli.catalog import Catalog, Dimension
from metrics_cli.catalog.names import nearest
from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.execution.warehouse import Warehouse
from metrics_cli.query import MetricQuery, Operator
from metrics_cli.semantic_layer.layer import SemanticLayer

_NAMING = (Operator.EQ, Operator.NE, Operator.IN, Operator.NOT_IN)
# A dimension with more values than this is no list of categories; its filters are taken as they are.
MOST_VALUES = 20_000


def check_literals(query: MetricQuery, catalog: Catalog, layer: SemanticLayer, warehouse: Warehouse) -> None:
    """Raise NameUnknown, with the nearest values, for a filter on a text that the dimension does not have."""
    for condition in query.filters:
        dimension = catalog.dimensions.get(condition.dimension)
        wanted = [v for v in condition.values if isinstance(v, str)]
        if dimension is None or dimension.type != "categorical" or condition.operator not in _NAMING or not wanted:
            continue
        known = _values(dimension, layer, warehouse)
        for value in wanted:
            if known is not None and value not in known:
                raise _unknown(value, dimension, known)


def _values(dimension: Dimension, layer: SemanticLayer, warehouse: Warehouse) -> frozenset[str] | None:
    """Return the dimension's values, None when they are too many or MetricFlow can't list them alone."""
    try:
        rows = warehouse.run(layer.values_sql(dimension.name), MOST_VALUES)
    except QueryInvalid:
        return None
    return None if rows.truncated else frozenset(str(row[0]) for row in rows.rows if row[0] is not None)


def _unknown(value: str, dimension: Dimension, known: frozenset[str]) -> NameUnknown:
    if dimension.pii:
        return NameUnknown(f"{dimension.label} has no value '{value}'", "its values are personal and not listed")
    near = nearest(value, {v: (v,) for v in known}) or tuple(sorted(known))[:8]
    return NameUnknown(f"{dimension.label} has no value '{value}'", f"did you mean {', '.join(near)}?")
