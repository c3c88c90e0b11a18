"""From a typed query to a plan: the SQL and the equivalent `mf` command line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from metrics_cli.catalog import Catalog, Joins, Manifest
from metrics_cli.catalog.grains import is_shorter
from metrics_cli.errors import QueryInvalid
from metrics_cli.period import UNITS, Period, is_aligned, whole
from metrics_cli.query import METRIC_TIME, Filter, MetricFilter, MetricQuery, Operator, mf_command, mf_name, mf_orders
from metrics_cli.semantic_layer.compiler import Compiler
from metrics_cli.semantic_layer.filters import render_filter, render_metric_filter

# MetricFlow's time ranges know only these days: it moves an end that lies beyond, or is open, to them, in silence.
_FIRST, _LAST = date(2000, 1, 1), date(2040, 12, 31)


@dataclass(frozen=True)
class Plan:
    """What will run: `sql`, the `mf` command line that does the same, and what must be said of it."""

    sql: str
    mf: str
    caveats: tuple[str, ...] = ()


class SemanticLayer:
    """MetricFlow over one manifest; its engine is opened when first needed."""

    def __init__(self, manifest: Manifest, adapter: str, cache: Path, context: str = "") -> None:
        """`cache` is the folder to keep SQL and joins in, `context` what else that SQL is for: target and database."""
        self._adapter = adapter
        self._engine = Compiler(manifest, adapter, cache, context)

    def joins(self) -> Joins:
        """Return the joins of every metric, each asked for when first looked at: kept ones need no MetricFlow."""
        return self._engine.joins

    def plan(self, query: MetricQuery, catalog: Catalog, beyond_limit: int = 0, first: date | None = None) -> Plan:
        """Return the plan of `query`. Raises QueryInvalid when MetricFlow rejects it.

        The SQL asks for `beyond_limit` more rows than the query's limit, so that a tie across it can be seen. `first`
        is the first day of the data, where it is known: a running figure counts from there.
        """
        for name in (*query.metrics, *(condition.metric for condition in query.metric_filters)):
            _check_inputs(name, catalog)
        for condition in query.metric_filters:
            told = condition.period or query.period
            if told and (told.start or told.end):
                reason = f"MetricFlow tells {condition.metric} per {condition.per[0]} over all dates only"
                raise QueryInvalid(reason, "leave the dates out")
        period, by_filter, caveats = _window(query, catalog, first)
        filters = query.filters + by_filter
        asked, (query, own) = query, _spelled_out(query, catalog)
        conditions: tuple[Filter | MetricFilter, ...] = (*filters, *query.metric_filters)
        added = tuple(self._rendered(c, query, catalog) for c in conditions)
        where = (*own, *added)
        sql = self._engine.compile(
            metrics=query.metrics,
            group_by=[mf_name(g) for g in query.group_by],
            where=where,
            start=_midnight(period, "start"),
            end=_midnight(period, "end"),
            order_by=mf_orders(query),
            limit=query.limit + beyond_limit if query.limit is not None else None,
            saved_query=query.saved_query,
        )
        command = mf_command(asked, added, period) if _is_own(asked, catalog) else mf_command(query, where, period)
        return Plan(sql, command, caveats)

    def _rendered(self, condition: Filter | MetricFilter, query: MetricQuery, catalog: Catalog) -> str:
        if isinstance(condition, MetricFilter):
            return render_metric_filter(condition, self._adapter)
        return render_filter(condition, *_kind(condition.dimension, query, catalog), self._adapter)


def _check_inputs(name: str, catalog: Catalog) -> None:
    """Raise QueryInvalid for a metric whose inputs MetricFlow takes for one another."""
    metric = catalog.metrics.get(name)
    for twice in metric.confused_inputs if metric else ():
        reason = f"{name} takes {twice} twice in different ways under one name, and MetricFlow computes both as one"
        raise QueryInvalid(reason, "give one of them an `alias` in the definition of the metric, then run `dbt parse`")


def _kind(name: str, query: MetricQuery, catalog: Catalog) -> tuple[str, str | None]:
    """Return a dimension's type, and its finest grain when it is a time."""
    if name == METRIC_TIME:
        return "time", catalog.time_grain(query.metrics)
    found = catalog.dimensions.get(name)
    if found is None:
        return "categorical", None
    return found.type, found.grain if found.type == "time" else None


