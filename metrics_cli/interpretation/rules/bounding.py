"""Clauses of bounds: more than 3 orders, revenue over 10k, quantity between 2 and 5."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Bound, Clause
from metrics_cli.interpretation.rules.numbers import limit_at
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.wording import Words


def bounds_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'more than 3 orders', 'revenue over 10k', 'quantity between 2 and 5'."""
    for index in {start, *(end for end, _ in match(words.tokens, start, phrases.LINKS))}:
        yield from _bound_before(words, start, index)
        yield from _bound_after(words, start, index)


def _bound_before(words: Words, start: int, index: int) -> Iterator[Clause]:
    limit = limit_at(words.tokens, index)
    if limit is None:
        return
    after = words.skip(limit.end, frozenset({"in", "of", "worth", "total", "different"}))
    bound = Bound(limit.operator, limit.values, limit.unit)
    for end, names in words.names(after, "metric"):
        for name in names:
            content = replace(bound, metric=str(name.key), words=words.text(start, end))
            yield Clause(start, end, "bound", 1.4 + name.cost, content)
            for last, homes in words.homes(end + 1) if words.fold(end) in ("per", "each") else ():
                each = replace(content, per=homes, words=words.text(start, last))
                yield Clause(start, last, "bound", 1.5 + name.cost, each)
    for end, homes in words.homes(after):
        yield Clause(start, end, "bound", 1.6, replace(bound, homes=homes, words=words.text(start, end)))


def _bound_after(words: Words, start: int, index: int) -> Iterator[Clause]:
    place = words.skip(index, frozenset({"the", "their", "our", "a", "an", "total"}))
    for kind in ("metric", "dimension"):
        for end, names in words.names(place, kind):
            after = words.skip(end, frozenset("is are was were of being that has".split()))
            limit = limit_at(words.tokens, after)
            if limit is None:
                continue
            bound = Bound(limit.operator, limit.values, limit.unit, words=words.text(start, limit.end))
            if kind == "dimension":
                homes = tuple((n.key, n.cost) for n in names if isinstance(n.key, Home))
                yield Clause(start, limit.end, "bound", 1.5, replace(bound, homes=homes))
                continue
            for name in names:
                yield Clause(start, limit.end, "bound", 1.4 + name.cost, replace(bound, metric=str(name.key)))
