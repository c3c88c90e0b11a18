"""Filters by value: each value in a dimension that the metrics can be asked by, the likeliest when several have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics_cli.catalog import Dimension, Home
from metrics_cli.interpretation.rules.clauses import Clause, Condition, Emptiness
from metrics_cli.interpretation.rules.drafts import Draft, Offers, nearest_paths
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.nouns import meant
from metrics_cli.interpretation.rules.values import CODED, Hit, is_flag
from metrics_cli.interpretation.rules.ways import on_the_way
from metrics_cli.query import Filter, Operator, Scalar


def read_filters(draft: Draft, offered: Offers, split_by: frozenset[Home]) -> tuple[tuple[Filter, ...], ...]:
    """Return for each clause of a filter what it may be: one filter, or equals among which a person must choose."""
    found: list[tuple[Filter, ...]] = []
    for clause in draft.of("filter", "empty"):
        if clause.kind == "empty":
            found.append(_emptiness(draft, clause, offered))
        else:
            found.append(_choices(draft, clause, offered, split_by))
    return tuple(found)


def _emptiness(draft: Draft, clause: Clause, offered: Offers) -> tuple[Filter, ...]:
    """Return whether there is a value; of numbers, none at all may also be 0."""
    content: Emptiness = clause.content
    homes = [(cost, home) for home, cost in content.homes if not is_flag(home, draft.words.values.of_home)]
    joined = [(cost, d) for cost, home in homes for d in offered.by_home.get(home, ())]
    if not joined:
        raise draft.stop(f"{draft.labels()} can't be filtered by '{draft.text(clause)}': nothing joins them.", clause)
    # Whether there is one is told by the reference itself, not by what it refers to.
    least = min((d.type != "entity", cost) for cost, d in joined)
    dimension = nearest_paths([d for cost, d in joined if (d.type != "entity", cost) == least])[0]
    known = Filter(dimension.name, Operator.IS_NULL if content.is_null else Operator.NOT_NULL)
    values = draft.words.values.of_home.get(dimension.home, ()) if dimension.home else ()
    if not content.is_had or not any(v == 0 and not isinstance(v, bool) for v in values):
        return (known,)
    return (known, Filter(dimension.name, Operator.EQ if content.is_null else Operator.GT, (0,)))


def _choices(draft: Draft, clause: Clause, offered: Offers, split_by: frozenset[Home]) -> tuple[Filter, ...]:
    content: Condition = clause.content
    shared = set.intersection(*({h.home for h in hits} for hits in content.values))
    joined: Mapping[Home, list[Dimension]] = {home: offered.by_home[home] for home in shared if home in offered.by_home}
    if not joined:
        words = draft.text(clause)
        raise draft.stop(f"{draft.labels()} can't be filtered by '{words}': nothing joins them.", clause)
    joined = meant(draft, clause, joined)
    costs = {home: sum(_cheapest(hits, home).cost for hits in content.values) for home in joined}
    least = min(costs.values())
    # A state that is kept by its code is as likely as a town of the same name.
    homes = [home for home in joined if costs[home] <= least + (CODED if _is_coded(content, home) else 0.01)]
    homes = [home for home in homes if home in split_by] or [h for h in homes if _is_own(draft, h)] or homes
    options = [(home, d) for home in homes for d in on_the_way(draft, nearest_paths(joined[home]))]
    options.sort(key=lambda o: o[1].name)
    return tuple(_filter(content, home, dimension) for home, dimension in options)


def _is_coded(content: Condition, home: Home) -> bool:
    return all(_cheapest(hits, home).cost == CODED for hits in content.values)


def _is_own(draft: Draft, home: Home) -> bool:
    """Tell whether a dimension is of the very rows that are counted: a state of patients, in a count of patients."""
    metrics = [draft.catalog.metrics[name] for name in draft.metrics]
    return bool(metrics) and all({h.model for h in m.dated_in} == {home.model} for m in metrics)


def _cheapest(hits: Sequence[Hit], home: Home) -> Hit:
    return min((h for h in hits if h.home == home), key=lambda h: h.cost)


def _filter(content: Condition, home: Home, dimension: Dimension) -> Filter:
    values: list[Scalar] = []
    for hits in content.values:
        least = _cheapest(hits, home).cost
        values += [h.value for h in hits if h.home == home and h.cost <= least + 0.01]
    values = list(dict.fromkeys(values))
    if len(values) == 1 and isinstance(values[0], bool):
        return Filter(dimension.name, Operator.EQ, (values[0] != content.is_negated,))
    if len(values) == 1:
        return Filter(dimension.name, Operator.NE if content.is_negated else Operator.EQ, (values[0],))
    return Filter(dimension.name, Operator.NOT_IN if content.is_negated else Operator.IN, tuple(values))


def said_of(draft: Draft, filters: Sequence[Filter]) -> tuple[str, ...]:
    """Return what was assumed of the values: another spelling, or a dimension that the words do not name."""
    told = [
        h.said
        for c in draft.of("filter")
        for hits in c.content.values
        for h in hits
        if h.said and any(h.value in f.values for f in filters)
    ]
    return tuple(dict.fromkeys(told))


def check_contradictions(filters: Sequence[Filter]) -> None:
    """Stop at two values that no row can have at once."""
    positive = [f.dimension for f in filters if f.operator in (Operator.EQ, Operator.IN)]
    for name in positive:
        if positive.count(name) > 1:
            raise NoReading(f"It asks for two values of {name} at once. Say 'A and B' for both, or 'by …' to split.")
