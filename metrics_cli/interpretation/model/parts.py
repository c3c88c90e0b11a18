"""A query as a reply writes it: a list of parts of one form, so that the schema is short and nothing empty is written.

The form of each part spelt out in the schema, with all that may be absent, took 950 tokens before a single name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from metrics_cli.interpretation.model.contract import ReplyInvalid

# The keys that a part may fill beside `words`; the others stay null or empty.
FILLED: dict[str, frozenset[str]] = {
    "metric": frozenset({"name"}),
    "group_by": frozenset({"name", "how"}),
    "filter": frozenset({"name", "how", "values"}),
    "per": frozenset({"name", "how", "of", "values"}),
    "period": frozenset({"values"}),
    "compare": frozenset({"how", "values"}),
    "rank": frozenset({"name", "how", "of", "values"}),
    "having": frozenset({"name", "how", "values"}),
    "share": frozenset({"of"}),
    "mean": frozenset({"name", "how", "values"}),
    "ignored": frozenset(),
    "dropped": frozenset({"name", "values"}),
}
ORDERS = ("desc", "asc")
# Parts of dates by names that no grain has.
DATE_PARTS = {
    "dow": "dow",
    "doy": "doy",
    "day_of_month": "day",
    "month_of_year": "month",
    "quarter_of_year": "quarter",
}
_KEYS = frozenset({"part", "words", "name", "how", "of", "values"})
_LISTS = {"metric": "metrics", "filter": "filters", "per": "entity_filters"}


def unfolded(parts: Sequence[Any], where: str) -> dict[str, Any]:
    """Return a query with a key for each kind of part. Raises ReplyInvalid for parts that can't be."""
    found: dict[str, Any] = {}
    for place, part in enumerate(parts):
        at = f"{where}[{place}]"
        kind = _checked(part, at)
        key, body = _LISTS.get(kind, kind), _BODIES[kind](part, at)
        if key in ("period", "compare", "rank", "share", "mean"):
            if key in found:
                raise ReplyInvalid(f"{at} is a second {key}; a query has one")
            found[key] = body
        else:
            found.setdefault(key, []).append(body)
    return found


def _checked(part: Any, at: str) -> str:
    """Return what kind of part it is."""
    if not isinstance(part, dict):
        raise ReplyInvalid(f"{at} must be an object")
    kind = part.get("part")
    if not isinstance(kind, str) or kind not in FILLED:
        raise ReplyInvalid(f"{at}.part must be one of {', '.join(FILLED)}")
    unknown = sorted(str(key)[:40] for key in set(part) - _KEYS)
    if unknown:
        raise ReplyInvalid(f"{at} has keys that the schema has not: {unknown[0]!r}")
    for key in ("name", "how", "of", "values"):
        if part.get(key) and key not in FILLED[kind]:
            raise ReplyInvalid(f"{at}: a {kind} takes no `{key}`; leave it empty")
    for key in ("of", "values"):
        if not isinstance(part.get(key) or [], list):
            raise ReplyInvalid(f"{at}.{key} must be a list")
    return kind


def _only(part: Mapping[str, Any], key: str, at: str) -> Any:
    """Return the one entry of a list, None when it is empty."""
    found = part.get(key) or []
    if len(found) > 1:
        raise ReplyInvalid(f"{at}.{key} takes one entry")
    return found[0] if found else None


def _words(part: Mapping[str, Any]) -> dict[str, Any]:
    return {"words": part["words"]} if "words" in part else {}


def _metric(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    return {**_words(part), "name": part.get("name")}


def _group(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    how = part.get("how")
    date_part = DATE_PARTS.get(how) if isinstance(how, str) else None
    return {**_words(part), "name": part.get("name"), "grain": None if date_part else how, "date_part": date_part}


def _filter(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    condition = {"operator": part.get("how"), "values": part.get("values") or []}
    return {**_words(part), "dimension": part.get("name"), **condition}


def _having(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    condition = {"operator": part.get("how"), "values": part.get("values") or []}
    return {**_words(part), "metric": part.get("name"), **condition}


def _per(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    value = _only(part, "values", at)
    told = {"entity": _only(part, "of", at), "operator": part.get("how"), "value": _text(value)}
    return {**_words(part), "metric": part.get("name"), **told}


def _text(value: Any) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def _period(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    return {**_words(part), "expression": _text(_only(part, "values", at))}


def _compare(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    return {**_words(part), "kind": part.get("how"), "expression": _text(_only(part, "values", at))}


def _rank(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    if part.get("how") not in ORDERS:
        raise ReplyInvalid(f"{at}: a rank is desc or asc")
    limit = _only(part, "values", at)
    limit = int(limit) if isinstance(limit, str) and limit.isascii() and limit.isdecimal() else limit
    order = {"descending": part["how"] == "desc", "limit": limit, "within": part.get("of") or []}
    return {**_words(part), "by": part.get("name"), **order}


def _share(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    return {**_words(part), "within": part.get("of") or []}


def _mean(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    told = {"grain": _only(part, "values", at), "statistic": part.get("how")}
    return {**_words(part), "over": part.get("name"), **told}


def _ignored(part: Mapping[str, Any], at: str) -> Any:
    return part.get("words")


def _dropped(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    return {**_words(part), "part": _only(part, "values", at), "name": part.get("name")}


_BODIES = {
    "metric": _metric,
    "group_by": _group,
    "filter": _filter,
    "per": _per,
    "period": _period,
    "compare": _compare,
    "rank": _rank,
    "having": _having,
    "share": _share,
    "mean": _mean,
    "ignored": _ignored,
    "dropped": _dropped,
}
