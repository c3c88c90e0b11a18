"""Values beside one word of their dimension's name: annual billing, where the billing term is annual."""

from __future__ import annotations

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.values import Hit
from metrics_cli.interpretation.rules.wording import Words

# Shorter words are common to too many names.
_LEAST = 4


def partly_named(words: Words, place: int, values: tuple[tuple[Hit, ...], ...]) -> tuple[tuple[Hit, ...], ...]:
    """Return the values whose dimension is called by the word at `place` among others, nothing where it tells another.

    What names a metric or a dimension outright is that thing itself.
    """
    if place >= len(words.tokens) or words.tokens[place].is_parted or len(words.fold(place)) < _LEAST:
        return ()
    if any(name.cost == 0 for name in words.lexicon.at(words.tokens, place, place + 1)):
        return ()
    said = root(words.tokens[place].stem)
    kept = tuple(tuple(h for h in hits if said in _words_of(words, h.home)) for hits in values)
    return kept if all(kept) else ()


def _words_of(words: Words, home: Home) -> frozenset[str]:
    """Return the roots of the words of a name that has several."""
    texts = (d.label for d in words.lexicon.dimensions.get(home, ()))
    found = (tokenise(text) for text in texts)
    return frozenset(root(t.stem) for tokens in found if len(tokens) > 1 for t in tokens)
