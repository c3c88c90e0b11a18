"""Metrics that share their last word: first-touch vs last-touch revenue, cart and checkout rate."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.lexicon import SYNONYM
from metrics_cli.interpretation.rules.wording import Words

_TIES = frozenset("and vs versus or / &".split())
_ARTICLES = frozenset("the our".split())
_LONGEST = 3  # words before the tie
_HEADS = (1, 2)  # words that are shared


def shared_heads_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the words before the tie as the metric that they name together with the last words of the one behind it."""
    for tie in range(start + 1, min(start + _LONGEST, len(words.tokens) - 1) + 1):
        if words.fold(tie) in _TIES:
            for name, cost in _named(words, start, tie):
                said = f"'{words.text(start, tie)}' is read as {words.catalog.metrics[name].label}"
                yield Clause(start, tie, "metric", 1.0 + cost, name, (said,))
            return


def _named(words: Words, start: int, tie: int) -> set[tuple[str, float]]:
    behind = words.skip(tie + 1, _ARTICLES)
    found = set()
    for end, names in words.names(behind, "metric"):
        if min(n.cost for n in names) > SYNONYM:
            continue
        for head in (end - length for length in _HEADS if end - length > behind):
            form = (*words.tokens[start:tie], *words.tokens[head:end])
            for name in words.lexicon.at(form, 0, len(form)):
                if name.kind == "metric" and name.cost <= SYNONYM:
                    found.add((str(name.key), name.cost))
    return found
