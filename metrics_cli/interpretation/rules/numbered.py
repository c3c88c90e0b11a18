"""Values that are numbers, before the name of what they are of: 5 star reviews, 4 and 5 star ratings."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules.clauses import Clause, Condition
from metrics_cli.interpretation.rules.tokens import number
from metrics_cli.interpretation.rules.values import Hit
from metrics_cli.interpretation.rules.wording import Words

_TIES = frozenset("and or & /".split())
# What has more values than this is counted rather than named: 5 customers are no customer of that number.
_MOST = 12


def numbered_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the conditions '5 star', '4 and 5 star', '1, 2 or 3 stars'."""
    numbers, end = _numbers(words, start)
    if not numbers:
        return
    for last, homes in words.homes(end):
        if any(
            end < place < last and after == last
            for place in range(end, last)
            for after, _ in words.names(place, "metric")
        ):
            # Of '4 star reviews' the reviews are what is asked for.
            continue
        for home, _ in homes:
            if _is_scale(words, home):
                values = words.values.of_home[home]
                hits = tuple((Hit(home, v, 0.0),) for n in numbers for v in values if v == n)
                if len(hits) == len(numbers):
                    yield Clause(start, last, "filter", 1.3, Condition(hits, words=words.text(start, last)))


def _ends_on_a_metric(words: Words, first: int, last: int) -> bool:
    return any(end == last for place in range(first, last) for end, _ in words.names(place, "metric"))


def _numbers(words: Words, start: int) -> tuple[list[int], int]:
    """Return the numbers of a list that begins at `start`, and where it ends."""
    found: list[int] = []
    index = start
    while index < len(words.tokens) and (value := number(words.tokens[index])) is not None:
        found.append(value)
        index += 1
        after = words.skip(index, _TIES)
        if after > index and after < len(words.tokens) and number(words.tokens[after]) is not None:
            index = after
        elif index < len(words.tokens) and not words.tokens[index].is_parted:
            break
    return found, index


def _is_scale(words: Words, home: Home) -> bool:
    values = words.values.of_home.get(home, ())
    is_plain = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    kinds = {d.type for d in words.lexicon.dimensions[home]}
    return 1 < len(values) <= _MOST and is_plain and kinds == {"categorical"}
