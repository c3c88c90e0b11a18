"""What is so beside what is not: orders with and without a discount, accounts with or without a manager."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics_cli.interpretation.rules.clauses import Clause, Condition, Emptiness, Thing
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.flags import named_flags
from metrics_cli.interpretation.rules.valued import ARTICLES, value_lists
from metrics_cli.interpretation.rules.wording import Words

_TIES = frozenset("vs versus v or and against / &".split())
_BOTH = frozenset({"both", "either"})
_ANY = ARTICLES | {"any"}


def pairs_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'with and without a discount' as a breakdown where it is a yes-or-no dimension, else as either side.

    Which of the two sides is meant of what has no yes or no is for a person to say.
    """
    behind = _behind(words, words.skip(start, _BOTH))
    if behind is None:
        return
    place = words.skip(behind, _ANY)
    flags = list(named_flags(words, place))
    for end, homes in flags:
        thing = Thing(tuple((home, 0.0) for home in homes), intro="by", words=words.text(start, end))
        yield Clause(start, end, "group", 1.0, thing)
    if flags:
        return
    for end, values in value_lists(words, place):
        sides = (Condition(values, is_not, False, words.text(start, end)) for is_not in (False, True))
        yield from (Clause(start, end, "filter", 1.4, side) for side in sides)
    for end, named in words.homes(place):
        empties = (Emptiness(named, is_null, words.text(start, end)) for is_null in (False, True))
        yield from (Clause(start, end, "empty", 1.4, side) for side in empties)


def check_pairs(words: Words, clauses: Sequence[Clause]) -> None:
    """Raise NoReading where 'with and without' is torn apart: the second alone is half of what is asked."""
    for start in range(len(words.tokens)):
        behind = _behind(words, start)
        if behind is not None and not any(c.start <= start and behind < c.end for c in clauses):
            raise NoReading("", words.tokens[start:behind])


def _behind(words: Words, start: int) -> int | None:
    """Return the place behind 'with and without' and 'without and with', None where the words are others."""
    sides = (words.fold(start), words.fold(start + 2))
    return start + 3 if set(sides) == {"with", "without"} and words.fold(start + 1) in _TIES else None
