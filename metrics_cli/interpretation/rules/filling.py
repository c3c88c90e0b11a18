"""Words that carry no meaning where they stand, and words that only say again what another says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import FILLER_PHRASES, LONGEST, OPENERS, SHORTEST

_TIMES_OF_DAY = frozenset("morning afternoon evening".split())


def fillers_of(words: Words) -> Iterator[Clause]:
    """Yield the words without content, where they have none; 'who' has none before a ranking."""
    if words.fold(0) == "who":
        yield Clause(0, 1, "who", 0.1)
    is_opening = True
    spans = [(i, i + len(p)) for i in range(len(words.tokens)) for p in FILLER_PHRASES if _stands(words.tokens, i, p)]
    spans += [(i, end) for i in range(len(words.tokens)) for end, _ in match(words.tokens, i, phrases.FILLERS)]
    spans += _preamble(words)
    spans += _greeting(words)
    spans = [span for span in spans if all_or_one(words, span[1]) != span]
    yield from (Clause(start, end, "filler", 0.05) for start, end in spans)
    opened = 0
    for index, token in enumerate(words.tokens):
        plain = words.is_plain(index) or (is_opening and token.fold in OPENERS)
        if plain:
            yield Clause(index, index + 1, "filler", 0.05)
        opened = max([opened, *(end for start, end in spans if start <= opened)])
        is_opening = is_opening and (plain or index < opened)


def _preamble(words: Words) -> list[tuple[int, int]]:
    """Return the words before the question that say what it is for: I'm preparing slides and need …"""
    start = 0
    while start < len(words.tokens) and any(end > start for end, _ in match(words.tokens, start, phrases.GREETINGS)):
        start = match(words.tokens, start, phrases.GREETINGS)[0][0]
    opened = match(words.tokens, start, phrases.PREAMBLES)
    if not opened:
        return []
    for index in range(opened[0][0], min(opened[0][0] + 7, len(words.tokens))):
        if words.fold(index) == "and" or (words.tokens[index].is_parted and index > opened[0][0]):
            return [(start, index + (words.fold(index) == "and"))]
    return []


def _greeting(words: Words) -> list[tuple[int, int]]:
    """Return 'morning' as a greeting: at the very beginning, and a stop after it; elsewhere it is a time of day."""
    is_greeting = words.fold(0) in _TIMES_OF_DAY and len(words.tokens) > 1 and words.tokens[1].is_parted
    return [(0, 1)] if is_greeting else []


def all_or_one(words: Words, end: int) -> tuple[int, int] | None:
    """Return the words up to `end` that may mean all there is, or a value of the data: for the team, a Team plan."""
    for start in range(max(end - 4, 0), end):
        if words.fold(start) == "for" and not words.is_plain(end - 1) and _is_phrase(words.tokens, start, end):
            named = any(words.values.at(words.tokens, at, end) for at in range(start + 1, end))
            return (start, end) if named else None
    return None


def _is_phrase(tokens: Sequence[Token], start: int, end: int) -> bool:
    spoken = any(start + len(p) == end and _stands(tokens, start, p) for p in FILLER_PHRASES)
    return spoken or any(e == end for e, _ in match(tokens, start, phrases.FILLERS))


def _stands(tokens: Sequence[Token], start: int, phrase: tuple[str, ...]) -> bool:
    return tuple(t.fold for t in tokens[start : start + len(phrase)]) == phrase


def echoes_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield a verb that only says again what the metric is: units … that were sold; written premium … did we write."""
    word = words.fold(start)
    is_aim = words.fold(start - 1) == "to" and any(words.fold(i) in LONGEST | SHORTEST for i in range(start))
    is_verb = is_aim or match(words.tokens, start, phrases.DONE) or match(words.tokens, start, phrases.DOING)
    if (word.endswith("ed") and len(word) > 4) or is_verb:
        yield Clause(start, start + 1, "echo", 0.6, words.tokens[start].stem)
    for end, _ in match(words.tokens, start, phrases.LIGHT):
        yield Clause(start, end, "light", 0.6)