def _spelled_out(query: MetricQuery, catalog: Catalog) -> tuple[MetricQuery, tuple[str, ...]]:
    """Return the query without its saved query where it asks for more than that one, and that one's own filters.

    MetricFlow cuts the rows to the saved query's own limit, whatever limit or analysis comes after it.
    """
    if not query.saved_query or (_is_own(query, catalog) and query.limit is None):
        return query, ()
    return replace(query, saved_query=None), catalog.saved_queries[query.saved_query].where


def _is_own(query: MetricQuery, catalog: Catalog) -> bool:
    """Tell whether the query asks for the groups, the metrics and the number of rows of its saved query."""
    saved = catalog.saved_queries.get(query.saved_query or "")
    return saved is not None and (len(query.group_by), len(query.metrics), query.limit) == (
        len(saved.group_by),
        len(saved.metrics),
        saved.limit,
    )


def _midnight(period: Period | None, end: str) -> datetime | None:
    day = getattr(period, end) if period else None
    return datetime.combine(day, time.min) if day else None


def _window(
    query: MetricQuery, catalog: Catalog, first: date | None = None
) -> tuple[Period | None, tuple[Filter, ...], tuple[str, ...]]:
    """Return the period as MetricFlow's time range, or as an exact filter on the day where the range would differ.

    MetricFlow widens a range to whole grains: by week, a quarter would count days outside it. Of a date that is kept
    by the hour or finer it leaves out the last day, as it ends the range at that day's first moment. It cuts ranges
    to the days from _FIRST to _LAST, and what a running figure counts to those after _FIRST. A filter on the day keeps
    rows of the result, so a running figure is not cut by it, but one without a date has no such rows.
    """
    period = query.period
    if period is None:
        return None, (), ()
    grains = {g.grain for g in query.group_by if g.name == METRIC_TIME and g.grain}
    is_aligned_to_all = all(is_shorter(grain) or is_aligned(period, grain) for grain in grains)
    looking = [catalog.metrics[m] for m in query.metrics if m in catalog.metrics]
    is_dated = any(g.name == METRIC_TIME for g in query.group_by)
    is_cut = _is_cut(period, first) and (is_dated or not any(m.is_cumulative for m in looking))
    if not any(map(is_shorter, catalog.date_grains(query.metrics))):
        if is_aligned_to_all and not is_cut:
            return period, (), ()
        # What is set against an earlier period keeps whole ones: a part has no like part a month earlier.
        if not is_aligned_to_all and any(m.needs_time and not m.is_cumulative for m in looking):
            told = (f"each {min(grains)} is shown whole, also where it reaches beyond the period",)
            return (None, _days(_widened(period, grains)), told) if is_cut else (period, (), told)
    exact = _days(period)
    parts = [g for g in grains if not (is_shorter(g) or is_aligned(period, g) or _is_fiscally_whole(period, g))]
    if not parts:
        return None, exact, ()
    edges = " and ".join(sorted(g.replace("_", " ") for g in parts))
    does = "look only at days" if any(m.is_cumulative for m in looking) else "count only the days"
    return None, exact, (f"the first and the last {edges} {does} inside the period",)


def _is_fiscally_whole(period: Period, grain: str) -> bool:
    """Tell whether a period that is told by fiscal years holds whole units of the project's own fiscal `grain`."""
    told = re.match(r"fiscal\((\d+),", period.expression)
    unit = grain.removeprefix("fiscal_")
    if not told or unit not in UNITS or unit == grain or not (period.start and period.end):
        return False
    first, last = whole(period.start, unit, year_start=int(told[1])), whole(period.end, unit, year_start=int(told[1]))
    return (first[0], last[1]) == (period.start, period.end)


def _days(period: Period) -> tuple[Filter, ...]:
    bounds = ((Operator.GE, period.start), (Operator.LE, period.end))
    return tuple(Filter(METRIC_TIME, operator, (day.isoformat(),)) for operator, day in bounds if day)


def _widened(period: Period, grains: Iterable[str]) -> Period:
    """Return the period with whole units of each of `grains` that the calendar has, as MetricFlow widens its ranges."""
    start, end = period.start, period.end
    for grain in (g for g in grains if g in UNITS):
        start = whole(start, grain)[0] if start else None
        end = whole(end, grain)[1] if end else None
    return replace(period, start=start, end=end)


def _is_cut(period: Period, first: date | None) -> bool:
    """Tell whether MetricFlow's range for the period would leave out days, or the data that a figure runs from."""
    is_within = period.start and period.end and period.start >= _FIRST and period.end <= _LAST
    return not is_within or bool(first and first < _FIRST)
