"""The JSON schema of a reply, built for each request: the names that exist, and nothing else can be said.

In the strict form that providers enforce: every key required, none added, what may be absent is null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics_cli.interpretation.model.contract import Offer
from metrics_cli.interpretation.model.parts import DATE_PARTS, FILLED, ORDERS
from metrics_cli.query import METRIC_TIME, STATISTICS, Operator

Schema = dict[str, object]

KINDS = ("query", "options", "refusal")
COMPARISONS = ("previous_period", "previous_year", "period")
COMPARED = tuple(o.value for o in (Operator.EQ, Operator.NE, Operator.GT, Operator.GE, Operator.LT, Operator.LE))
BOUNDING = (*COMPARED, Operator.BETWEEN.value)
PARTS = ("metrics", "group_by", "filters", "entity_filters", "period", "compare", "rank", "having", "share", "mean")

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}


def schema_of(offer: Offer, is_follow_up: bool = False) -> Schema:
    """Return the schema of a reply about `offer`; that of a follow-up can also say what it drops."""
    found = _object(
        {
            "kind": _enum(KINDS),
            "queries": {"type": "array", "items": {"type": "array", "items": _part(offer, is_follow_up)}},
            "reason": {"type": ["string", "null"]},
            "missing": _TEXTS,
        }
    )
    return {**found, "$defs": {"name": _enum((*metric_names(offer), *group_names(offer)))}}


def metric_names(offer: Offer) -> tuple[str, ...]:
    """Return the metrics that a reply may name."""
    return tuple(m.name for m in offer.metrics)


def dimension_names(offer: Offer) -> tuple[str, ...]:
    """Return the dimensions that a reply may filter by."""
    return tuple(dict.fromkeys(d.dimension.name for d in offer.dimensions))


def group_names(offer: Offer) -> tuple[str, ...]:
    """Return what a reply may split by: the dimensions, and the metrics' own date."""
    return tuple(dict.fromkeys((METRIC_TIME, *dimension_names(offer))))


def entity_names(offer: Offer) -> tuple[str, ...]:
    """Return the entities among the dimensions."""
    return tuple(d.dimension.name for d in offer.dimensions if d.dimension.type == "entity")


def _part(offer: Offer, is_follow_up: bool) -> Schema:
    """Return the one form of all parts of a query (see parts.py); names are written once and referred to."""
    name: Schema = {"$ref": "#/$defs/name"}
    kinds = [kind for kind in FILLED if is_follow_up or kind != "dropped"]
    return _object(
        {
            "part": _enum(kinds),
            "words": _TEXT,
            "name": _or_null(name),
            "how": _or_null(_enum(ways(offer))),
            "of": {"type": "array", "items": name},
            "values": _TEXTS,
        }
    )


def ways(offer: Offer) -> tuple[str, ...]:
    """Return all that `how` may be: a grain or a part of a date, an operator, an order, a statistic, a comparison."""
    operators = tuple(o.value for o in Operator)
    return tuple(dict.fromkeys((*offer.grains, *DATE_PARTS, *operators, *ORDERS, *STATISTICS, *COMPARISONS)))


def _object(keys: Mapping[str, object]) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": list(keys), "properties": dict(keys)}


def _enum(names: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(names)}


def _or_null(schema: Mapping[str, object]) -> Schema:
    return {"anyOf": [dict(schema), {"type": "null"}]}
