"""Halves of one whole: in and outside CA, for Books and not for Books; either alone is half of what is asked."""

from __future__ import annotations

from collections.abc import Sequence

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.failure import Doubtful, NoReading
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.query import Filter, Operator

_LEADS = frozenset("with in inside within for from on by at to via of using through including".split())
_TIES = frozenset("and or & / vs versus".split())
_OUT = frozenset({"out", "outside"})


def check_halves(words: Words, clauses: Sequence[Clause]) -> None:
    """Raise NoReading for 'in and outside CA' unless one clause reads both: 'in' has no value of its own."""
    for start in range(len(words.tokens) - 2):
        behind = _behind(words, start)
        if behind is not None and not any(_holds(c, start, behind) for c in clauses):
            text = words.text(start, behind)
            reason = f"'{text}' asks for both halves of it. Ask for one at a time, or 'by …' to split."
            raise NoReading(reason, words.tokens[start:behind])


def _holds(clause: Clause, start: int, behind: int) -> bool:
    """Tell whether the clause reads both halves, or the first word is the end of a name: signed in and not …."""
    is_name = clause.kind in ("metric", "filter", "group", "empty") and clause.start < start == clause.end - 1
    return clause.start <= start and (behind <= clause.end or is_name)


def _behind(words: Words, start: int) -> int | None:
    """Return the place behind 'in and outside', None where the words are others."""
    if words.fold(start) not in _LEADS or words.fold(start + 1) not in _TIES:
        return None
    negations = [end for end, _ in match(words.tokens, start + 2, phrases.NEGATIONS)]
    lacks = [end for end, what in match(words.tokens, start + 2, phrases.LACKS) if what == "null"]
    outs = [start + 3] if words.fold(start + 2) in _OUT else []
    return min((*negations, *lacks, *outs), default=None)


def check_opposites(filters: Sequence[Filter]) -> None:
    """Raise Doubtful for a value that is asked for and left out at once."""
    wanted = {(f.dimension, v) for f in filters if f.operator in (Operator.EQ, Operator.IN) for v in f.values}
    left = {(f.dimension, v) for f in filters if f.operator in (Operator.NE, Operator.NOT_IN) for v in f.values}
    nulls = {f.dimension for f in filters if f.operator is Operator.IS_NULL}
    both = [str(value) for _, value in wanted & left] + [f.dimension for f in filters if _is_filled(f, nulls)]
    if both:
        raise Doubtful(f"It asks for '{both[0]}' and for all but that. Ask for one at a time, or 'by …' to split.")


def _is_filled(condition: Filter, nulls: set[str]) -> bool:
    return condition.operator is Operator.NOT_NULL and condition.dimension in nulls
