"""Runs of words that name values of the data: with typos, in lists, in the way of their dimension."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules.values import Hit, phrase_of
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import ASKING, FILLERS, GRAINS, NEVER_BARE, OPENERS

# What ties the values of a list.
_TIES = frozenset(("and", "or", "&", "nor", "+", "/"))
ARTICLES = frozenset("the our a an all their its my your".split())


def value_lists(words: Words, start: int) -> Iterator[tuple[int, tuple[tuple[Hit, ...], ...]]]:
    for end, hits in _values(words, start):
        yield from _continued(words, end, (hits,))


def _continued(
    words: Words, end: int, values: tuple[tuple[Hit, ...], ...]
) -> Iterator[tuple[int, tuple[tuple[Hit, ...], ...]]]:
    """Yield the list so far and every longer one: Books, Toys and Sports."""
    yield end, values
    index = end
    if words.fold(index) in _TIES and not words.is_name_like(index):
        index += 1
    elif index >= len(words.tokens) or not words.tokens[index].is_parted:
        return
    if index < len(words.tokens) and not words.is_name_like(index):
        index = words.skip(index, ARTICLES | {"and", "or", "in", "from", "for", "with"})
    for after, hits in list(_values(words, index))[:2]:
        shared = {h.home for some in values for h in some} & {h.home for h in hits}
        if shared:
            yield from _continued(words, after, (*values, hits))


def _values(words: Words, start: int) -> list[tuple[int, tuple[Hit, ...]]]:
    """Return the values that words from `start` on name, the longest first."""
    if start not in words.hits:
        words.hits[start] = list(_values_at(words, start))
    return words.hits[start]


def _values_at(words: Words, start: int) -> Iterator[tuple[int, tuple[Hit, ...]]]:
    count = len(words.tokens)
    for end in range(min(start + max(words.values.longest, 1) + 1, count), start, -1):
        is_parted = any(words.tokens[i].is_parted for i in range(start + 1, end))
        hits = words.values.at(words.tokens, start, end)
        if is_parted:
            # Only a value with a comma of its own reaches across one: ear, nose and throat.
            hits = tuple(h for h in hits if "," in str(h.value))
        flags = () if is_parted else words.values.booleans.get(phrase_of(words.tokens[start:end]), ())
        hits += tuple(Hit(home, True, 0.1) for home in flags)
        if hits and not (end == start + 1 and _is_language(words, start)):
            yield end, hits
    strange = _strange(words, start)
    for end in range(min(start + 3, strange), start, -1):
        near = words.values.near(words.tokens[start:end])
        if near:
            yield end, near
            return


def _strange(words: Words, start: int) -> int:
    """Return the end of the run of words from `start` on that nothing else knows."""
    end = start
    while end < len(words.tokens):
        token = words.tokens[end]
        is_word = token.fold.isalpha() and len(token.fold) > 3
        if not is_word or token.stem in words.known or token.fold in FILLERS | OPENERS | ASKING | GRAINS:
            break
        end += 1
    return end


def _is_language(words: Words, index: int) -> bool:
    """Tell whether a word is of the language rather than of the data: 'in' is Indiana only as IN."""
    token = words.tokens[index]
    is_common = token.fold in FILLERS | OPENERS | NEVER_BARE | GRAINS or len(token.fold) == 1
    return is_common and not words.is_name_like(index)


def lists_of(
    words: Words, start: int, homes: tuple[tuple[Home, float], ...]
) -> Iterator[tuple[int, tuple[tuple[Hit, ...], ...]]]:
    """Yield lists of values of these dimensions; here a word of the language may be one, and so may a number."""
    for end, hits in _of_homes(words, start, homes):
        yield end, (hits,)
        values: tuple[tuple[Hit, ...], ...] = (hits,)
        last = end
        while words.fold(last) in _TIES or (last < len(words.tokens) and words.tokens[last].is_parted):
            index = last + 1 if words.fold(last) in _TIES else last
            if words.fold(index) in ("and", "or"):
                index += 1
            more = next(iter(_of_homes(words, index, homes)), None)
            if more is None:
                break
            last, values = more[0], (*values, more[1])
            yield last, values


def _of_homes(words: Words, start: int, homes: tuple[tuple[Home, float], ...]) -> Iterator[tuple[int, tuple[Hit, ...]]]:
    allowed = {home for home, _ in homes}
    for end in range(min(start + max(words.values.longest, 1) + 1, len(words.tokens)), start, -1):
        hits = tuple(h for h in words.values.at(words.tokens, start, end) if h.home in allowed)
        if any(words.tokens[i].is_parted for i in range(start + 1, end)):
            hits = tuple(h for h in hits if "," in str(h.value))
        text = words.text(start, end).lower()
        if not hits:
            hits = tuple(
                Hit(home, value, 0.0)
                for home in allowed
                for value in (words.values.written(home, text) if len(text) < 40 else ())
            )
        if hits:
            yield end, hits
    strange = _strange(words, start)
    for end in range(min(start + 3, strange), start, -1):
        near = words.values.near(words.tokens[start:end], allowed)
        if near:
            yield end, near
            return
