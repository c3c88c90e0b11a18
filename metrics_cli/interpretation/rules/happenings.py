"""What happens on the days that a layer keeps: a ticket that is solved has a day of resolution."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from metrics_cli.catalog import Dimension
from metrics_cli.interpretation.rules.phrases import EVENTS
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.sayings import DATE_WORDS
from metrics_cli.interpretation.rules.tokens import Token, tokenise

# What may lead in what happened: policies that were cancelled.
AUXILIARIES = frozenset("that which who were was are is have has had been got get being".split())


def is_day_of(date: Dimension, names: Iterable[str]) -> bool:
    """Tell whether the date is called by one of these roots: that of 'solved' is the day of resolution's name."""
    if date.type != "time":
        return False
    element = date.home.element if date.home else date.name
    events = [_event(text) for text in (element, date.label, *date.synonyms)]
    return any(event == {name} for event in events for name in names)


def called(word: Token) -> frozenset[str]:
    """Return the roots of what the day may be called on which happens what the word says."""
    return _callings().get(root(word.stem), frozenset())


@cache
def _callings() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for phrases in EVENTS.values():
        for words, name in phrases:
            found.setdefault(root(tokenise(words[-1])[0].stem), set()).add(root(tokenise(name)[0].stem))
    return {said: frozenset(names) for said, names in found.items()}


def _event(text: str) -> set[str]:
    return {root(t.stem) for t in tokenise(text.replace("_", " ")) if t.fold not in DATE_WORDS}
