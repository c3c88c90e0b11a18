"""Clauses of conditions on what things are: values with or without their dimension, empty ones."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause, Condition, Emptiness
from metrics_cli.interpretation.rules.partly import partly_named
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.valued import ARTICLES, lists_of, value_lists
from metrics_cli.interpretation.rules.values import Hit
from metrics_cli.interpretation.rules.wording import Words

_COMPARED = frozenset("compare comparing comparison difference contrast".split())
_TAILS = frozenset("recorded set given known assigned listed attached specified entered used".split())


def conditions_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield filters: values with or without their dimension, led in, left out, listed."""
    for index, negated, is_only, lead in _openings(words, start):
        place = words.skip(index, ARTICLES | {"either"})
        if _is_of_all(words, start - 1, place):
            continue
        for end, values in value_lists(words, place):
            yield from _condition(words, start, end, values, negated, is_only, lead)
            place_of = words.skip(end + 1, ARTICLES) if words.fold(end) == "as" else end
            for last, homes in words.homes(place_of):
                kept = _within(values, homes)
                if kept:
                    yield from _condition(words, start, last, kept, negated, is_only, lead, 1.1)
                owned = _owned(words, values, homes)
                if owned:
                    yield from _condition(words, start, last, owned, negated, is_only, lead, 1.4)
            named = partly_named(words, end, values)
            if named:
                yield from _condition(words, start, end + 1, named, negated, is_only, lead, 1.6)
        yield from _named_conditions(words, start, place, negated, is_only)


def _is_of_all(words: Words, first: int, place: int) -> bool:
    """Tell whether 'all stores' names the things, where a value is called store as well."""
    is_all = any(words.fold(i) == "all" for i in range(first, place))
    return is_all and any(not home.model for _, homes in words.homes(place) for home, _ in homes)


def _condition(
    words: Words,
    start: int,
    end: int,
    values: tuple[tuple[Hit, ...], ...],
    negated: bool,
    is_only: bool,
    lead: str,
    cost: float = 1.3,
) -> Iterator[Clause]:
    if words.fold(end) == "only" and not is_only:
        yield from _condition(words, start, end + 1, values, negated, True, lead, cost)
    if lead:
        kept = tuple(tuple(h for h in hits if _is_spoken_of(words, h.home, lead)) for hits in values)
        if not all(kept):
            return
        values = kept
    worst = max(min(h.cost for h in hits) for hits in values)
    condition = Condition(values, negated, is_only, words.text(start, end))
    yield Clause(start, end, "filter", cost + worst + 0.05 * (end - start == 0), condition)


def _is_spoken_of(words: Words, home: Home, participle: str) -> bool:
    dimension = words.lexicon.dimensions[home][0]
    text = " ".join((dimension.name, dimension.label, dimension.description, *dimension.synonyms)).lower()
    return participle[:3] in text


def _openings(words: Words, start: int) -> Iterator[tuple[int, bool, bool, str]]:
    """Yield where the values begin, after what leads them in or leaves them out."""
    yield start, False, False, ""
    if words.fold(start) == "between" and any(words.fold(i) in _COMPARED for i in range(start)):
        yield start + 1, False, False, ""
    only = start + 1 if words.fold(start) in ("only", "just") else start
    if only > start:
        yield only, False, True, ""
    for end, how in match(words.tokens, only, phrases.LEADS):
        if not _says_more(words, only, end):
            participle = words.fold(only) if how == "spoken" else ""
            yield end, False, only > start or words.fold(start) in ("only", "just"), participle
    for end, _ in match(words.tokens, start, phrases.NEGATIONS):
        yield end, True, False, ""
        for after, _ in match(words.tokens, end, phrases.LEADS):
            yield after, True, False, ""


def _says_more(words: Words, start: int, end: int) -> bool:
    """Tell whether what leads to a value is a value or a name itself: 'shipped to' where orders are 'shipped'."""
    is_long = end - start > 1 and words.fold(start).endswith(("ed", "en", "ld"))
    stem = words.tokens[start].stem
    return is_long and (bool(words.values.phrases.get((stem,))) or bool(words.values.booleans.get((stem,))))


def _within(
    values: tuple[tuple[Hit, ...], ...], homes: tuple[tuple[Home, float], ...]
) -> tuple[tuple[Hit, ...], ...] | None:
    allowed = {home for home, _ in homes}
    kept = tuple(tuple(h for h in hits if h.home in allowed) for hits in values)
    return kept if all(kept) else None


def _owned(
    words: Words, values: tuple[tuple[Hit, ...], ...], homes: tuple[tuple[Home, float], ...]
) -> tuple[tuple[Hit, ...], ...] | None:
    """Keep the values of the things named: Google campaigns are those whose platform is Google."""
    things = {home.element for home, _ in homes if not home.model}
    kept = tuple(
        tuple(h for h in hits if things & {d.name.split("__")[-2:][0] for d in words.lexicon.dimensions[h.home]})
        for hits in values
    )
    return kept if things and all(kept) else None


def _named_conditions(words: Words, start: int, place: int, negated: bool, is_only: bool) -> Iterator[Clause]:
    """Yield 'category is Books', 'state of California', 'status other than cancelled', 'campaign is empty'."""
    # 'By category other than Books' splits by what it leaves a value out of.
    is_split = bool(match(words.tokens, start, phrases.SPLITS))
    for end, homes in words.homes(place):
        for after, what in match(words.tokens, end, phrases.IS_EMPTY):
            if not negated:
                content = Emptiness(homes, what == "null", words.text(start, after))
                yield Clause(start, after, "empty", 1.2, content)
        links = [(end, False), *((e, False) for e, _ in match(words.tokens, end, phrases.EQUALS))]
        links += [(e, True) for e, _ in match(words.tokens, end, phrases.IS_NOT)]
        for index, is_not in links:
            if is_not and (negated or is_split):
                continue
            first = words.skip(index, frozenset({"the", "either"}))
            for last, values in lists_of(words, first, homes):
                yield from _condition(words, start, last, values, negated or is_not, is_only, "", 1.1)


def empties_at(words: Words, start: int) -> Iterator[Clause]:
    for after, what in match(words.tokens, start, phrases.LACKS):
        for end, homes in words.homes(after):
            content = Emptiness(homes, what == "null", words.text(start, end), is_had=True)
            yield Clause(start, end, "empty", 1.8, content)
            if words.fold(end) in _TAILS:
                yield Clause(start, end + 1, "empty", 1.8, content)
