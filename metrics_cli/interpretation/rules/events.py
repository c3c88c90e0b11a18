"""Events in a period: 'invoices paid in May' may be those dated in May, or those whose day of payment lies in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.catalog import Dimension
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.dating import within
from metrics_cli.interpretation.rules.drafts import Draft, nearest_paths
from metrics_cli.interpretation.rules.happenings import AUXILIARIES, called, is_day_of
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.query import MetricQuery, Scalar

_BETWEEN = frozenset("in during on within".split())
# What says of anything that it happened, and names no state.
_OCCURRENCES = frozenset("happened occurred happening occurring".split())


def by_the_event(query: MetricQuery, draft: Draft) -> Iterator[MetricQuery]:
    """Yield the query by the day of the event that the period is said of, where the layer keeps that day."""
    periods = draft.of("period")
    if len(periods) != 1 or query.period is None or query.compare or query.share:
        return
    word, said = _event(draft, periods[0])
    if word is None:
        return
    for day in nearest_paths(_dates_of(draft, word)):
        # The day of 'paid' tells all that were; one of 'ended' tells more than those that were cancelled.
        values = said if is_day_of(day, {root(word.stem)}) else set()
        kept = [f for f in query.filters if not (values and set(f.values) <= values)]
        yield replace(query, filters=(*kept, *within(day.name, query.period)), period=None)


def _event(draft: Draft, period: Clause) -> tuple[Token | None, set[Scalar]]:
    """Return the word for what happened in the period, and the values that the word stands for."""
    for event in (*_before(draft, period), _last_after(draft, period)):
        if event is not None and _dates_of(draft, draft.tokens(event)[-1]):
            return draft.tokens(event)[-1], _values(event)
    if period.start and draft.words.fold(period.start - 1) in _OCCURRENCES:
        return draft.words.tokens[period.start - 1], set()
    return None, set()


def _before(draft: Draft, period: Clause) -> Iterator[Clause]:
    """Yield what ends where the period begins, then what only conditions part from it: paid by card in March."""
    found = [c for c in draft.clauses if c.kind in ("filter", "metric") and c.end <= period.start]
    index = period.start
    for clause in sorted(found, key=lambda c: c.end, reverse=True):
        if any(draft.words.fold(i) not in _BETWEEN for i in range(clause.end, index)):
            return
        if _is_bare(draft, clause):
            yield clause
        if clause.kind == "metric":
            return
        index = clause.start


def by_its_own_event(query: MetricQuery, draft: Draft) -> MetricQuery:
    """Return the query without a state that only says by what it is dated: closed in May, of what closing days date.

    Who says so means all that were, also those that have moved on since: what was shipped in May may be delivered.
    """
    periods = draft.of("period")
    event = _right_before(draft, periods[0]) if len(periods) == 1 else None
    if event is None or event.kind != "filter" or query.period is None:
        return query
    own = {home for m in draft.metrics for home in draft.catalog.metrics[m].dated_in}
    days = [d for d in draft.catalog.dimensions_of(draft.metrics) if d.type == "time" and d.home in own]
    if len(own) != 1 or not any(is_day_of(d, {root(draft.tokens(event)[-1].stem)}) for d in days):
        return query
    return replace(query, filters=tuple(f for f in query.filters if not set(f.values) <= _values(event)))


def _values(event: Clause) -> set[Scalar]:
    return {h.value for hits in event.content.values for h in hits} if event.kind == "filter" else set()


def _right_before(draft: Draft, period: Clause) -> Clause | None:
    """Return the metric or the bare value that ends where the period begins."""
    found = [c for c in draft.clauses if c.kind in ("filter", "metric") and c.end <= period.start]
    last = max(found, key=lambda c: c.end, default=None)
    if last is None or any(draft.words.fold(i) not in _BETWEEN for i in range(last.end, period.start)):
        return None
    return last if _is_bare(draft, last) else None


def _last_after(draft: Draft, period: Clause) -> Clause | None:
    """Return what happened, told at the end of what the period opens: in May, how many tickets were solved?"""
    found = [c for c in draft.clauses if c.kind in ("filter", "metric")]
    last = max(found, key=lambda c: c.end, default=None)
    if last is None or any(c.start < period.start for c in found) or not _is_bare(draft, last):
        return None
    return last if draft.words.fold(last.end - 1).endswith("ed") else None


def _is_bare(draft: Draft, clause: Clause) -> bool:
    """Tell whether the clause is a metric, or a value that nothing but an auxiliary leads in."""
    leads = (draft.words.fold(i) for i in range(clause.start, clause.end - 1))
    return clause.kind == "metric" or (not clause.content.is_negated and all(w in AUXILIARIES for w in leads))


def _dates_of(draft: Draft, word: Token) -> list[Dimension]:
    """Return the dates that are named by the word and kept with what is counted, but not what it is counted by.

    None where it is counted by the day of that event. A date that shares the root goes before one that is called by
    another word for the same event: tickets solved are resolved on a day.
    """
    metrics = [draft.catalog.metrics[m] for m in draft.metrics]
    models = {home.model for m in metrics for home in m.dated_in}
    own = {h for m in metrics for h in m.dated_in}
    dates = [d for d in draft.catalog.dimensions_of(draft.metrics) if d.type == "time" and d.home]
    for names in ({root(word.stem)}, called(word)):
        named = [d for d in dates if d.home and d.home.model in models and is_day_of(d, names)]
        if named:
            return [] if any(d.home in own for d in named) else named
    return []
