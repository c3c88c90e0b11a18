"""Metrics whose names are like the words of a question: it only ever suggests, it never decides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.rules.lexicon import Lexicon
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.interpretation.rules.words import FILLERS, OPENERS

MOST_ALIKE = 6
# Of so many, the most alike, it is looked at what they join to: to ask that of thousands takes seconds.
_LOOKED_AT = 200


def sounding_like(tokens: Sequence[Token], mentioned: Sequence[str], catalog: Catalog, lexicon: Lexicon) -> list[str]:
    """Return the metrics that the words may be about: those that join to most of the dimensions mentioned go before."""
    words = [t.stem for t in tokens if t.fold not in FILLERS | OPENERS and len(t.stem) > 2]
    if not words:
        return sorted(catalog.metrics, key=lambda name: (not catalog.metrics[name].questions, name))[:MOST_ALIKE]
    alike = _likeness(words, lexicon)
    nearest = sorted(alike, key=lambda name: (-alike[name], name))
    if not mentioned:
        return nearest[:MOST_ALIKE]

    def joined(name: str) -> int:
        return sum(dimension in mentioned for dimension in catalog.joins.get(name, ()))

    return sorted(nearest[:_LOOKED_AT], key=lambda name: -joined(name))[:MOST_ALIKE]


def _likeness(words: Sequence[str], lexicon: Lexicon) -> dict[str, float]:
    """Return how alike each metric is: for each word, the nearest of those that it is called."""
    from rapidfuzz import fuzz

    @cache
    def ratios(known: str) -> tuple[float, ...]:
        return tuple(fuzz.ratio(word, known) for word in words)

    return {
        metric: sum(map(max, zip(*map(ratios, theirs), strict=True))) if theirs else 0.0
        for metric, theirs in lexicon.called.items()
    }
