"""Verified questions: those that the owners of a metric wrote down, matched exactly after folding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.knowledge import knowledge
from metrics_cli.interpretation.rules.tokens import Token, tokenise
from metrics_cli.interpretation.rules.words import NEGATIONS


def verified_metric(question: str, catalog: Catalog) -> str | None:
    """Return the one metric that `question` is written down for, None when there is none or several."""
    found = knowledge(catalog).verified.get(_folded(question), ())
    return found[0] if len(found) == 1 else None


def _folded(text: str) -> tuple[str, ...]:
    return tuple(token.fold for token in tokenise(text))


def vouched(tokens: Sequence[Token]) -> Iterator[Clause]:
    """Yield the words that a verified question vouches for: all but those that could change the number."""
    for index, token in enumerate(tokens):
        if token.fold not in NEGATIONS and not token.fold[0].isdigit():
            yield Clause(index, index + 1, "verified", 2.0)
