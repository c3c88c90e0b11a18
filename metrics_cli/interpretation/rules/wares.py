"""Wares that are counted by the pieces sold: how many cold drinks did we sell, number of jackets sold."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.measures import is_amount
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import OPENERS, RANKS


def wares_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the metric of pieces sold for 'sold' behind a count of wares: a kind of product, not a way to pay."""
    ends = [start + len(p) for p in phrases.GONE if tuple(t.fold for t in words.tokens[start : start + len(p)]) == p]
    if not ends or not (
        _is_ware(words, start) or ((words.fold(start),) in phrases.GONE and _is_ware_alone(words, start))
    ):
        return
    pieces = tokenise(" ".join(phrases.PIECES))
    found = [str(n.key) for n in words.lexicon.at(pieces, 0, len(pieces)) if n.kind == "metric"]
    counts = [name for name in found if not is_amount(words.catalog.metrics[name])]
    if len(counts) == 1:
        label = words.catalog.metrics[counts[0]].label
        said = (f"'{words.text(start, max(ends))}' is read as {label}",)
        yield Clause(start, max(ends), "metric", 1.2, counts[0], said)


def _is_ware(words: Words, end: int) -> bool:
    """Tell whether 'how many' and a value of the products stand before `end`."""
    leads = {
        after for place in range(end) for after, how in match(words.tokens, place, phrases.COUNTS) if how == "count"
    }
    models = {home.model for ware in phrases.WARES for home in _named(words, ware)}
    spans = ((first, last) for first in leads if first < end for last in range(first + 1, end + 1))
    return any(hit.home.model in models for first, last in spans for hit in words.values.at(words.tokens, first, last))


def _is_ware_alone(words: Words, end: int) -> bool:
    """Tell whether the value of the products right before 'sold' opens what is asked: books sold in 2025."""
    models = {home.model for ware in phrases.WARES for home in _named(words, ware)}
    first = next((i for i in range(end) if not words.is_plain(i) and words.fold(i) not in OPENERS), end)
    is_ranked = words.fold(words.skip(end + 1, frozenset({"the"}))) in RANKS
    return (
        first < end
        and not is_ranked
        and any(hit.home.model in models for hit in words.values.at(words.tokens, first, end))
    )


def _named(words: Words, ware: str) -> Iterator[Home]:
    tokens = tokenise(ware)
    for name in words.lexicon.at(tokens, 0, len(tokens)):
        if isinstance(name.key, Home) and name.key.model:
            yield name.key
