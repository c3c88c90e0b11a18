"""What can be worked out of a query's rows, and what has no meaning."""

from __future__ import annotations

from metrics_cli.analysis import CHANGE, PERCENT, PREVIOUS, SHARE
from metrics_cli.catalog import Catalog, Metric
from metrics_cli.catalog.additivity import AT_ONE_DATE, DISTINCT, SUM
from metrics_cli.catalog.grains import SHORTER
from metrics_cli.catalog.names import nearest
from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.presentation.sentences import join_words
from metrics_cli.query import METRIC_TIME, STATISTICS, GroupBy, MetricQuery, Operator

ADDS_UP = (SUM, DISTINCT, *AT_ONE_DATE)
_WHY_NOT = {
    "ratio": "is a ratio",
    "average": "is an average",
    "median": "is a median",
    "percentile": "is a percentile",
    "min": "is a minimum",
    "max": "is a maximum",
    "state": "counts distinct things at the end of a span",
    "conversion": "is told of events that lead to others",
    "offset": "looks at another period",
    "formula": "is no sum of what it is made of",
}


def check_analysis(query: MetricQuery, catalog: Catalog) -> None:
    """Raise QueryInvalid for an average, comparison, share or ranking without a meaning.

    Raises NameUnknown for a column that is not there.
    """
    if query.mean:
        _check_mean(query, catalog)
    if query.compare:
        _check_comparison(query, catalog)
    if query.share:
        _check_share(query, catalog)
    columns = result_columns(query, catalog)
    groups = [g.column for g in query.shown_groups]
    if query.top:
        _check_finer(query.top.within, groups, "rank")
        _check_column(query.top.by, [c for c in columns if c not in groups])
    for name in [h.column for h in query.having] + [o.name for o in query.order_by]:
        _check_column(name, columns)


def result_columns(query: MetricQuery, catalog: Catalog) -> list[str]:
    """Return the names of the columns of the result, those that are worked out included."""
    found = [g.column for g in query.shown_groups]
    if query.compare:
        found += [g.column + PREVIOUS for g in aligned(query, catalog)]
    for metric in query.metrics:
        found.append(metric)
        found += [metric + end for end in (PREVIOUS, CHANGE, PERCENT)] if query.compare else []
    return found + ([metric + SHARE for metric in query.metrics] if query.share else [])


def aligned(query: MetricQuery, catalog: Catalog) -> tuple[GroupBy, ...]:
    """Return the time buckets that a comparison sets side by side: those of the date that the metrics go by."""
    return tuple(g for g in dated_groups(query, catalog) if g in query.shown_groups)


def dated_groups(query: MetricQuery, catalog: Catalog) -> tuple[GroupBy, ...]:
    """Return all time buckets of the date that the metrics go by, those that are averaged over included."""
    return tuple(g for g in query.group_by if g.grain and is_own_date(g.name, query, catalog))


def date_parts(query: MetricQuery, catalog: Catalog) -> tuple[GroupBy, ...]:
    """Return the groups that are parts of the date that the metrics go by."""
    return tuple(g for g in query.shown_groups if g.date_part and is_own_date(g.name, query, catalog))


def is_own_date(name: str, query: MetricQuery, catalog: Catalog) -> bool:
    """Tell whether a dimension is the date that all metrics of the query go by."""
    return name == METRIC_TIME or all(catalog.metrics[m].time_dimensions == (name,) for m in query.metrics)


def _check_mean(query: MetricQuery, catalog: Catalog) -> None:
    assert query.mean is not None
    if query.share:
        raise QueryInvalid("averages don't add up to a whole: they have no shares", "leave one of the two out")
    if query.mean.statistic not in STATISTICS:
        raise QueryInvalid(f"'{query.mean.statistic}' is no average", f"use {', '.join(STATISTICS)}")
    for name in query.mean.over:
        _check_column(name, [g.column for g in query.group_by])
    dated = [g for g in query.averaged_groups if g.grain and is_own_date(g.name, query, catalog)]
    if not query.mean.over or (dated and len(query.averaged_groups) > 1):
        raise QueryInvalid("an average is over one unit of time, or over members", "name one, and split by the rest")
    if any(g.grain in SHORTER for g in dated):
        raise QueryInvalid(f"an average over each {dated[0].grain} is not told", "average over days")


