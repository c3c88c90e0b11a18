"""Metrics by what is said of things: how many accounts left, policies that were cancelled, the cash we collected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.lexicon import SYNONYM, TURNED
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.sayings import MONEY, MONEYS, is_participle, verb_of
from metrics_cli.interpretation.rules.wording import Words

_DID = frozenset("did do does".split())
_BE = frozenset("is are was were be been being got get".split())
_GLUE = _DID | _BE | frozenset("that which who have has had we our they you were already still actually all".split())
# What leads a condition in: visits with cancelled is no way to say that visits were cancelled.
_LEADING = frozenset("with of from in for by at on to where without only".split())
# As likely as a name of the metric, and together no dearer.
WHOLE, SUBJECT, PREDICATE = 0.9, 1.0, 0.2
_LONGEST, _FARTHEST = 3, 14


def predicates_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield metrics that a noun and what is said of it stand for: at once, or as two clauses with others between."""
    nouns = list(_nouns(words, start))
    if not nouns or _is_of_another(words, start):
        return
    index = _past_glue(words, start + 1)
    whole = [(end, name) for noun in nouns for end, name in _said(words, noun, start, index)]
    is_asking = words.fold(start) in ("much", "what")
    for end, name in whole:
        if _is_named(words, start, end):
            continue
        # 'How much' stays by itself: it asks for an amount.
        end += words.fold(end) == "us" and not words.is_name_like(end)
        yield Clause(start + is_asking, end, "metric", WHOLE, name, _assumed(words, start, end, name))
    if whole or is_asking:
        return
    for place in range(start + 2, min(start + _FARTHEST, len(words.tokens))):
        if any(n.cost <= TURNED for _, names in words.names(place, "metric") for n in names):
            return
        if match(words.tokens, place, phrases.NEGATIONS):
            return
        if words.fold(place - 1) in _LEADING:
            continue
        for noun in nouns:
            for end, name in _said(words, noun, start, place):
                yield Clause(start, start + 1, "subject", SUBJECT, (name, place))
                yield Clause(place, end, "predicate", PREDICATE, (name, start))


def _is_named(words: Words, start: int, end: int) -> bool:
    """Tell whether the words are a metric's own name: Units sold is no other's number of units that were sold."""
    return any(last == end and any(n.cost <= SYNONYM for n in names) for last, names in words.names(start, "metric"))


def joined(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses with each noun and what is said of it as one metric. Raises NoReading for one without."""
    ends = {(c.content[0], c.content[1], c.start) for c in clauses if c.kind == "predicate"}
    begun = {(c.content[0], c.start, c.content[1]) for c in clauses if c.kind == "subject"}
    if ends != begun:
        raise NoReading("")
    kept = (c for c in clauses if c.kind != "predicate")
    return tuple(replace(c, kind="metric", content=c.content[0]) if c.kind == "subject" else c for c in kept)


def _nouns(words: Words, start: int) -> Iterator[str]:
    word = words.fold(start)
    if (word == "much" and words.fold(start - 1) == "how") or (word == "what" and words.fold(start + 1) in _DID | _BE):
        yield MONEY
        return
    if word in MONEYS:
        yield MONEY
    yield words.tokens[start].stem


def _is_of_another(words: Words, start: int) -> bool:
    """Tell whether a metric is named before, or a part asked for, so that the noun only says whose it is."""
    before = range(max(start - 8, 0), start)
    named = any(
        end <= start and any(n.cost <= TURNED for n in names) for i in before for end, names in words.names(i, "metric")
    )
    return named or any(match(words.tokens, i, phrases.SHARES) for i in before)


def _past_glue(words: Words, index: int) -> int:
    while words.fold(index) in _GLUE or (words.fold(index - 1) in _DID and _is_anybody(words, index)):
        index += 1
    return index


def _is_anybody(words: Words, index: int) -> bool:
    """Tell whether the word is who does what is said, and no word about which of them: tickets did clients open."""
    here = words.tokens[index : index + 1]
    return any(t.stem in phrases.PERSONAL for t in here) or bool(match(words.tokens, index, phrases.PERSONS))


def _said(words: Words, noun: str, start: int, index: int) -> Iterator[tuple[int, str]]:
    """Yield where what is said of the noun ends, and the metric that says so."""
    for end in range(min(index + _LONGEST, len(words.tokens)), index, -1):
        if any(t.is_parted for t in words.tokens[index + 1 : end]):
            continue
        for form in _forms(words, start, index, end):
            for name in words.lexicon.sayings.get((noun, *form), ()):
                yield end, name


def _forms(words: Words, start: int, index: int, end: int) -> Iterator[tuple[str, ...]]:
    first = words.fold(index)
    rest = tuple(t.stem for t in words.tokens[index + 1 : end])
    is_asked = any(words.fold(i) in _DID for i in range(start, index))
    if is_participle(first) or is_asked:
        yield f"{verb_of(first)}~", *rest
    is_told = words.fold(index - 1) in _BE or any(words.fold(i) in _DID | {"have"} for i in range(start, index))
    if is_told or (rest and index > start + 1):
        yield words.tokens[index].stem, *rest


def _assumed(words: Words, start: int, end: int, name: str) -> tuple[str, ...]:
    label = words.catalog.metrics[name].label
    verbs = {verb_of(w[0]) for found in phrases.WINNING.values() for w, _ in found}
    is_won = any(verb_of(words.fold(i)) in verbs for i in range(start, end))
    return (f"'{words.text(start, end)}' is read as {label}",) if is_won else ()
