"""What was computed, in one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from metrics_cli.catalog import Catalog
from metrics_cli.period import Period, spoken, whole
from metrics_cli.query import METRIC_TIME, Filter, GroupBy, Having, MetricFilter, MetricQuery, Operator

_OPERATORS = {
    Operator.EQ: "is",
    Operator.NE: "is not",
    Operator.IN: "is one of",
    Operator.NOT_IN: "is none of",
    Operator.GT: "is over",
    Operator.GE: "is at least",
    Operator.LT: "is under",
    Operator.LE: "is at most",
    Operator.BETWEEN: "is between",
    Operator.LIKE: "is like",
    Operator.NOT_LIKE: "is not like",
    Operator.CONTAINS: "contains",
    Operator.NOT_CONTAINS: "does not contain",
    Operator.IS_NULL: "is missing",
    Operator.NOT_NULL: "is known",
}
# MetricFlow counts weekdays from Monday, as ISO does, on every warehouse.
_PARTS = {
    "dow": "weekday (1 is Monday)",
    "doy": "day of the year",
    "day": "day of the month",
    "month": "month of the year",
    "quarter": "quarter of the year",
}


def describe(query: MetricQuery, catalog: Catalog) -> str:
    """Return the sentence: Revenue by Category, 1 Oct – 31 Dec 2025, top 5."""
    text = averaged_label(join_words([label_of(m, catalog) for m in query.metrics]), query, catalog)
    if query.shown_groups:
        text += f" by {join_words([group_label(g, catalog) for g in query.shown_groups])}"
    conditions: list[Filter | MetricFilter] = [*query.filters, *query.metric_filters]
    if conditions:
        text += f" where {' and '.join(_condition(c, catalog) for c in conditions)}"
    text += f", {describe_period(query.period)}" if query.period else ", all dates"
    text += "".join(f", {part}" for part in _worked_out(query, catalog))
    groups = [g.column for g in query.shown_groups]
    if query.limit is not None and query.order_by and query.order_by[0].name not in groups:
        text += f", {'top' if query.order_by[0].descending else 'bottom'} {query.limit}"
    elif query.limit is not None:
        text += f", first {query.limit} rows"
    return text


def averaged_label(label: str, query: MetricQuery, catalog: Catalog) -> str:
    """Return what is called `label` as the average that it is of: Average revenue per month, Average of ARR per month.

    The label itself when nothing is averaged.
    """
    if query.mean is None:
        return label
    over = " and ".join(_member(g, catalog) for g in query.averaged_groups)
    word = _STATISTICS[query.mean.statistic]
    is_average = label.lower().startswith(("average", "avg", "mean", "median"))
    plain = label[:1].lower() + label[1:] if label[1:2].islower() else label
    parts = ", part ones too" if query.mean.parts else ""
    return " ".join(f"{word} {'of ' if is_average else ''}{plain} per {over}{parts}".split())


_STATISTICS = {"mean": "Average", "median": "Median", "min": "Smallest", "max": "Largest"}


def _member(group: GroupBy, catalog: Catalog) -> str:
    label = group_label(group, catalog)
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def parts_of(query: MetricQuery, catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Return every part of a query in words, by its kind: what is asked, by what, under which conditions, when."""
    groups = [g.column for g in query.shown_groups]
    rank: tuple[str, ...] = ()
    order = query.order_by
    if query.limit is not None:
        is_rank = bool(order) and order[0].name not in groups
        side = f"the {'top' if order[0].descending else 'bottom'}" if is_rank else "the first"
        rank = (f"{side} {query.limit}{f' by {_column(order[0].name, catalog)}' if is_rank else ''}",)
        order = order[1:] if is_rank else order
    named = {g.column: group_label(g, catalog) for g in query.group_by}
    orders = tuple(
        f"ordered by {named.get(o.name) or _column(o.name, catalog)}{' descending' if o.descending else ''}"
        for o in order
    )
    conditions: list[Filter | MetricFilter] = [*query.filters, *query.metric_filters]
    worked_out = {
        "compare": replace(query, share=None, having=(), top=None),
        "share": replace(query, compare=None, having=(), top=None),
        "having": replace(query, compare=None, share=None, top=None),
        "top": replace(query, compare=None, share=None, having=()),
    }
    return {
        "metrics": tuple(label_of(m, catalog) for m in query.metrics),
        "saved_query": (f"the saved query {query.saved_query}",) if query.saved_query else (),
        "group_by": tuple(f"by {group_label(g, catalog)}" for g in query.shown_groups),
        "mean": (averaged_label("", query, catalog),) if query.mean else (),
        "filters": tuple(_condition(c, catalog) for c in conditions),
        "period": (describe_period(query.period) if query.period else "all dates",),
        **{name: tuple(_worked_out(part, catalog)) for name, part in worked_out.items()},
        "limit": rank,
        "order": orders,
    }


