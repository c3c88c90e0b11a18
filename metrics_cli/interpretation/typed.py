"""From the flags of `metrics query` to a typed query: names found, conditions read, dates checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from metrics_cli.catalog import Catalog, SavedQuery
from metrics_cli.catalog.names import find_group_by, find_metric, find_saved_query
from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.interpretation.conditions import parse_conditions
from metrics_cli.interpretation.filters import named_filters
from metrics_cli.interpretation.objects import read_group_by, read_order
from metrics_cli.period import ISO, Calendar, Period, resolve
from metrics_cli.query import (
    Comparison,
    Filter,
    Having,
    Mean,
    MetricFilter,
    MetricQuery,
    OrderBy,
    Share,
    TopWithin,
)

COMPARISONS = ("previous_period", "previous_year")


@dataclass(frozen=True)
class Flags:
    """What `metrics query` was told, as it was typed; a text that names several things has commas between them."""

    metrics: tuple[str, ...] = ()
    group_by: str = ""
    where: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    order: str = ""
    limit: int | None = None
    start: str | None = None
    end: str | None = None
    period: str | None = None
    compare: str | None = None
    share: str | None = None
    top: int | None = None
    within: str = ""
    saved_query: str | None = None
    average_over: str = ""
    statistic: str = "mean"
    part_units: bool = False


def typed_query(flags: Flags, catalog: Catalog, today: date, calendar: Calendar = ISO) -> MetricQuery:
    """Return the query that the flags state, its periods by `calendar`. Raises NameUnknown or QueryInvalid."""
    query = _saved(flags, catalog) if flags.saved_query else _named(flags, catalog)
    names = query.metrics
    period = _period(flags, today, calendar)
    if period and not all(catalog.has_time(name) for name in names):
        raise QueryInvalid(f"{', '.join(names)} can't be asked for a period: no date is shared", "leave the dates out")
    filters, metric_filters = named_filters(flags.where, names, catalog, today, calendar)
    query = replace(
        query,
        filters=filters,
        metric_filters=metric_filters,
        period=period,
        compare=_comparison(flags.compare, today, calendar),
    )
    if flags.average_over:
        query = _averaged(flags, query, catalog)
    if flags.share is not None:
        within = () if flags.share == "total" else _columns(flags.share, query, catalog, "take shares within")
        query = replace(query, share=Share(within))
    having = tuple(_having(f, query, catalog) for text in flags.having for f in parse_conditions(text))
    query = replace(query, having=having, limit=flags.limit if flags.limit is not None else query.limit)
    if flags.order:
        query = replace(query, order_by=_orders(flags.order, query, catalog))
    return _topped(flags, query, catalog)


def _named(flags: Flags, catalog: Catalog) -> MetricQuery:
    names = tuple(dict.fromkeys(find_metric(name, catalog) for text in flags.metrics for name in _split(text)))
    if not names:
        raise QueryInvalid("no metric is named", "see `metrics list`; `metrics values DIMENSION` lists values alone")
    return MetricQuery(names, tuple(dict.fromkeys(find_group_by(n, names, catalog) for n in _split(flags.group_by))))


def _saved(flags: Flags, catalog: Catalog) -> MetricQuery:
    """Return the saved query's own metrics, group-bys, order and limit; MetricFlow adds its filters."""
    saved: SavedQuery = catalog.saved_queries[find_saved_query(str(flags.saved_query), catalog)]
    if any(map(_split, flags.metrics)) or _split(flags.group_by):
        reason = f"the saved query {saved.name} says which metrics and dimensions"
        raise QueryInvalid(reason, "leave --metrics and --group-by out, or --saved-query")
    if not saved.metrics:
        reason = f"the saved query {saved.name} has no metrics"
        raise QueryInvalid(reason, f"run it by `metrics mf query --saved-query {saved.name}`")
    names = tuple(find_metric(name, catalog) for name in saved.metrics)
    groups = tuple(read_group_by(text, names, catalog) for text in saved.group_by)
    orders = tuple(read_order(text, names, groups, catalog) for text in saved.order_by)
    return MetricQuery(names, groups, order_by=orders, limit=saved.limit, saved_query=saved.name)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _period(flags: Flags, today: date, calendar: Calendar) -> Period | None:
    start, end, name = flags.start, flags.end, flags.period
    if name and (start or end):
        raise QueryInvalid("--period and --start or --end say the same thing twice", "use one of them")
    if name:
        return resolve(name, today, calendar)
    if not start and not end:
        return None
    for day in (start, end):
        _iso(day)
    return resolve(f"{start or ''}..{end or ''}", today)


