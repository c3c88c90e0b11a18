"""What is taken in, told by a verb: top members by spend, how much did the cakes bring in."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.lexicon import Name
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.wording import Words

_LEADS = frozenset("by total on in of their".split())
_DID = frozenset("did do does have has".split())


def spending_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield what is taken in for 'spend' behind persons and 'by', dearer where a metric goes by that word."""
    name = phrases.SPENDINGS.get(words.fold(start))
    if name is None or words.fold(start - 1) not in _LEADS:
        return
    if not any(words.tokens[i].stem in phrases.PERSONAL for i in range(start)):
        return
    # What the layer itself calls spend goes before, where it can be asked by these persons.
    named = 0.5 * any(words.names(start, "metric"))
    for found in _taken(words, name):
        yield _read_as(words, start, start + 1, found, 1.3 + named + found.cost)


def takings_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield what is taken in for 'bring in' behind 'how much did', where the layer has no other name for that."""
    asked = [
        end for place in range(start) for end, how in match(words.tokens, place, phrases.COUNTS) if how == "amount"
    ]
    if not any(words.fold(end) in _DID for end in asked):
        return
    for end, name in match(words.tokens, start, phrases.TAKINGS):
        keys = {n.key for n in words.lexicon.at(words.tokens, start, end)}
        for found in _taken(words, name):
            if keys == {found.key}:
                yield _read_as(words, start, end, found, 1.2)


def _taken(words: Words, name: str) -> Iterator[Name]:
    spoken = tokenise(name)
    yield from (found for found in words.lexicon.at(spoken, 0, len(spoken)) if found.kind == "metric")


def _read_as(words: Words, start: int, end: int, found: Name, cost: float) -> Clause:
    label = words.catalog.metrics[str(found.key)].label
    return Clause(start, end, "metric", cost, str(found.key), (f"'{words.text(start, end)}' is read as {label}",))