def _worked_out(query: MetricQuery, catalog: Catalog) -> list[str]:
    """Return what is made of the engine's rows: the comparison, the shares, the conditions, the best of each group."""
    groups = {g.column: group_label(g, catalog) for g in query.shown_groups}
    found = []
    if query.compare:
        other = [describe_period(query.compare.period)] if query.compare.period else []
        named = [_COMPARISONS[query.compare.kind]] if query.compare.kind in _COMPARISONS else []
        found.append(f"compared with {', '.join(named + other)}")
    if query.share:
        within = join_words([groups.get(c, c) for c in query.share.within]) if query.share.within else ""
        found.append(f"with shares of each {within}" if within else "with shares of the total")
    if query.having:
        found.append(f"where {' and '.join(_having(h, catalog) for h in query.having)}")
    if query.top:
        within = join_words([groups.get(c, c) for c in query.top.within]) if query.top.within else ""
        side = "top" if query.top.descending else "bottom"
        found.append(
            f"{side} {query.top.count}{f' within each {within}' if within else ''} by {_column(query.top.by, catalog)}"
        )
    return found


_COMPARISONS = {"previous_period": "the period before", "previous_year": "the year before"}


def _having(condition: Having, catalog: Catalog) -> str:
    values = (" and " if condition.operator is Operator.BETWEEN else ", ").join(str(v) for v in condition.values)
    return f"{_column(condition.column, catalog)} {_OPERATORS[condition.operator]} {values}".strip()


def _column(name: str, catalog: Catalog) -> str:
    """Return what a column of the result is called within a sentence: Revenue, Revenue change."""
    metric, _, end = name.partition("__")
    return f"{label_of(metric, catalog)} {end.replace('_', ' ')}".strip() if metric in catalog.metrics else name


def describe_period(period: Period) -> str:
    """Return the dates, and the name they came from when it says more: 1 Jul – 30 Sep 2026 (last quarter)."""
    dates = _span(period.start, period.end)
    name = spoken(period.expression) if period.anchor is not None else None
    return f"{dates} ({name})" if name else dates


def format_day(day: date) -> str:
    """Return 5 Mar 2024."""
    return f"{day.day} {day:%b} {day.year}"


def label_of(metric: str, catalog: Catalog) -> str:
    """Return the metric's label, its name when it has none."""
    return catalog.metrics[metric].label if metric in catalog.metrics else metric


def unit_name(grain: str | None) -> str | None:
    """Return what a unit of time is called: fiscal quarter, for the project's own grain fiscal_quarter."""
    return grain.replace("_", " ") if grain else None


def group_label(group: GroupBy, catalog: Catalog) -> str:
    """Return what a group-by is called: Category, month, Sign-up date by month."""
    unit = _PARTS.get(group.date_part, group.date_part) if group.date_part else unit_name(group.grain)
    if group.name == METRIC_TIME:
        return unit or "day"
    known = catalog.dimensions.get(group.name)
    label = known.label if known else group.name
    return f"{label} by {unit}" if unit else label


def join_words(words: list[str]) -> str:
    """Return a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _condition(condition: Filter | MetricFilter, catalog: Catalog) -> str:
    joiner = " and " if condition.operator is Operator.BETWEEN else ", "
    values = joiner.join(str(v) for v in condition.values)
    return f"{_subject(condition, catalog)} {_OPERATORS[condition.operator]} {values}{_told_over(condition)}".strip()


def _told_over(condition: Filter | MetricFilter) -> str:
    """Return the dates that the condition alone is told over: in 2025."""
    period = condition.period if isinstance(condition, MetricFilter) else None
    return f" ({describe_period(period)})" if period else ""


def _subject(condition: Filter | MetricFilter, catalog: Catalog) -> str:
    if isinstance(condition, MetricFilter):
        entities = join_words([e.rpartition("__")[2].replace("_", " ") for e in condition.per])
        return f"{label_of(condition.metric, catalog)} per {entities}"
    unit = GroupBy(condition.dimension, condition.grain, condition.date_part)
    label = group_label(unit, catalog)
    return label[:1].upper() + label[1:]


def _span(start: date | None, end: date | None) -> str:
    if start is None:
        return f"until {format_day(end)}" if end else "all dates"
    if end is None:
        return f"since {format_day(start)}"
    if start == end:
        return format_day(start)
    if whole(start, "month") == (start, end):
        return f"{start.day} – {format_day(end)}"
    return f"{start.day} {start:%b}{f' {start.year}' if start.year != end.year else ''} – {format_day(end)}"
