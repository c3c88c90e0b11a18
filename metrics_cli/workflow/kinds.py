"""Filter values fit their columns: a number is compared with numbers, a text with texts, a date with dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from metrics_cli.catalog import Catalog, Dimension
from metrics_cli.errors import QueryFailed, QueryInvalid
from metrics_cli.query import Filter, MetricQuery, Operator, Scalar
from metrics_cli.workflow.index import Index

_PATTERNS = (Operator.LIKE, Operator.NOT_LIKE, Operator.CONTAINS, Operator.NOT_CONTAINS)
_NAMING = (Operator.EQ, Operator.NE, Operator.IN, Operator.NOT_IN)
_HOLDS = {"number": "numbers", "boolean": "true and false", "date": "dates", "datetime": "points in time"}


def fitted(query: MetricQuery, catalog: Catalog, index: Index) -> MetricQuery:
    """Return the query with each filter value in its column's type. Raises QueryInvalid for one that can't be.

    A warehouse would cast the column instead: it stops at the first row that is no number, or finds 007 for 7.
    """
    filters = tuple(_fitted(f, catalog.dimensions.get(f.dimension), index) for f in query.filters)
    return replace(query, filters=filters)


def _fitted(condition: Filter, dimension: Dimension | None, index: Index) -> Filter:
    if dimension is None or dimension.home is None or dimension.type == "time" or not condition.values:
        return condition
    try:
        kind = index.column_type(dimension.home)
    except (QueryFailed, QueryInvalid):
        # The engine may still read it with its condition; if not, it says so itself.
        return condition
    if kind == "other":
        return condition
    if condition.operator in _PATTERNS and kind != "string":
        raise QueryInvalid(f"{dimension.label} holds {_HOLDS[kind]}, not texts", "compare it with = < > between")
    if kind == "boolean" and condition.operator not in _NAMING:
        raise QueryInvalid(f"{dimension.label} is true or false", "write = true or = false")
    is_ranked = condition.operator not in (*_NAMING, *_PATTERNS)
    return replace(condition, values=tuple(_value(v, kind, dimension.label, is_ranked) for v in condition.values))


def _value(value: Scalar, kind: str, label: str, is_ranked: bool) -> Scalar:
    if kind == "string":
        return _text(value, label, is_ranked)
    if kind == "number":
        return _number(value, label)
    if kind == "boolean":
        return _boolean(value, label)
    return _date(value, label)


def _text(value: Scalar, label: str, is_ranked: bool) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) or is_ranked:
        raise QueryInvalid(f"{label} holds texts, and {value} is a number", "quote it to compare it as a text")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Scalar, label: str) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        # Python reads 1_0 as 10.
        if isinstance(value, bool) or not value.isascii() or "_" in value:
            raise ValueError(value)
        return int(value)
    except ValueError:
        raise QueryInvalid(f"{label} holds numbers, and '{value}' is none", "compare it with a number") from None


def _boolean(value: Scalar, label: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise QueryInvalid(f"{label} is true or false, not '{value}'", "write = true or = false")


def _date(value: Scalar, label: str) -> str:
    try:
        if not isinstance(value, str):
            raise ValueError(value)
        date.fromisoformat(value[:10])
        return value
    except ValueError:
        raise QueryInvalid(f"{label} is a date, and '{value}' is none", "write it like 2024-12-31") from None
