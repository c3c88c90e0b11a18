"""Yes-or-no dimensions in words: who want reminders, signed in vs not."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause, Condition, Thing
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.values import Hit, phrase_of
from metrics_cli.interpretation.rules.wording import Words

_OPPOSED = frozenset("vs versus v or and against /".split())
_NOTS = frozenset("not non without un no".split())
_ARTICLES = frozenset("a an any the".split())
# How many words a flag may be named by.
_LONGEST = 4


def flags_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the conditions 'who want reminders', 'who do not want reminders', and the breakdown 'signed in vs not'."""
    for after, is_not in match(words.tokens, start, phrases.FLAG_LEADS):
        for end, homes in named_flags(words, words.skip(after, _ARTICLES)):
            hits = (tuple(Hit(home, True, 0.1) for home in homes),)
            content = Condition(hits, is_not == "not", False, words.text(start, end))
            yield Clause(start, end, "filter", 1.4, content)
    for index in {start, start + (words.fold(start) == "with")}:
        for end, homes in named_flags(words, words.skip(index, _ARTICLES)):
            for last in _opposed(words, end, homes):
                thing = Thing(tuple((home, 0.0) for home in homes), intro="by", words=words.text(start, last))
                yield Clause(start, last, "group", 2.8, thing)


def named_flags(words: Words, start: int) -> Iterator[tuple[int, tuple[Home, ...]]]:
    """Yield where a run of words from `start` that names yes-or-no dimensions ends, and where these are declared."""
    for end in range(min(start + _LONGEST, len(words.tokens)), start, -1):
        phrase = phrase_of(words.tokens[start:end])
        found = words.values.booleans.get(phrase) or words.values.booleans.get(tuple(map(root, phrase)))
        if found and not any(words.tokens[i].is_parted for i in range(start + 1, end)):
            yield end, tuple(found)


def _opposed(words: Words, end: int, homes: tuple[Home, ...]) -> Iterator[int]:
    """Yield where 'vs not', 'vs non-members', 'or not signed in' after a flag ends."""
    if words.fold(end) not in _OPPOSED:
        return
    place = words.skip(end + 1, _ARTICLES)
    if words.fold(place) not in _NOTS:
        return
    after = words.skip(place + 1, _ARTICLES)
    again = [last for last, others in named_flags(words, after) if set(others) & set(homes)]
    if again:
        yield again[0]
    elif words.fold(place) == "not":
        yield place + 1


def unlike_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'unverified' where 'verified' is a yes-or-no dimension, 'with a photo' and 'with no photo'."""
    token = words.tokens[start]
    if token.fold.startswith("un") and token.stem not in words.known:
        rest = phrase_of(tokenise(token.fold[2:]))
        homes = words.values.booleans.get(rest) or words.values.booleans.get(tuple(map(root, rest)))
        if homes:
            yield _condition(words, start, start + 1, tuple(homes), is_not=True)
    if token.fold == "with":
        is_not = words.fold(start + 1) in ("no", "out")
        for end, found in named_flags(words, words.skip(start + 1 + is_not, _ARTICLES)):
            yield _condition(words, start, end, found, is_not)


def _condition(words: Words, start: int, end: int, homes: tuple[Home, ...], is_not: bool) -> Clause:
    hits = (tuple(Hit(home, True, 0.1) for home in homes),)
    return Clause(start, end, "filter", 1.4, Condition(hits, is_not, False, words.text(start, end)))
