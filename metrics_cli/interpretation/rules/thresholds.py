"""Comparisons with numbers: of a dimension, of a metric of each thing, or of the numbers in the result."""

from __future__ import annotations

from dataclasses import dataclass, replace

from metrics_cli.catalog import Metric
from metrics_cli.interpretation.rules.clauses import Bound, Clause
from metrics_cli.interpretation.rules.drafts import Draft, Offers, is_relative, nearest_paths
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.measures import counts_events, is_count, is_fraction
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.whens import countings_of, whens_of
from metrics_cli.period import Period
from metrics_cli.query import Filter, Having, MetricFilter, Scalar


@dataclass(frozen=True)
class Bounds:
    """What the bounds come to; `metrics` are those of the answer when a bound adds one, else nothing.

    `whens` are the periods that conditions on a metric of each thing may be told over; `countings` tell whether it is
    asked how many meet them, so that the period is theirs alone.
    """

    filters: tuple[Filter, ...] = ()
    metric_filters: tuple[MetricFilter, ...] = ()
    having: tuple[Having, ...] = ()
    metrics: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    whens: tuple[Period | None, ...] = (None,)
    countings: tuple[bool, ...] = (False,)


def read_bounds(draft: Draft, offered: Offers) -> Bounds:
    """Return the conditions on numbers. Raises NoReading for one that may bound several things."""
    filters, metric_filters, having, said = [], [], [], []
    whens: list[Period | None] = []
    countings: tuple[bool, ...] = (False,)
    metrics = list(draft.metrics)
    for clause in draft.of("bound"):
        bound: Bound = clause.content
        if bound.metric is None and not bound.homes:
            bound = replace(bound, metric=_only_metric(draft, clause))
        if bound.metric is None:
            filters.append(_of_dimension(draft, clause, bound, offered))
            continue
        values = _values(draft, clause, bound)
        head = draft.before(clause, "link", "period", "filter", "empty", "echo", "did")
        counted = head if head is not None and head.kind == "metric" and head.content != bound.metric else None
        relative = head.content.homes if head is not None and is_relative(draft, head) else ()
        if bound.per or counted or relative:
            each = replace(bound, per=bound.per or relative)
            entity = _each(draft, clause, each, offered) if each.per else ""
            entity = entity or (_counted(draft, counted, bound.metric) if counted else "")
            if counted and entity and not bound.counts:
                countings = countings_of(draft, clause, counted, entity)
            whens += [w for w in whens_of(draft, clause, countings == (True,)) if w not in whens]
            metric_filters.append(MetricFilter(bound.metric, (entity,), bound.operator, values))
            label = draft.catalog.metrics[bound.metric].label
            said.append(f"'{bound.words}' is a condition on {label} of each {draft.catalog.dimensions[entity].label}")
        elif draft.of("group") and _bounds_rows(draft, clause, head):
            having.append(Having(bound.metric, bound.operator, values))
            metrics += [bound.metric] if bound.metric not in metrics else []
        else:
            reason = f"'{bound.words}' bounds a number, but I can't tell of what. Say: … by … with {bound.words}."
            raise Doubtful(reason, draft.tokens(clause), draft.metrics)
    countings = (True,) if any(c.content.counts == "own" for c in draft.of("bound")) else countings
    found = (tuple(filters), tuple(metric_filters), tuple(having), tuple(metrics), tuple(said))
    return Bounds(*found, tuple(whens) or (None,), countings)


def _bounds_rows(draft: Draft, clause: Clause, head: Clause | None) -> bool:
    """Tell whether what goes before is what the rows are of: categories with …, by category where …."""
    return head is not None and (
        head.kind in ("group", "bound", "connector") or draft.words.fold(clause.start) == "where"
    )


def _only_metric(draft: Draft, clause: Clause) -> str:
    """Return what 'only those over 10k' bounds: the one metric, of which the rows are told."""
    if len(draft.metrics) != 1 or draft.of("rank", "share") or not draft.of("group"):
        raise draft.stop(f"'{draft.text(clause)}' bounds a number, but I can't tell which.", clause)
    return draft.metrics[0]


def _of_dimension(draft: Draft, clause: Clause, bound: Bound, offered: Offers) -> Filter:
    joined = [
        d for home, _ in bound.homes for d in offered.by_home.get(home, ()) if _is_numeric(draft, d.name, offered)
    ]
    if not joined:
        reason = f"{draft.labels()} can't be filtered by '{bound.words}': no number of that name joins it."
        raise draft.stop(reason, clause)
    return Filter(nearest_paths(joined)[0].name, bound.operator, bound.values)


def _is_numeric(draft: Draft, name: str, offered: Offers) -> bool:
    for home, dimensions in offered.by_home.items():
        if any(d.name == name for d in dimensions):
            values = draft.words.values.of_home.get(home, ())
            return bool(values) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    return False


def _values(draft: Draft, clause: Clause, bound: Bound) -> tuple[Scalar, ...]:
    metric: Metric = draft.catalog.metrics[str(bound.metric)]
    if bound.unit == "times" and not counts_events(metric):
        raise draft.stop(f"{metric.label} is not counted in times.", clause)
    if bound.unit == "currency" and is_count(metric):
        raise Doubtful(f"'{bound.words}' compares a count with money.", draft.tokens(clause), draft.metrics)
    if bound.unit == "percent":
        if not is_fraction(metric):
            raise Doubtful(f"{metric.label} is no percentage.", draft.tokens(clause), draft.metrics)
        return tuple(round(float(v) / 100, 12) for v in bound.values)
    return bound.values


def _each(draft: Draft, clause: Clause, bound: Bound, offered: Offers) -> str:
    """Return the entity that the words name: customer of 'more than 3 orders per customer'."""
    ours = {d.name for d in draft.catalog.dimensions_of([bound.metric or ""]) if d.type == "entity"}
    theirs = [d for home, _ in bound.per for d in offered.by_home.get(home, ())]
    joined = [d for d in theirs if d.name in ours]
    if not joined:
        raise draft.stop(f"'{bound.words}' names nothing that joins both.", clause)
    return nearest_paths(joined)[0].name


def _counted(draft: Draft, head: Clause, metric: str) -> str:
    """Return the entity whose things the head counts: customers of 'customers with more than 3 orders'."""
    last = draft.words.tokens[head.end - 1].stem
    entities = [
        d
        for d in draft.catalog.dimensions_of([head.content, metric])
        if d.type == "entity" and any(t.stem == last for t in (*tokenise(d.label)[-1:], *tokenise(d.name)[-1:]))
    ]
    if not entities:
        label = draft.catalog.metrics[metric].label
        reason = f"I can't tell whose {label} '{draft.text(head)}' are bounded by."
        raise Doubtful(reason, draft.tokens(head), draft.metrics)
    return nearest_paths(entities)[0].name
