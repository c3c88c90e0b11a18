"""From the text of a reply to a proposal: one JSON object of the schema, whatever stands around it, or none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from json import JSONDecodeError
from typing import Any, NoReturn, TypeVar

from metrics_cli.interpretation.model.contract import (
    Clarification,
    Declined,
    Offer,
    Proposal,
    ProposedQuery,
    ReplyInvalid,
    SaidComparison,
    SaidDropped,
    SaidEntityFilter,
    SaidFilter,
    SaidGroup,
    SaidHaving,
    SaidMean,
    SaidMetric,
    SaidPeriod,
    SaidRank,
    SaidShare,
)
from metrics_cli.interpretation.model.parts import unfolded
from metrics_cli.interpretation.model.schema import (
    BOUNDING,
    COMPARED,
    COMPARISONS,
    KINDS,
    PARTS,
    dimension_names,
    entity_names,
    group_names,
    metric_names,
)
from metrics_cli.query import DATE_PARTS, STATISTICS, Operator

# A reply is a few hundred characters; what is much longer is no reply.
LONGEST = 20_000
MOST_LISTED = 20
_THOUGHTS = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)

T = TypeVar("T")


def read_reply(text: str, offer: Offer) -> Proposal:
    """Return what a reply proposes. Raises ReplyInvalid with what is wrong, in a line that the model can act on."""
    body = _Body(_spelt_out(_found(text)), "the reply")
    kind = body.one_of("kind", KINDS, "query")
    queries = tuple(_query(q, offer) for q in body.objects("queries"))
    reason, missing = body.text_or_none("reason"), body.texts("missing")
    body.close()
    if kind == "refusal":
        return Declined(reason or "", missing)
    if not queries:
        raise ReplyInvalid(f"`kind` is {kind} and `queries` is empty")
    if kind == "query" and len(queries) > 1:
        raise ReplyInvalid("`kind` is query and there are several in `queries`; for a choice write options")
    return queries[0] if kind == "query" else Clarification(reason or "", queries)


def _spelt_out(body: dict[str, Any]) -> dict[str, Any]:
    """Return the reply with each list of parts as a query that has a key for each kind of part."""
    queries = body.get("queries")
    if not isinstance(queries, list):
        return body
    if queries and all(isinstance(q, dict) and "part" in q for q in queries):
        # One query alone is often written without its own brackets.
        queries = [queries]
    named = ((f"`queries`[{place}]", query) for place, query in enumerate(queries))
    return {**body, "queries": [unfolded(q, where) if isinstance(q, list) else q for where, q in named]}


def _query(body: _Body, offer: Offer) -> ProposedQuery:
    metrics, dimensions = metric_names(offer), dimension_names(offer)
    groups, entities = group_names(offer), entity_names(offer)
    period, compare, rank = body.part("period"), body.part("compare"), body.part("rank")
    share, mean = body.part("share"), body.part("mean")
    found = ProposedQuery(
        metrics=tuple(_closed(b, SaidMetric(b.words, b.one_of("name", metrics))) for b in body.objects("metrics")),
        group_by=tuple(_group(b, groups, offer) for b in body.objects("group_by")),
        filters=tuple(_filter(b, (*dimensions, *groups)) for b in body.objects("filters")),
        entity_filters=tuple(_entity_filter(b, metrics, entities) for b in body.objects("entity_filters")),
        period=_closed(period, SaidPeriod(period.words, period.text("expression"))) if period else None,
        compare=_comparison(compare) if compare else None,
        rank=_rank(rank, metrics, groups) if rank else None,
        having=tuple(_having(b, metrics) for b in body.objects("having")),
        share=_closed(share, SaidShare(share.words, share.names("within", groups))) if share else None,
        mean=_mean(mean, groups, offer) if mean else None,
        dropped=tuple(_dropped(b) for b in body.objects("dropped")),
        ignored=body.texts("ignored"),
    )
    if not found.metrics:
        raise ReplyInvalid("a query has no metrics; where none is meant write kind refusal")
    return _closed(body, found)


def _group(body: _Body, names: Sequence[str], offer: Offer) -> SaidGroup:
    grain, part = body.one_of_or_none("grain", offer.grains), body.one_of_or_none("date_part", DATE_PARTS)
    if grain and part:
        raise ReplyInvalid(f"{body.where} has both a grain and a date_part; keep one")
    return _closed(body, SaidGroup(body.words, body.one_of("name", names), grain, part))


def _filter(body: _Body, names: Sequence[str]) -> SaidFilter:
    operator = body.one_of("operator", [o.value for o in Operator])
    values, count = body.texts("values"), {"is_null": 0, "not_null": 0, "between": 2}.get(operator)
    is_list = operator in ("in", "not_in")
    if (is_list and not values) or (not is_list and len(values) != (1 if count is None else count)):
        raise ReplyInvalid(f"{body.where}: {operator} takes another number of values than {len(values)}")
    return _closed(body, SaidFilter(body.words, body.one_of("dimension", names), operator, values))


def _entity_filter(body: _Body, metrics: Sequence[str], entities: Sequence[str]) -> SaidEntityFilter:
    metric, entity = body.one_of("metric", metrics), body.one_of("entity", entities)
    operator, value = body.one_of("operator", COMPARED), body.text("value")
    return _closed(body, SaidEntityFilter(body.words, metric, entity, operator, value))


def _comparison(body: _Body) -> SaidComparison:
    kind, expression = body.one_of("kind", COMPARISONS), body.text_or_none("expression")
    if (kind == "period") != bool(expression):
        raise ReplyInvalid(f"{body.where}: kind period needs an expression, the others take none")
    return _closed(body, SaidComparison(body.words, kind, expression))


def _rank(body: _Body, metrics: Sequence[str], groups: Sequence[str]) -> SaidRank:
    by, descending, limit = body.one_of("by", metrics), body.flag("descending"), body.count_or_none("limit")
    return _closed(body, SaidRank(body.words, by, descending, limit, body.names("within", groups)))


def _having(body: _Body, metrics: Sequence[str]) -> SaidHaving:
    operator, values = body.one_of("operator", BOUNDING), body.texts("values")
    if len(values) != (2 if operator == "between" else 1):
        raise ReplyInvalid(f"{body.where}: {operator} takes another number of values than {len(values)}")
    return _closed(body, SaidHaving(body.words, body.one_of("metric", metrics), operator, values))


def _mean(body: _Body, groups: Sequence[str], offer: Offer) -> SaidMean:
    over, grain = body.one_of("over", groups), body.one_of_or_none("grain", offer.grains)
    return _closed(body, SaidMean(body.words, over, grain, body.one_of("statistic", STATISTICS, "mean")))


def _dropped(body: _Body) -> SaidDropped:
    return _closed(body, SaidDropped(body.words, body.one_of("part", PARTS), body.text_or_none("name")))


def _closed(body: _Body, found: T) -> T:
    body.close()
    return found


class _Body:
    """An object of the reply, its keys taken one by one; `where` says which it is."""

    def __init__(self, keys: Mapping[str, Any], where: str) -> None:
        self._left = dict(keys)
        self.where = where
        self.words = self.text("words") if "words" in keys else ""

    def close(self) -> None:
        """Raise ReplyInvalid when a key is left."""
        if self._left:
            raise ReplyInvalid(f"{self.where} has keys that the schema has not: {_shown(', '.join(self._left))}")

    def text(self, key: str) -> str:
        found = self._left.pop(key, None)
        return found if isinstance(found, str) else self._wrong(key, "a text")

    def text_or_none(self, key: str) -> str | None:
        found = self._left.pop(key, None)
        return found if found is None or isinstance(found, str) else self._wrong(key, "a text or null")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list; a number or a flag among them is one as it is written."""
        found = [json.dumps(v) if isinstance(v, bool | int | float) else v for v in self._list(key)]
        return tuple(found) if all(isinstance(v, str) for v in found) else self._wrong(key, "a list of texts")

    def names(self, key: str, known: Sequence[str]) -> tuple[str, ...]:
        found = self.texts(key)
        for name in found:
            self._check(key, name, known)
        return found

    def flag(self, key: str) -> bool:
        found = self._left.pop(key, None)
        return found if isinstance(found, bool) else self._wrong(key, "true or false")

    def count_or_none(self, key: str) -> int | None:
        found = self._left.pop(key, None)
        if found is None or (isinstance(found, int) and not isinstance(found, bool) and 1 <= found <= 1000):
            return found
        self._wrong(key, "a whole number from 1 to 1000, or null")

    def one_of(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        if default is not None and key not in self._left:
            return default
        return self._check(key, self.text(key), known)

    def one_of_or_none(self, key: str, known: Sequence[str]) -> str | None:
        found = self.text_or_none(key)
        return None if found is None else self._check(key, found, known)

    def part(self, key: str) -> _Body | None:
        found = self._left.pop(key, None)
        if found is None:
            return None
        return _Body(found, f"`{key}`") if isinstance(found, dict) else self._wrong(key, "an object or null")

    def objects(self, key: str) -> tuple[_Body, ...]:
        found = self._list(key)
        if not all(isinstance(v, dict) for v in found):
            self._wrong(key, "a list of objects")
        return tuple(_Body(v, f"`{key}`[{place}]") for place, v in enumerate(found))

    def _list(self, key: str) -> list[Any]:
        found = self._left.pop(key, None)
        if found is None:
            return []
        if not isinstance(found, list) or len(found) > MOST_LISTED:
            self._wrong(key, f"a list of at most {MOST_LISTED}")
        return list(found)

    def _check(self, key: str, name: str, known: Sequence[str]) -> str:
        if name not in known:
            raise ReplyInvalid(f"{self.where}.{key}: {_shown(name)} is not one of the names offered")
        return name

    def _wrong(self, key: str, wanted: str) -> NoReturn:
        raise ReplyInvalid(f"{self.where}.{key} must be {wanted}")


def _shown(text: str) -> str:
    """Return a name that a reply made up, fit for one line."""
    return repr(" ".join(text.split())[:60])


def _found(text: str) -> dict[str, Any]:
    """Return the one object of the reply that stands in `text`, prose and fences around it or not."""
    if len(text) > LONGEST:
        raise ReplyInvalid("the reply is too long; write one JSON object and nothing else")
    found: list[dict[str, Any]] = []
    rest = _THOUGHTS.sub(" ", text)
    begun = False
    while (start := rest.find("{")) >= 0:
        body, rest = _decoded(rest[start:])
        begun = begun or body is None
        found += [body] if body is not None and _is_reply(body) and body not in found else []
    if len(found) > 1:
        raise ReplyInvalid("the reply holds several different JSON objects; write one")
    if found:
        return found[0]
    raise ReplyInvalid("the JSON is cut short or broken" if begun else "there is no JSON object of the schema in it")


def _is_reply(body: Mapping[str, Any]) -> bool:
    return "queries" in body or body.get("kind") == "refusal"


def _decoded(text: str) -> tuple[dict[str, Any] | None, str]:
    """Return the object that `text` begins with and what stands after it; without one, what follows the brace."""
    try:
        body, end = _DECODER.raw_decode(text)
        # What no text of ours may hold, half a character for one, is found where it is written down again.
        json.dumps(body, ensure_ascii=False).encode()
        return body, text[end:]
    except (ValueError, RecursionError, _Twice):
        return None, text[1:]


class _Twice(Exception):
    """A key stands twice in an object: which of the two is meant is not known."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise _Twice
    return dict(pairs)


def _constant(name: str) -> NoReturn:
    raise JSONDecodeError(f"{name} is no JSON", name, 0)


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)
