"""The JSON schema of a reply, built for each request: the names that exist, and nothing else can be said.

In the strict form that providers enforce: every key required, none added, what may be absent is null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics_cli.interpretation.model.contract import Offer
from metrics_cli.query import DATE_PARTS, METRIC_TIME, STATISTICS, Operator

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
            "queries": {"type": "array", "items": _query(is_follow_up)},
            "reason": _or_null(_TEXT),
            "missing": _TEXTS,
        }
    )
    return {**found, "$defs": _names(offer)}


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


def _names(offer: Offer) -> Schema:
    """Return the names that the schema refers to from several places, each written once."""
    return {
        "metric": _enum(metric_names(offer)),
        "dimension": _enum(group_names(offer)),
        "grain": _or_null(_enum(offer.grains)) if offer.grains else {"type": "null"},
    }


def _query(is_follow_up: bool) -> Schema:
    parts = {
        "metrics": _list({"name": _ref("metric")}),
        "group_by": _list(
            {"name": _ref("dimension"), "grain": _ref("grain"), "date_part": _or_null(_enum(DATE_PARTS))}
        ),
        "filters": _list(
            {"dimension": _ref("dimension"), "operator": _enum([o.value for o in Operator]), "values": _TEXTS}
        ),
        "entity_filters": _list(
            {"metric": _ref("metric"), "entity": _ref("dimension"), "operator": _enum(COMPARED), "value": _TEXT}
        ),
        "period": _or_null(_part({"expression": _TEXT})),
        "compare": _or_null(_part({"kind": _enum(COMPARISONS), "expression": _or_null(_TEXT)})),
        "rank": _or_null(
            _part(
                {
                    "by": _ref("metric"),
                    "descending": {"type": "boolean"},
                    "limit": {"type": ["integer", "null"]},
                    "within": _refs("dimension"),
                }
            )
        ),
        "having": _list({"metric": _ref("metric"), "operator": _enum(BOUNDING), "values": _TEXTS}),
        "share": _or_null(_part({"within": _refs("dimension")})),
        "mean": _or_null(_part({"over": _ref("dimension"), "grain": _ref("grain"), "statistic": _enum(STATISTICS)})),
        "ignored": _TEXTS,
    }
    if is_follow_up:
        parts["dropped"] = _list({"part": _enum(PARTS), "name": _or_null(_TEXT)})
    return _object(parts)


def _part(keys: Mapping[str, object]) -> Schema:
    """Return a part of a query: its keys, and the words of the question that it rests on."""
    return _object({"words": _TEXT, **keys})


def _list(keys: Mapping[str, object]) -> Schema:
    return {"type": "array", "items": _part(keys)}


def _object(keys: Mapping[str, object]) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": list(keys), "properties": dict(keys)}


def _enum(names: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(names)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _refs(name: str) -> Schema:
    return {"type": "array", "items": _ref(name)}


def _or_null(schema: Mapping[str, object]) -> Schema:
    return {"anyOf": [dict(schema), {"type": "null"}]}
