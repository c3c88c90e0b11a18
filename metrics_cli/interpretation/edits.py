"""Edits of a typed query, each a pure function: what a follow-up changes, and nothing else.

An edit that would change the meaning of another part raises Misfit with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from metrics_cli.catalog import Catalog, Dimension
from metrics_cli.interpretation.rules.drafts import nearest_paths
from metrics_cli.period import Period
from metrics_cli.query import (
    METRIC_TIME,
    Comparison,
    Filter,
    GroupBy,
    Mean,
    MetricQuery,
    Operator,
    OrderBy,
    Scalar,
    Share,
    TopWithin,
)

_POSITIVE, _NEGATIVE = (Operator.EQ, Operator.IN), (Operator.NE, Operator.NOT_IN)


class Misfit(Exception):
    """An edit that does not fit the query; the message says why, and what to say instead."""


def is_ranked(query: MetricQuery) -> bool:
    """Tell whether the query keeps the largest or the smallest of something."""
    return query.top is not None or (query.limit is not None and bool(query.order_by))


def ranks_down(query: MetricQuery) -> bool:
    """Tell whether a ranking keeps the largest."""
    return query.top.descending if query.top else bool(query.order_by) and query.order_by[0].descending


def ranked_by(query: MetricQuery) -> str:
    """Return the column that a ranking goes by."""
    return query.top.by if query.top else query.order_by[0].name


def with_ranked_thing(query: MetricQuery, group: GroupBy) -> MetricQuery:
    """Return a ranking of something else: the top 5 cities instead of the top 5 states."""
    if query.top is not None or len(query.group_by) != 1:
        raise Misfit("It ranks within something. Ask it anew.")
    if any(h.column == query.group_by[0].column for h in query.having):
        raise Misfit("A condition on the result names what would go. Ask it anew.")
    left = tuple(f for f in query.filters if not _is_of_ranking(f, query))
    known = () if group.grain or group.date_part else (Filter(group.name, Operator.NOT_NULL),)
    return replace(query, group_by=(group,), filters=tuple(dict.fromkeys((*left, *known))))


def with_groups(query: MetricQuery, groups: Sequence[GroupBy], adds: bool) -> MetricQuery:
    """Return the query split by `groups` as well, or instead; a date at another grain takes the place of its grain."""
    if is_ranked(query):
        raise Misfit("It ranks: another breakdown would make another ranking. Drop it first: 'all of them'.")
    dated = {g.name for g in groups if g.grain or g.date_part}
    kept = [g for g in query.shown_groups if g.name not in dated and g not in groups] if adds else []
    if set(groups) & set(query.averaged_groups):
        raise Misfit("It is averaged over that. Ask it anew.")
    found = (*kept, *groups, *query.averaged_groups)
    columns = {g.column for g in query.group_by} - {g.column for g in found}
    if query.mean and columns & set(query.mean.over):
        raise Misfit("It averages over what would go. Ask it anew.")
    if query.share and columns & set(query.share.within):
        raise Misfit("Its shares are taken within what would go. Drop them first: 'as numbers'.")
    if any(h.column in columns for h in query.having):
        raise Misfit("A condition on the result names what would go. Ask it anew.")
    return replace(query, group_by=found, order_by=tuple(o for o in query.order_by if o.name not in columns))


def without_groups(query: MetricQuery, names: Sequence[str] | None = None) -> MetricQuery:
    """Return the query without breakdowns, or without those by the dimensions `names`."""
    gone = [g for g in query.shown_groups if names is None or g.name in names]
    if not gone:
        raise Misfit("It is split by no such thing." if names else "It is split by nothing.")
    left = tuple(g for g in query.shown_groups if g not in gone)
    if query.share and not left:
        raise Misfit("Its shares are of that breakdown. Drop them first: 'as numbers'.")
    return with_groups(query, left, adds=False)


def with_filter(query: MetricQuery, condition: Filter, adds: bool) -> MetricQuery:
    """Return the query under a condition, which takes the place of one on the same dimension; `adds` joins the two."""
    _check_shares(query, condition.dimension)
    same = [f for f in query.filters if _key(f) == _key(condition) and not _is_of_ranking(f, query)]
    if same:
        left = (f for f in query.filters if f not in same)
        return replace(query, filters=(*left, *_joined(same, condition, adds)))
    return replace(query, filters=(*query.filters, condition))


def without_filters(query: MetricQuery, names: Sequence[str] | None = None) -> MetricQuery:
    """Return the query without conditions, or without those on the dimensions `names`; a ranking keeps its own."""
    own = [f for f in query.filters if _is_of_ranking(f, query)]
    gone = [f for f in query.filters if f not in own and (names is None or f.dimension in names)]
    is_all = names is None and (query.metric_filters or query.having)
    if not gone and not is_all:
        raise Misfit("There is no filter on it." if names is not None else "There is no filter.")
    left = tuple(f for f in query.filters if f not in gone)
    if names is not None:
        return replace(query, filters=left)
    if query.share and query.having:
        raise Misfit("Which share is asked for is no filter. Ask it anew.")
    return replace(query, filters=left, metric_filters=(), having=())


def with_period(query: MetricQuery, period: Period | None) -> MetricQuery:
    """Return the query over another period, None for all dates."""
    if query.compare and query.compare.kind == "period":
        raise Misfit("It compares two periods that were both named. Say which two, or drop the comparison first.")
    if query.compare and period is None:
        raise Misfit("It compares, and all dates have nothing before them. Drop the comparison first.")
    return replace(query, period=period)


def with_comparison(query: MetricQuery, compare: Comparison | None) -> MetricQuery:
    """Return the query beside another period, or, with None, without one."""
    if compare is None:
        if query.compare is None:
            raise Misfit("It compares nothing.")
        columns = (*query.metrics, *(g.column for g in query.group_by))
        if any(c not in columns for c in _measured(query)):
            raise Misfit("It is ordered or filtered by the change. Ask it anew.")
        return replace(query, compare=None)
    if query.period is None:
        raise Misfit("A comparison needs a period, and it is over all dates. Name one first: 'in 2025'.")
    return replace(query, compare=compare)


def with_share(query: MetricQuery, is_wanted: bool) -> MetricQuery:
    """Return the query with each row's part of the total, or without."""
    if not is_wanted:
        if query.share is None:
            raise Misfit("It has no shares.")
        if any(c.endswith("__share") for c in _measured(query)) or any(
            h.column not in query.metrics for h in query.having
        ):
            raise Misfit("It asks for the share of one thing. Ask it anew.")
        return replace(query, share=None)
    if query.mean:
        raise Misfit("Averages have no shares: they don't add up to a whole. Drop the average first: 'no average'.")
    if not query.group_by:
        raise Misfit("A share is of a breakdown, and it is split by nothing. Say by what first: 'by …'.")
    if is_ranked(query):
        raise Misfit("It ranks: a share of the total is of all rows. Drop the ranking first: 'all of them'.")
    return replace(query, share=Share())


