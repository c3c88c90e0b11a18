"""Metrics whose names are like the words of a question: it only ever suggests, it never decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.rules.lexicon import Lexicon
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.interpretation.rules.words import ASKING, FILLERS, OPENERS, RANKS

MOST_ALIKE = 6
# Of so many, the most alike, it is looked at what they join to: to ask that of thousands takes seconds.
_LOOKED_AT = 200
_NO_NAMES = FILLERS | OPENERS | RANKS | ASKING
# Words that are less alike than this share letters, and no meaning.
_ALIKE = 80.0


def sounding_like(tokens: Sequence[Token], mentioned: Sequence[str], catalog: Catalog, lexicon: Lexicon) -> list[str]:
    """Return the metrics that the words may be about: those that join to what is mentioned go before."""
    words = [t.stem for t in tokens if t.fold not in _NO_NAMES and len(t.stem) > 2]
    if not words:
        return sorted(catalog.metrics, key=lambda name: (not catalog.metrics[name].questions, name))[:MOST_ALIKE]
    alike = _likeness(words, lexicon)
    nearest = sorted(alike, key=lambda name: (-alike[name], name))[:_LOOKED_AT]
    # Of metrics that are as like, those that others are made of are the usual ones.
    made = Counter(part for name in nearest for part in catalog.metrics[name].inputs)

    def is_joined(name: str) -> bool:
        return any(dimension in mentioned for dimension in catalog.joins.get(name, ()))

    ranked = sorted(nearest, key=lambda name: (-alike[name], -made[name], name))
    return (sorted(ranked, key=lambda name: not is_joined(name)) if mentioned else ranked)[:MOST_ALIKE]


def _likeness(words: Sequence[str], lexicon: Lexicon) -> dict[str, float]:
    """Return how alike each metric is: for each word, the nearest of those that it is called."""
    from rapidfuzz import fuzz

    @cache
    def ratios(known: str) -> tuple[float, ...]:
        return tuple(fuzz.ratio(word, known) for word in words)

    return {
        metric: sum(r for r in map(max, zip(*map(ratios, theirs), strict=True)) if r >= _ALIKE) if theirs else 0.0
        for metric, theirs in lexicon.called.items()
    }
