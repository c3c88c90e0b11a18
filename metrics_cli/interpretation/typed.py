"""From the flags of `metrics query` to a typed query: names found, conditions read, dates checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from metrics_cli.catalog import Catalog
from metrics_cli.catalog.names import find_group_by, find_metric
from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.interpretation.conditions import parse_conditions
from metrics_cli.period import Period, resolve
from metrics_cli.query import METRIC_TIME, Filter, GroupBy, MetricQuery, OrderBy

Window = tuple[str | None, str | None, str | None]


def typed_query(
    metrics: str,
    group_by: str,
    where: Sequence[str],
    order: str,
    limit: int | None,
    window: Window,
    catalog: Catalog,
    today: date,
) -> MetricQuery:
    """Return the query that the flags state; `window` is (start, end, period). Raises NameUnknown or QueryInvalid."""
    names = tuple(dict.fromkeys(find_metric(name, catalog) for name in _split(metrics)))
    if not names:
        raise QueryInvalid("no metric is named", "see `metrics list`")
    groups = tuple(dict.fromkeys(find_group_by(name, names, catalog) for name in _split(group_by)))
    filters = tuple(_named(f, names, catalog) for text in where for f in parse_conditions(text))
    period = _period(window, today)
    if period and not all(catalog.has_time(name) for name in names):
        raise QueryInvalid(f"{', '.join(names)} can't be asked for a period: no date is shared", "leave the dates out")
    return MetricQuery(names, groups, filters, period, _orders(order, names, groups, catalog), limit)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _named(condition: Filter, metrics: Sequence[str], catalog: Catalog) -> Filter:
    if condition.dimension == METRIC_TIME:
        return condition
    found = find_group_by(condition.dimension, metrics, catalog)
    if found.grain and condition.dimension.endswith(f"__{found.grain}"):
        reason = f"'{condition.dimension}' names a {found.grain}, and a condition compares days"
        raise QueryInvalid(reason, f"write {condition.dimension.removesuffix(f'__{found.grain}')} >= … and … <= …")
    if found.name == METRIC_TIME:
        raise QueryInvalid(
            f"'{condition.dimension}' is a grain, not a dimension", "use metric_time, or --start and --end"
        )
    return replace(condition, dimension=found.name)


def _period(window: Window, today: date) -> Period | None:
    start, end, name = window
    if name and (start or end):
        raise QueryInvalid("--period and --start or --end say the same thing twice", "use one of them")
    if name:
        return resolve(name, today)
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


def _orders(text: str, metrics: Sequence[str], groups: Sequence[GroupBy], catalog: Catalog) -> tuple[OrderBy, ...]:
    columns = [*metrics, *(g.column for g in groups)]
    found = []
    for part in _split(text):
        name, descending = part.lstrip("-"), part.startswith("-")
        if name not in columns:
            name = find_group_by(name, metrics, catalog).column
        if name not in columns:
            raise NameUnknown(f"can't order by '{part.lstrip('-')}'", f"the result has: {', '.join(columns)}")
        found.append(OrderBy(name, descending))
    return tuple(found)