def with_mean(query: MetricQuery, mean: Mean, over: Sequence[GroupBy]) -> MetricQuery:
    """Return the query averaged over `over`, in the place of what it was averaged over; what is split by stays."""
    if query.share:
        raise Misfit("Averages have no shares: they don't add up to a whole. Drop the shares first: 'as numbers'.")
    if any(g.column in mean.over for g in query.shown_groups if not query.mean) and is_ranked(query):
        raise Misfit("It ranks what would be averaged over. Ask it anew.")
    kept = tuple(g for g in query.shown_groups if g not in over)
    columns = {g.column for g in query.group_by} - {g.column for g in kept}
    if any(h.column in columns for h in query.having):
        raise Misfit("A condition on the result names what would go. Ask it anew.")
    order = tuple(o for o in query.order_by if o.name not in columns)
    return replace(query, group_by=(*kept, *over), mean=mean, order_by=order)


def without_mean(query: MetricQuery) -> MetricQuery:
    """Return the query of the whole instead of the average."""
    if query.mean is None:
        raise Misfit("It is no average.")
    return replace(query, group_by=query.shown_groups, mean=None)


def with_rank(query: MetricQuery, count: int, descending: bool, by: str | None = None) -> MetricQuery:
    """Return the query for the `count` largest or smallest of its one breakdown, in each date when it has one too."""
    measure = by or (query.metrics[0] if len(query.metrics) == 1 else None)
    if measure is None:
        raise Misfit("Which of its metrics ranks? Say: top … by ….")
    bare = without_rank(query) if is_ranked(query) else query
    things = [g for g in bare.shown_groups if not (g.grain or g.date_part)] or list(bare.shown_groups)
    if not things:
        raise Misfit("It is split by nothing that could be ranked. Say: top … of what.")
    if len(things) > 1:
        raise Misfit("It is split by several things. Say which are ranked: top … in each ….")
    others = tuple(g.column for g in bare.shown_groups if g not in things)
    plain = [Filter(g.name, Operator.NOT_NULL) for g in things if not (g.grain or g.date_part)]
    found = replace(bare, filters=tuple(dict.fromkeys((*bare.filters, *plain))))
    if others:
        return replace(found, order_by=(), top=TopWithin(count, measure, others, descending))
    return replace(found, order_by=(OrderBy(measure, descending),), limit=count)


def without_rank(query: MetricQuery) -> MetricQuery:
    """Return the query with all of its rows."""
    if query.limit is None and query.top is None:
        raise Misfit("It shows all rows already.")
    filters = tuple(f for f in query.filters if not _is_of_ranking(f, query))
    return replace(query, filters=filters, limit=None, top=None)