def _iso(day: str | None) -> None:
    try:
        if day and date.fromisoformat(day).isoformat() != day:
            raise ValueError(day)
    except ValueError:
        raise QueryInvalid(f"'{day}' is not a date", "write it like 2024-12-31") from None


def _averaged(flags: Flags, query: MetricQuery, catalog: Catalog) -> MetricQuery:
    """Return the query averaged over what is named, which needs no place in --group-by."""
    over = [find_group_by(name, query.metrics, catalog) for name in _split(flags.average_over)]
    if query.saved_query and not set(over) <= set(query.group_by):
        raise QueryInvalid(f"the saved query {query.saved_query} is not split by that", "average over what it has")
    groups = tuple(dict.fromkeys((*query.group_by, *over)))
    mean = Mean(tuple(dict.fromkeys(g.column for g in over)), flags.statistic, flags.part_units)
    return replace(query, group_by=groups, mean=mean)


def _having(condition: Filter | MetricFilter, query: MetricQuery, catalog: Catalog) -> Having:
    if isinstance(condition, MetricFilter):
        raise QueryInvalid(f"'{condition.metric} per {condition.per[0]}' is no column of the result", "use --where")
    column = _column(condition.dimension, query, catalog, "filter the result by")
    return Having(column, condition.operator, condition.values)


def _comparison(text: str | None, today: date, calendar: Calendar) -> Comparison | None:
    if text is None or text in COMPARISONS:
        return Comparison(text) if text else None
    try:
        return Comparison("period", resolve(text, today, calendar))
    except QueryInvalid:
        hint = f"use {' or '.join(COMPARISONS)}, or a period such as 2024-Q3"
        raise QueryInvalid(f"'{text}' is nothing to compare with", hint) from None


def _topped(flags: Flags, query: MetricQuery, catalog: Catalog) -> MetricQuery:
    """Return the query with --top N: a limit when it is of all groups, else the top within each."""
    within = _split(flags.within)
    if flags.top is None:
        if within:
            raise QueryInvalid("--within says where to take the top, and no --top is given", "add --top 3")
        return query
    if not query.shown_groups:
        raise QueryInvalid("--top needs groups to choose from", "add --group-by")
    first = next((o for o in query.order_by if o.name not in {g.column for g in query.group_by}), None)
    by = first or OrderBy(query.metrics[0], descending=True)
    columns = _columns(flags.within, query, catalog, "take the top within")
    if within or query.is_analysed:
        return replace(query, top=TopWithin(flags.top, by.name, columns, by.descending))
    if flags.limit is not None:
        raise QueryInvalid("--top and --limit both say how many rows", "use one of them")
    return replace(query, order_by=query.order_by if first else (by, *query.order_by), limit=flags.top)


def _columns(text: str, query: MetricQuery, catalog: Catalog, purpose: str) -> tuple[str, ...]:
    """Return the group-by columns that `text` names."""
    columns = [_column(name, query, catalog, purpose) for name in _split(text)]
    groups = [g.column for g in query.shown_groups]
    for name in columns:
        if name not in groups:
            raise NameUnknown(f"can't {purpose} '{name}'", f"the groups are: {', '.join(groups) or 'none'}")
    return tuple(dict.fromkeys(columns))


def _orders(text: str, query: MetricQuery, catalog: Catalog) -> tuple[OrderBy, ...]:
    return tuple(
        OrderBy(_column(part.lstrip("-"), query, catalog, "order by"), part.startswith("-")) for part in _split(text)
    )


def _column(name: str, query: MetricQuery, catalog: Catalog, purpose: str) -> str:
    """Return the column of the result that `name` means: a metric, a group-by or something worked out from a metric."""
    columns = [*query.metrics, *(g.column for g in query.shown_groups)]
    if name in columns or ((query.compare or query.share) and name.startswith(tuple(f"{m}__" for m in query.metrics))):
        return name
    if name not in catalog.metrics:
        found = find_group_by(name, query.metrics, catalog)
        # `metric_time` or `ordered_at` means that group-by at whatever grain it is shown.
        shown = [g.column for g in query.shown_groups if g.name == found.name]
        if found.column in columns or (
            len(shown) == 1 and found.column.rpartition("__")[2] != name.rpartition("__")[2]
        ):
            return found.column if found.column in columns else shown[0]
    raise NameUnknown(f"can't {purpose} '{name}'", f"the result has: {', '.join(columns)}")
