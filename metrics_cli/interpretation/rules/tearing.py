"""Keeping names whole: a guess at some words never tears a name apart that the layer itself has."""

from __future__ import annotations

from collections.abc import Iterable

from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.lexicon import SYNONYM, TURNED
from metrics_cli.interpretation.rules.wording import Words


def untorn(words: Words, clauses: Iterable[Clause]) -> list[Clause]:
    """Return the clauses without guessed metrics that share only some words with a name of several words.

    Of 'campaign spend per order' no 'spend per order' is left where there is a campaign spend, and of 'claim number
    P-7' no 'number P-7', which may be another thing's number.
    """
    whole = [
        (start, end)
        for start in range(len(words.tokens))
        for kind, most in (("metric", SYNONYM), ("dimension", TURNED))
        for end, names in words.names(start, kind)
        if end - start > 1 and any(n.cost <= most for n in names)
    ]
    return [c for c in clauses if not any((_is_guess(c) and _tears(c, *s)) or _begins_in(c, *s) for s in whole)]


def _is_guess(clause: Clause) -> bool:
    return clause.kind == "metric" and bool(clause.said)


def _begins_in(clause: Clause, start: int, end: int) -> bool:
    """Tell whether a condition begins with the last words of a name and goes on beyond it."""
    return clause.kind in ("filter", "empty", "bound", "dated") and start < clause.start < end < clause.end


def _tears(clause: Clause, start: int, end: int) -> bool:
    is_apart = clause.end <= start or end <= clause.start
    return not is_apart and not (clause.start <= start and end <= clause.end)