def _check_comparison(query: MetricQuery, catalog: Catalog) -> None:
    metrics = [catalog.metrics[m] for m in query.metrics]
    dateless = [m.label for m in metrics if not catalog.has_time(m.name)]
    if dateless:
        raise QueryInvalid(
            f"{join_words(dateless)} can't be compared over time: no date is known", "leave --compare out"
        )
    # Of a state only the last day counts: MRR until yesterday beside MRR until a year before that.
    needs_start = any(m.stands != "end" for m in metrics) or bool(dated_groups(query, catalog))
    if query.period is None or (query.period.start is None and needs_start):
        reason = "a comparison needs a period with a first day"
        raise QueryInvalid(reason, "name one: --period last_quarter, or --start and --end")
    for metric in metrics:
        if metric.offset_grain or (metric.needs_time and not metric.is_cumulative):
            earlier = f"one {metric.offset_grain} earlier" if metric.offset_grain else "another period"
            raise QueryInvalid(f"{metric.label} looks at {earlier} already", "compare the metrics that it is made of")
    _check_dates_of_conditions(query, catalog)
    if any(g.date_part == "year" for g in date_parts(query, catalog)):
        raise QueryInvalid("no year is in both periods when rows are parts of a date", "group by year instead")


def _check_dates_of_conditions(query: MetricQuery, catalog: Catalog) -> None:
    """Raise QueryInvalid for a condition that would leave other days out of the one period than of the other."""
    own = {METRIC_TIME, *(name for m in query.metrics for name in catalog.metrics[m].time_dimensions)}
    for condition in query.filters:
        is_undated = condition.operator in (Operator.IS_NULL, Operator.NOT_NULL)
        # The same months or weekdays of both periods are like for like.
        recurs = condition.date_part not in (None, "year")
        if condition.dimension in own and not is_undated and not recurs:
            reason = (
                f"the condition on {condition.dimension} would leave other days out of the one period than the other"
            )
            raise QueryInvalid(reason, "name the dates by --period, or by --start and --end")


def _check_share(query: MetricQuery, catalog: Catalog) -> None:
    assert query.share is not None
    for metric in (catalog.metrics[m] for m in query.metrics):
        if metric.additivity not in ADDS_UP:
            why = _WHY_NOT.get(metric.additivity, f"is told by {metric.additivity}")
            raise QueryInvalid(f"{metric.label} has no shares: it {why}, and its groups don't add up", _instead(metric))
        times = [g.column for g in query.group_by if g.name == METRIC_TIME]
        is_running = metric.is_cumulative or metric.additivity in AT_ONE_DATE
        if is_running and not set(times) <= set(query.share.within):
            reason = f"{metric.label} is told at a date: its dates don't add up"
            raise QueryInvalid(reason, f"take shares within {', '.join(times)}")
    _check_finer(query.share.within, [g.column for g in query.group_by], "take shares of")


def _instead(metric: Metric) -> str:
    return f"ask for the share of {' or '.join(metric.inputs)}" if metric.inputs else "leave --share out"


def _check_finer(within: tuple[str, ...], groups: list[str], purpose: str) -> None:
    for name in within:
        _check_column(name, groups)
    if not set(groups) - set(within):
        finer = f" finer than {', '.join(within)}" if within else ""
        raise QueryInvalid(f"there is nothing{finer} to {purpose}", "add a dimension to --group-by")


def _check_column(name: str, columns: list[str]) -> None:
    if name not in columns:
        near = nearest(name, {c: (c,) for c in columns})
        hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(columns)}"
        raise NameUnknown(f"the result has no column '{name}'", hint)