def with_metrics(query: MetricQuery, metrics: tuple[str, ...], catalog: Catalog) -> MetricQuery:
    """Return the same asked of other metrics. Raises Misfit when they can't be asked so."""
    if query.saved_query:
        raise Misfit("A saved query says which metrics it has.")
    if any(h.column in query.metrics or h.column not in {g.column for g in query.group_by} for h in query.having):
        raise Misfit("A condition is on the number itself, and would be on another. Drop the filters first.")
    labels = " and ".join(catalog.metrics[m].label for m in metrics)
    names = {name: _offered(name, metrics, labels, catalog) for name in _dimensions(query)}
    if (query.period or query.compare) and not all(map(catalog.has_time, metrics)):
        raise Misfit(f"{labels} can't be asked by date.")
    groups = tuple(replace(g, name=names[g.name]) for g in query.group_by)
    columns = {old.column: new.column for old, new in zip(query.group_by, groups, strict=True)}
    kept = [m for m in query.metrics if m in metrics]
    columns |= {old: old if old in kept else metrics[0] for old in query.metrics}
    if any(o.name not in columns for o in query.order_by) or (query.top and query.top.by not in columns):
        raise Misfit("It is ordered by a change or a share of the metric. Ask it anew.")
    top = query.top and replace(query.top, by=columns[query.top.by], within=tuple(columns[c] for c in query.top.within))
    return replace(
        query,
        metrics=metrics,
        group_by=groups,
        filters=tuple(replace(f, dimension=names[f.dimension]) for f in query.filters),
        metric_filters=tuple(replace(f, per=tuple(names[p] for p in f.per)) for f in query.metric_filters),
        having=tuple(replace(h, column=columns[h.column]) for h in query.having),
        order_by=tuple(replace(o, name=columns[o.name]) for o in query.order_by),
        top=top,
        share=query.share and Share(tuple(columns[c] for c in query.share.within)),
        mean=query.mean and replace(query.mean, over=tuple(columns[c] for c in query.mean.over)),
    )


def without_metrics(query: MetricQuery, gone: Sequence[str]) -> MetricQuery:
    """Return the query without some of its metrics; what is ordered or bounded by one of them can't lose it."""
    if query.saved_query:
        raise Misfit("A saved query says which metrics it has.")
    if set(_measured(query)) & {column for m in gone for column in (m, f"{m}__share", f"{m}__change")}:
        raise Misfit("It is ordered or filtered by that. Ask it anew.")
    return replace(query, metrics=tuple(m for m in query.metrics if m not in gone))


def _dimensions(query: MetricQuery) -> list[str]:
    found = [g.name for g in query.group_by] + [f.dimension for f in query.filters]
    return list(dict.fromkeys([*found, *(p for f in query.metric_filters for p in f.per)]))


def _offered(name: str, metrics: Sequence[str], labels: str, catalog: Catalog) -> str:
    """Return the name under which `metrics` have the same dimension."""
    if name == METRIC_TIME:
        if not all(map(catalog.has_time, metrics)):
            raise Misfit(f"{labels} can't be asked by date.")
        return name
    offered = {d.name: d for d in catalog.dimensions_of(metrics)}
    if name in offered:
        return name
    wanted = catalog.dimensions[name]
    same: list[Dimension] = [d for d in offered.values() if d.home and d.home == wanted.home and d.type == wanted.type]
    nearest = nearest_paths(same)
    if len(nearest) != 1:
        raise Misfit(f"{labels} can't be asked by {wanted.label}: nothing joins them.")
    return nearest[0].name


def _key(condition: Filter) -> tuple[str, str | None, str | None]:
    return condition.dimension, condition.grain, condition.date_part


def _joined(known: Sequence[Filter], new: Filter, adds: bool) -> tuple[Filter, ...]:
    """Return what becomes of conditions on one dimension: replaced, made longer, or with values taken out."""
    before = known[0]
    is_plain = len(known) == 1 and before.operator in (*_POSITIVE, *_NEGATIVE)
    if new.operator in _NEGATIVE and is_plain and before.operator in _POSITIVE:
        left = tuple(v for v in before.values if v not in new.values)
        if not left or len(left) == len(before.values):
            raise Misfit("That contradicts the filter, or changes nothing. Drop the filter first.")
        return (_listed(new, left, is_not=False),)
    is_same_side = is_plain and (before.operator in _NEGATIVE) == (new.operator in _NEGATIVE)
    if new.operator in _NEGATIVE and is_same_side:
        return (_listed(new, (*before.values, *new.values), is_not=True),)
    if adds and new.operator in _POSITIVE and is_same_side:
        return (_listed(new, (*before.values, *new.values), is_not=False),)
    if adds:
        raise Misfit("There is a condition on the same thing that it can't be added to. Drop the filter first.")
    return (new,)


def _listed(condition: Filter, values: Sequence[Scalar], is_not: bool) -> Filter:
    values = tuple(dict.fromkeys(values))
    one, many = (Operator.NE, Operator.NOT_IN) if is_not else (Operator.EQ, Operator.IN)
    return replace(condition, operator=one if len(values) == 1 else many, values=values)


def _check_shares(query: MetricQuery, dimension: str) -> None:
    if query.share and any(g.name == dimension for g in query.group_by):
        raise Misfit("A filter on what the shares are of would change every share. Drop them first: 'as numbers'.")


def _is_of_ranking(condition: Filter, query: MetricQuery) -> bool:
    return (
        is_ranked(query)
        and condition.operator is Operator.NOT_NULL
        and any(g.name == condition.dimension for g in query.group_by)
    )


def _measured(query: MetricQuery) -> list[str]:
    found = [o.name for o in query.order_by] + [h.column for h in query.having]
    return [*found, *([query.top.by] if query.top else [])]
