"""Units of time that only partly lie in what is averaged over: whether the words or the period say if they count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import GRAINS
from metrics_cli.period import Period, is_aligned
from metrics_cli.query import MetricQuery

_ONES = frozenset(["ones", "units"])
_ENDS = frozenset("only alone too included".split())


def edges_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'whole months only' and 'part months too'."""
    for after, name in match(words.tokens, start, phrases.EDGES):
        unit = words.fold(after)
        if unit in _ONES or (unit.removesuffix("s") in GRAINS and (name == "parts" or unit.endswith("s"))):
            yield Clause(start, words.skip(after + 1, _ENDS), "edges", 0.4, name == "parts")


def words_of(query: MetricQuery) -> str:
    """Return what must be said of the units at the edges: whole months only; nothing where the period says it."""
    grain = _grain(query)
    if query.mean is None or grain is None or (_is_settled(query, grain) and not query.mean.parts):
        return ""
    units = f"{grain}s" if grain in GRAINS else "ones"
    return f"with part {units} too" if query.mean.parts else f"over whole {units} only"


def senses_of(query: MetricQuery) -> tuple[MetricQuery, ...]:
    """Return the average over whole units, and, unless the period is of whole, past ones, the one with the parts."""
    grain = _grain(query)
    if query.mean is None or grain is None:
        return (query,)
    first = replace(query, mean=replace(query.mean, parts=False))
    return (first,) if _is_settled(query, grain) else (first, replace(query, mean=replace(query.mean, parts=True)))


def _grain(query: MetricQuery) -> str | None:
    """Return the unit of time that is averaged over; None of members, and of days, which are whole."""
    grains = [g.grain for g in query.averaged_groups if g.grain and g.grain != "day"]
    return grains[0] if grains else None


def _is_settled(query: MetricQuery, grain: str) -> bool:
    other = query.compare.period if query.compare else None
    return _is_whole(query.period, grain) and (other is None or _is_whole(other, grain))


def _is_whole(period: Period | None, grain: str) -> bool:
    """Tell whether a period is of whole units that have all ended by the day it is asked on."""
    if period is None or period.start is None or period.end is None:
        return False
    return is_aligned(period, grain) and (period.anchor is None or period.end < period.anchor)
