"""When a condition on a metric of each thing is told: within the question's period, or ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from metrics_cli.catalog.naming import spoken_key
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.measures import is_count
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.words import DROPPABLE, LINKS_IN_NAMES
from metrics_cli.period import Period
from metrics_cli.query import METRIC_TIME, MetricQuery

EVER = Period("all dates", None, None)
_NEW = frozenset({"new"})


def whens_of(draft: Draft, clause: Clause, is_counting: bool = False) -> tuple[Period | None, ...]:
    """Return the periods that a bound may be told over, None for that of the question.

    'Revenue in 2023 of customers with more than 3 orders' leaves open whether the orders are of 2023 as well.
    """
    if any(c.start == clause.end for c in draft.of("always")):
        return (EVER,)
    is_beside = all(_is_beside(draft, clause, period) for period in draft.of("period"))
    return (None,) if is_beside or is_counting or clause.content.counts else (None, EVER)


def _is_beside(draft: Draft, clause: Clause, period: Clause) -> bool:
    return period.start == clause.end and not draft.words.tokens[period.start].is_parted


def lasting(draft: Draft) -> tuple[Clause, ...]:
    """Return the words for all dates that belong to the question rather than to a bound before them."""
    return tuple(c for c in draft.of("always") if not any(b.end == c.start for b in draft.of("bound")))


def countings_of(draft: Draft, clause: Clause, head: Clause, entity: str) -> tuple[bool, ...]:
    """Tell whether the period may be that of the condition alone, that of what is counted as well, or either.

    'Customers with more than 3 orders in 2025' are all of them, also where the metric dates each by a day of its own,
    such as that of signing up; 'new customers' are those of the period. Other words before the name leave it open.
    """
    words = draft.words
    is_ever = any(c.start == clause.end for c in draft.of("always"))
    said = [t.stem for t in draft.tokens(head) if t.stem not in DROPPABLE | LINKS_IN_NAMES]
    if is_ever or _NEW & set(said) or not _is_dated_by_itself(draft, str(head.content), entity):
        return (False,)
    is_name = words.fold(head.start - 1) == "all" or set(said) <= _called(draft, entity)
    return (True,) if is_name else (False, True)


def _is_dated_by_itself(draft: Draft, counter: str, entity: str) -> bool:
    """Tell whether what counts the things is dated by an event of their own, of which each has one."""
    metric = draft.catalog.metrics[counter]
    key = entity.rpartition("__")[2]
    models = {d.home.model for d in draft.catalog.declared if d.type == "entity" and d.name == key and d.home}
    return is_count(metric) and len(metric.dated_in) == 1 and metric.dated_in[0].model in models


def _called(draft: Draft, entity: str) -> set[str]:
    label = draft.catalog.dimensions[entity].label
    key = spoken_key(entity.rpartition("__")[2]).replace("_", " ")
    return {t.stem for text in (label, key) for t in tokenise(text)}


def told(query: MetricQuery, whens: Sequence[Period | None], is_counting: bool) -> Iterator[MetricQuery]:
    """Yield the query with its metric filters told over each of `whens`.

    Where `is_counting`, the metric counts the things by a date of their own: the period is the condition's alone.
    """
    if is_counting and (query.compare or any(g.name == METRIC_TIME for g in query.group_by)):
        raise Doubtful("How many things meet a condition can't be told by date.", metrics=query.metrics)
    for when in whens if query.metric_filters else (None,):
        is_moved = is_counting and when is None
        period = query.period if is_moved else when
        filters = tuple(replace(f, period=period) for f in query.metric_filters)
        yield replace(query, metric_filters=filters, period=None if is_moved else query.period)
