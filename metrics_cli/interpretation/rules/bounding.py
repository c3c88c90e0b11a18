"""Clauses of bounds: more than 3 orders, revenue over 10k, quantity between 2 and 5."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Bound, Clause
from metrics_cli.interpretation.rules.measures import is_count
from metrics_cli.interpretation.rules.numbers import Limit, limit_at
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.wording import Words

_RELATIVES = frozenset({"who", "that", "which"})
# A plain number between these may be a year.
_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2100


def bounds_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'more than 3 orders', 'revenue over 10k', 'quantity between 2 and 5'."""
    for index in _linked(words, start):
        yield from _bound_before(words, start, index)
        yield from _bound_after(words, start, index)
    yield from _bound_alone(words, start)
    yield from _taken(words, start)
    yield from _repeated(words, start)


def _linked(words: Words, start: int) -> set[int]:
    """Return where a bound may begin: here, or after what ties it to the thing it is of: with, having, who sold."""
    found = {start, *(end for end, _ in match(words.tokens, start, phrases.LINKS))}
    if words.fold(start) in _RELATIVES:
        found |= {start + 1, *(end for end, _ in match(words.tokens, start + 1, phrases.DONE))}
        verb = words.fold(start + 1)
        found |= {start + 2} if len(verb) > 4 and verb.endswith(("ed", "ing")) else set()
    return found


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
        if not any(_may_be_number(words, home) for home, _ in homes):
            continue
        yield Clause(start, end, "bound", 1.6, replace(bound, homes=homes, words=words.text(start, end)))


def _bound_after(words: Words, start: int, index: int) -> Iterator[Clause]:
    place = words.skip(index, frozenset({"the", "their", "our", "a", "an", "total"}))
    for kind in ("metric", "dimension"):
        for end, names in words.names(place, kind):
            after = words.skip(end, frozenset("is are was were of being that has".split()))
            limit = limit_at(words.tokens, after)
            if limit is None or words.fold(limit.end - 1) == "+":
                # 'Customers 65+' are of that age: 65+ is a value where it stands last.
                continue
            if kind == "metric" and index == start and _are_years(words, limit, after):
                continue
            bound = Bound(limit.operator, limit.values, limit.unit, words=words.text(start, limit.end))
            if kind == "dimension":
                homes = tuple((n.key, n.cost) for n in names if isinstance(n.key, Home))
                if any(_may_be_number(words, home) for home, _ in homes):
                    yield Clause(start, limit.end, "bound", 1.5, replace(bound, homes=homes))
                continue
            for name in names:
                if not (limit.unit == "currency" and is_count(words.catalog.metrics[str(name.key)])):
                    yield Clause(start, limit.end, "bound", 1.4 + name.cost, replace(bound, metric=str(name.key)))


def _are_years(words: Words, limit: Limit, start: int) -> bool:
    """Tell whether the words name years, of which nothing says that they are numbers: claims between 2022 and 2024."""
    is_plain = limit.unit is None and all(_EARLIEST_YEAR <= float(v) <= _LATEST_YEAR for v in limit.values)
    return is_plain and len(limit.values) == 2 and any(n.start == start for n in words.dates.periods)


def _may_be_number(words: Words, home: Home) -> bool:
    return any(d.type == "categorical" for d in words.lexicon.dimensions[home])


def _bound_alone(words: Words, start: int) -> Iterator[Clause]:
    """Yield a bound of whatever the rows tell: only those with more than 15k."""
    for index in {start, *(end for end, _ in match(words.tokens, start, phrases.THOSE))}:
        limit = limit_at(words.tokens, index)
        if limit is None or (index == start and not _is_amount(limit)):
            continue
        after = limit.end + (words.fold(limit.end) == "only")
        content = Bound(limit.operator, limit.values, limit.unit, words=words.text(start, after))
        yield Clause(start, after, "bound", 2.0, content)


def _is_amount(limit: Limit) -> bool:
    """Tell whether the number can't be a year, nor a number of something that is not named."""
    return limit.unit in ("currency", "percent") or min(map(float, limit.values)) > _LATEST_YEAR


def _taken(words: Words, start: int) -> Iterator[Clause]:
    """Yield a bound of what is taken in: stores that sold over $100k, customers who spent more than $500."""
    for index in _linked(words, start):
        for place, name in match(words.tokens, index, phrases.TAKINGS):
            limit = limit_at(words.tokens, place)
            if limit is None or (limit.unit != "currency" and not _is_amount(limit)):
                continue
            spoken = tokenise(name)
            bound = Bound(limit.operator, limit.values, limit.unit, words=words.text(start, limit.end))
            for found in words.lexicon.at(spoken, 0, len(spoken)):
                if found.kind == "metric":
                    yield Clause(start, limit.end, "bound", 2.2, replace(bound, metric=str(found.key)))


def _repeated(words: Words, start: int) -> Iterator[Clause]:
    """Yield a bound of how often something was done: customers who ordered at least twice."""
    for index in _linked(words, start):
        limit = limit_at(words.tokens, index + 1)
        if limit is None or limit.unit != "times":
            continue
        done = tokenise(root(words.fold(index)))
        content = Bound(limit.operator, limit.values, limit.unit, words=words.text(start, limit.end))
        for found in words.lexicon.at(done, 0, len(done)):
            if found.kind == "metric":
                yield Clause(start, limit.end, "bound", 2.0, replace(content, metric=str(found.key)))
