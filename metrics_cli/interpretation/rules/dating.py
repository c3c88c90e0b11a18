"""Conditions on a date of the things: who signed up in 2022, whose date of loss was in May, launch date from A to B."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.catalog import Dimension, Home
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft, Offers, nearest_paths
from metrics_cli.interpretation.rules.happenings import AUXILIARIES, called, is_day_of
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.period import Period
from metrics_cli.query import METRIC_TIME, Filter, Operator

_PARTICLES = frozenset("up in out off".split())
_ARTICLES = frozenset("the a an their its".split())
# What ties a date by its label to a period, where no word for it stands before: launch date between … and ….
_RANGES = frozenset("between from since before after until on in is was".split())
# Another word for what a date tells is taken where nothing else reads it.
_OTHER_WORD = 3.0


def dated_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'who signed up in 2022': a condition on a date of the things, not on the date that is counted by."""
    leads = {start: False} | {words.skip(end, _ARTICLES): True for end, _ in match(words.tokens, start, phrases.WHOSE)}
    for index, is_led in leads.items():
        for end, homes in words.homes(index):
            dates = tuple((home, cost) for home, cost in homes if _is_date(words, home))
            is_verb = words.tokens[end - 1].fold.endswith("ed") or words.fold(end - 1) in _PARTICLES
            if is_led or is_verb or (dates and end - index > 1 and _is_bounded(words, start, end)):
                yield from _conditions(words, start, end, dates or homes)
        # 'The slowest to close in 2025' may have been opened then: what is aimed at is no event of the period.
        if words.fold(index) not in _PARTICLES and words.fold(index - 1) != "to":
            yield from _happened(words, start, index)


def _is_bounded(words: Words, start: int, end: int) -> bool:
    """Tell whether a date by its name is one that a range bounds: launch date between … and …, but no split by it."""
    return words.fold(end) in _RANGES and not any(
        after == start
        for first in range(max(0, start - 4), start)
        for after, _ in match(words.tokens, first, phrases.SPLITS)
    )


def _happened(words: Words, start: int, index: int) -> Iterator[Clause]:
    """Yield 'raised in May' of tickets that are opened on a day: any word for the event that a date tells."""
    at = words.skip(index, AUXILIARIES)
    names = called(words.tokens[at]) if at < len(words.tokens) else frozenset()
    homes = tuple((h, 0.0) for h, some in words.lexicon.dimensions.items() if any(is_day_of(d, names) for d in some))
    if names and homes:
        yield from (replace(c, cost=_OTHER_WORD) for c in _conditions(words, start, at + 1, homes))


def _conditions(words: Words, start: int, end: int, homes: tuple[tuple[Home, float], ...]) -> Iterator[Clause]:
    ties = {end} | {after for after, _ in match(words.tokens, end, phrases.FALLS)}
    for named in words.dates.periods:
        if named.start in ties and not (named.rivals or named.is_moment or named.grain or named.filters):
            said = (named.assumed,) if named.assumed else ()
            yield Clause(start, named.end, "dated", 1.5 if named.start == end else 1.2, (homes, named), said)


def _is_date(words: Words, home: Home) -> bool:
    return any(d.type == "time" for d in words.lexicon.dimensions.get(home, ()))


def read_dated(draft: Draft, offered: Offers) -> tuple[tuple[Filter, ...], Period | None]:
    """Return the conditions on dates of things, and the period where the date is the one that is counted by.

    Signed up in 2022 is signed up on 2022-01-01 or later, and on 2022-12-31 or earlier.
    """
    found: list[Filter] = []
    own: list[Period] = []
    for clause in draft.of("dated"):
        homes, named = clause.content
        joined = [d for home, _ in homes for d in offered.by_home.get(home, ()) if d.type == "time"]
        if not joined:
            raise draft.stop(f"{draft.labels()} can't be filtered by '{draft.text(clause)}'.", clause)
        dimension = _meant(draft, clause, joined)
        if {t for m in draft.metrics for t in draft.catalog.metrics[m].time_dimensions} == {dimension.name}:
            own.append(named.period)
            continue
        found += within(dimension.name, named.period)
    if own and draft.of("period", "contrast"):
        # Reported in May that happened in April: of one date no row lies in both.
        raise draft.stop("It names two periods for one date.", *draft.of("dated"))
    if len(own) == 1:
        return tuple(found), own[0]
    return (*found, *(f for period in own for f in within(METRIC_TIME, period))), None


def _meant(draft: Draft, clause: Clause, joined: list[Dimension]) -> Dimension:
    """Return the date that is meant: of one by another word for it, that of the rows which are counted."""
    if clause.cost < _OTHER_WORD:
        return nearest_paths(joined)[0]
    models = {home.model for m in draft.metrics for home in draft.catalog.metrics[m].dated_in}
    own = nearest_paths([d for d in joined if d.home and d.home.model in models])
    if len(own) != 1:
        raise draft.stop("", clause)
    return own[0]


def within(dimension: str, period: Period) -> tuple[Filter, ...]:
    """Return the conditions that keep the days of a period."""
    first = (Filter(dimension, Operator.GE, (period.start.isoformat(),)),) if period.start else ()
    last = (Filter(dimension, Operator.LE, (period.end.isoformat(),)),) if period.end else ()
    return (*first, *last)
