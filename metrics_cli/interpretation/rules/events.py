"""Events in a period: 'invoices paid in May' may be those dated in May, or those whose day of payment lies in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.catalog import Dimension
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft, nearest_paths
from metrics_cli.interpretation.rules.lexicon import root
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.query import Filter, MetricQuery, Operator

_BETWEEN = frozenset("in during on within".split())
# What a date is called beside what happens on it: paid_on, delivery_date.
_DATES = frozenset("on at date day time ts timestamp".split())


def by_the_event(query: MetricQuery, draft: Draft) -> Iterator[MetricQuery]:
    """Yield the query by the day of the event that stands right before the period, where the layer keeps that day."""
    periods = draft.of("period")
    if len(periods) != 1 or query.period is None or query.compare or query.share:
        return
    before = _right_before(draft, periods[0])
    dates = _dates_of(draft, before) if before else []
    if before is None or not dates:
        return
    day, period = nearest_paths(dates)[0].name, query.period
    first = [Filter(day, Operator.GE, (period.start.isoformat(),))] if period.start else []
    last = [Filter(day, Operator.LE, (period.end.isoformat(),))] if period.end else []
    values = {h.value for hits in before.content.values for h in hits} if before.kind == "filter" else set()
    kept = [f for f in query.filters if not (values and set(f.values) <= values)]
    yield replace(query, filters=(*kept, *first, *last), period=None)


def _right_before(draft: Draft, period: Clause) -> Clause | None:
    """Return the metric or the bare value that ends where the period begins."""
    found = [c for c in draft.clauses if c.kind in ("filter", "metric") and c.end <= period.start]
    last = max(found, key=lambda c: c.end, default=None)
    if last is None or any(draft.words.fold(i) not in _BETWEEN for i in range(last.end, period.start)):
        return None
    is_bare = last.kind == "metric" or (last.end - last.start == 1 and not last.content.is_negated)
    return last if is_bare else None


def _dates_of(draft: Draft, event: Clause) -> list[Dimension]:
    """Return the dates, kept with what is counted but not what it is counted by, that are named by the last word."""
    word = draft.tokens(event)[-1]
    metrics = [draft.catalog.metrics[m] for m in draft.metrics]
    models = {home.model for m in metrics for home in m.dated_in}
    own = {name for m in metrics for name in m.time_dimensions} | {h.element for m in metrics for h in m.dated_in}
    return [
        d
        for d in draft.catalog.dimensions_of(draft.metrics)
        if d.type == "time" and d.home and d.home.model in models and not {d.name, d.home.element} & own
        if any(_event(text) == {root(word.stem)} for text in (d.home.element, d.label, *d.synonyms))
    ]


def _event(text: str) -> set[str]:
    return {root(t.stem) for t in tokenise(text.replace("_", " ")) if t.fold not in _DATES}
