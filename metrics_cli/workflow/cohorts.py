"""Conditions on a metric of each entity, told over the query's period: who met them then, and only those.

MetricFlow counts all dates for such a condition, whatever the period of the query (its issue 1946). So with a period
the metric is asked by entity over that period first, and the query is filtered on the entities that meet it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from metrics_cli.answer import Cell
from metrics_cli.catalog import Catalog
from metrics_cli.catalog.names import find_group_by
from metrics_cli.errors import QueryInvalid
from metrics_cli.execution.warehouse import Warehouse
from metrics_cli.period import Period
from metrics_cli.query import METRIC_TIME, Filter, GroupBy, MetricFilter, MetricQuery, Operator, Scalar
from metrics_cli.semantic_layer.layer import Plan

# Read to see which meet a condition: 0.2 s and 100 MB for a million. Kept: a list that MetricFlow compiles in 0.1 s.
MOST_READ = 1_000_000
MOST_KEPT = 10_000


class Planner(Protocol):
    """Turns a query into what will run."""

    def plan(self, query: MetricQuery, catalog: Catalog, beyond_limit: int = 0, first: date | None = None) -> Plan:
        """Return the plan of `query`, whose data begin on the day `first` where that is known. Raises QueryInvalid."""
        ...


class CohortPlanner:
    """Plans a query whose metric filters MetricFlow would misread as one that is filtered on their entities."""

    def __init__(self, layer: Planner, warehouse: Callable[[], Warehouse]) -> None:
        self._layer = layer
        self._warehouse = warehouse
        self._known: dict[MetricFilter, tuple[Filter, ...]] = {}

    def plan(self, query: MetricQuery, catalog: Catalog, beyond_limit: int = 0, first: date | None = None) -> Plan:
        """Return the plan. Raises QueryInvalid when more than MOST_KEPT entities meet a condition."""
        check_metric_filters(query, catalog)
        kept, filters = [], list(query.filters)
        for condition in query.metric_filters:
            period = condition.period or query.period
            if (period and (period.start or period.end)) or "__" in condition.per[0]:
                filters += self._cohort(replace(condition, period=period), catalog)
            else:
                kept.append(condition)
        planned = replace(query, filters=tuple(filters), metric_filters=tuple(kept))
        return self._layer.plan(planned, catalog, beyond_limit, first)

    def _cohort(self, condition: MetricFilter, catalog: Catalog) -> tuple[Filter, ...]:
        """Return the filters on the entities; asked once, as the parts of an analysis share them."""
        if condition not in self._known:
            self._known[condition] = _cohort(condition, catalog, self._layer, self._warehouse())
        return self._known[condition]


def over_its_period(query: MetricQuery) -> MetricQuery:
    """Return the query with the period that its metric filters are told over, whatever dates it is given later."""
    told = query.period or Period("all dates", None, None)
    return replace(query, metric_filters=tuple(replace(f, period=f.period or told) for f in query.metric_filters))


def metric_filter_caveats(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """Return what metric filters do that their words do not say."""
    said = []
    for condition in query.metric_filters:
        label, entity = catalog.metrics[condition.metric].label, condition.per[0].rpartition("__")[2]
        if query.filters or query.saved_query:
            said.append(f"{label} per {entity} counts all of it, whatever the other conditions")
    return (*dict.fromkeys(said), *left_out_caveats(query, catalog))


def left_out_caveats(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """Return which entities a metric filter leaves out that would meet it if nothing were 0."""
    said = []
    for condition in query.metric_filters:
        label, entity = catalog.metrics[condition.metric].label, condition.per[0].rpartition("__")[2]
        if _meets(0, condition):
            said.append(f"a {entity} with no {label} at all has no value, not 0, and is left out")
    return tuple(dict.fromkeys(said))


def check_metric_filters(query: MetricQuery, catalog: Catalog) -> None:
    """Raise QueryInvalid for a metric filter whose dates can't be those that are meant."""
    for condition in query.metric_filters:
        metric = catalog.metrics[condition.metric]
        _check_range(condition, metric.label)
        if metric.needs_time or metric.is_cumulative:
            reason = (
                f"{metric.label} is a running figure or a comparison, and has no value per {condition.per[0]} alone"
            )
            raise QueryInvalid(reason, "use another metric in the condition")
        if any(f.dimension == METRIC_TIME for f in query.filters):
            reason = f"{metric.label} per {condition.per[0]} would count all dates, not those of the condition on time"
            raise QueryInvalid(reason, "name the dates by --start and --end or --period")
        if query.period and not catalog.has_time(metric.name):
            raise QueryInvalid(f"{metric.label} has no date to be told over a period by", "leave the dates out")


def _check_range(condition: MetricFilter, label: str) -> None:
    if condition.operator is not Operator.BETWEEN:
        return
    low, high = condition.values
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        raise QueryInvalid(f"{label} between {low} and {high} is empty: it ends before it starts", "swap the two")


def _cohort(condition: MetricFilter, catalog: Catalog, layer: Planner, warehouse: Warehouse) -> tuple[Filter, ...]:
    """Return the filters that keep the entities whose metric, over its period, meets the condition."""
    entity = condition.per[0]
    group = find_group_by(entity.rpartition("__")[2], (condition.metric,), catalog)
    asked = MetricQuery((condition.metric,), (GroupBy(group.name),), period=condition.period)
    rows = warehouse.run(layer.plan(asked, catalog).sql, MOST_READ, {group.name, condition.metric})
    label = f"{catalog.metrics[condition.metric].label} per {group.name}"
    if rows.truncated:
        raise QueryInvalid(
            f"{label} has more than {MOST_READ:,} values", "leave the dates out, or name a shorter period"
        )
    at, value = rows.names.index(group.name), rows.names.index(condition.metric)
    met = [row[at] for row in rows.rows if row[at] is not None and _meets(row[value], condition)]
    if len(met) > MOST_KEPT:
        reason = f"{len(met):,} meet the condition on {label} in that period"
        raise QueryInvalid(reason, f"at most {MOST_KEPT:,} can be kept: make it stricter, or leave the dates out")
    if not met:
        return Filter(entity, Operator.IS_NULL), Filter(entity, Operator.NOT_NULL)
    return (Filter(entity, Operator.IN, tuple(_scalar(v) for v in met)),)


def _meets(value: Cell, condition: MetricFilter) -> bool:
    """Tell whether a metric's value meets the condition; one that has none meets no condition, as in SQL."""
    if value is None or (isinstance(value, str) and value not in _NOT_FINITE):
        return False
    # NaN compares with nothing in Python; a warehouse orders it above all.
    found = Decimal(str(value)) if value != "NaN" else Decimal("inf")
    wanted = [Decimal(str(v)) for v in condition.values]
    if condition.operator is Operator.BETWEEN:
        return wanted[0] <= found <= wanted[1]
    if condition.operator in (Operator.IN, Operator.NOT_IN):
        return (found in wanted) is (condition.operator is Operator.IN)
    return bool(_COMPARISONS[condition.operator](found, wanted[0]))


_NOT_FINITE = ("NaN", "inf", "-inf")
_COMPARISONS = {
    Operator.EQ: operator.eq,
    Operator.NE: operator.ne,
    Operator.GT: operator.gt,
    Operator.GE: operator.ge,
    Operator.LT: operator.lt,
    Operator.LE: operator.le,
}


def _scalar(value: Cell) -> Scalar:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value if isinstance(value, str | int | float | bool) else str(value)
