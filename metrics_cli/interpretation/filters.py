"""From conditions as typed to filters over the catalog: names found, dates, weekdays and months read."""

from __future__ import annotations

from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from metrics_cli.catalog import Catalog
from metrics_cli.catalog.grains import is_shorter
from metrics_cli.catalog.names import find_group_by, find_metric
from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.conditions import parse_conditions
from metrics_cli.period import ISO, UNITS, Calendar, Period, floor, resolve, whole
from metrics_cli.query import Filter, GroupBy, MetricFilter, Operator, Scalar

_Resolved = Callable[[str], Period]
_NAMED = {
    "dow": {n.lower(): i for names in (day_name, day_abbr) for i, n in enumerate(names, 1)},
    "month": {n.lower(): i for names in (month_name, month_abbr) for i, n in enumerate(names) if n},
}
# Which end of a period a condition compares with: after March is after its last day.
_ENDS = {Operator.GE: "start", Operator.LT: "start", Operator.GT: "end", Operator.LE: "end"}


def named_filters(
    texts: Sequence[str], metrics: Sequence[str], catalog: Catalog, today: date, calendar: Calendar = ISO
) -> tuple[tuple[Filter, ...], tuple[MetricFilter, ...]]:
    """Return the filters and the metric filters that conditions state. Raises NameUnknown or QueryInvalid."""
    found = [condition for text in texts for condition in parse_conditions(text)]
    plain = [
        _named(f, metrics, catalog, lambda text: resolve(text, today, calendar)) for f in found if isinstance(f, Filter)
    ]
    return tuple(plain), tuple(_per(f, metrics, catalog) for f in found if isinstance(f, MetricFilter))


def _per(condition: MetricFilter, metrics: Sequence[str], catalog: Catalog) -> MetricFilter:
    """Return the condition with MetricFlow's names; its entity must join both its metric and the query's."""
    metric = find_metric(condition.metric, catalog)
    entity = find_group_by(condition.per[0], metrics, catalog)
    own = find_group_by(entity.name.rpartition("__")[2], (metric,), catalog)
    for found in (entity, own):
        if catalog.dimensions[found.name].type != "entity":
            raise QueryInvalid(f"'{condition.per[0]}' is no entity", "name one: `METRIC per ENTITY > 3`")
    if condition.operator in (Operator.IS_NULL, Operator.NOT_NULL):
        raise QueryInvalid(f"{metric} per {entity.name} can only be compared with numbers", "use = != < <= > >=")
    return replace(condition, metric=metric, per=(entity.name,))


def _named(condition: Filter, metrics: Sequence[str], catalog: Catalog, resolved: _Resolved) -> Filter:
    typed = condition.dimension
    found = find_group_by(typed, metrics, catalog)
    condition = replace(condition, dimension=found.name)
    if found.date_part:
        values = tuple(_part(found.date_part, v) for v in condition.values)
        return replace(condition, date_part=found.date_part, values=values)
    if not found.grain:
        return condition
    if is_shorter(found.grain):
        return _timed(condition, found.grain if _says_grain(typed, found, catalog) else None, resolved)
    if _says_grain(typed, found, catalog) and found.grain != "day":
        return replace(
            condition, grain=found.grain, values=tuple(_unit(found.grain, v, resolved) for v in condition.values)
        )
    return _dated(condition, resolved)


def _timed(condition: Filter, grain: str | None, resolved: _Resolved) -> Filter:
    """Return a condition on a time of day; a date, or a period's name, means whole days all the same."""
    if not all(_is_moment(v) and len(str(v)) > 10 for v in condition.values):
        return _dated(condition, resolved)
    for value in condition.values if grain else ():
        moment = datetime.fromisoformat(str(value)).replace(tzinfo=None)
        if moment != _floored(moment, grain):
            raise QueryInvalid(f"'{value}' is no whole {grain}", f"write {_floored(moment, grain).isoformat()}")
    return replace(condition, grain=grain)


def _floored(moment: datetime, grain: str | None) -> datetime:
    cut = {"hour": 3600 * 10**6, "minute": 60 * 10**6, "second": 10**6, "millisecond": 1000}.get(grain or "", 1)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    since = (moment - midnight) // timedelta(microseconds=1)
    return midnight + timedelta(microseconds=since - since % cut)


def _says_grain(typed: str, found: GroupBy, catalog: Catalog) -> bool:
    return typed.lower() in catalog.grains or typed.lower().endswith(f"__{found.grain}")


def _part(part: str, value: Scalar) -> Scalar:
    """Return a weekday's or a month's number for its name; another value as it is."""
    return _NAMED.get(part, {}).get(value.lower(), value) if isinstance(value, str) else value


def _unit(grain: str, value: Scalar, resolved: _Resolved) -> Scalar:
    """Return the first day of the month (quarter, week …) that `value` names, which is how MetricFlow shows it."""
    if grain not in UNITS:
        return str(value)
    try:
        period = resolved(str(value))
    except QueryInvalid:
        part = f"; for every year's, {grain}_of_year" if grain in ("month", "quarter") else ""
        raise QueryInvalid(f"'{value}' is no {grain}", f"write {_example(grain, None)}{part}") from None
    start, end = period.start, period.end
    if start and (whole(start, grain) == (start, end) or start == end == floor(start, grain)):
        return start.isoformat()
    raise QueryInvalid(f"'{value}' is no {grain}", f"write {_example(grain, start)}")


def _example(grain: str, day: date | None) -> str:
    first = floor(day or date(2024, 1, 1), grain)
    written = {"year": f"{first:%Y}", "quarter": f"{first:%Y}-Q{(first.month + 2) // 3}", "month": f"{first:%Y-%m}"}
    return written.get(grain, first.isoformat())


def _dated(condition: Filter, resolved: _Resolved) -> Filter:
    """Return a condition on a date whose values may be days or names of periods: = 2024-03 is any day of March."""
    values = condition.values
    if all(_is_moment(v) for v in values):
        return condition
    if len(values) != 1 or condition.operator not in (*_ENDS, Operator.EQ):
        odd = next(v for v in values if not _is_moment(v))
        raise QueryInvalid(f"'{odd}' is not a date", "write it like 2024-12-31")
    period = resolved(str(values[0]))
    if condition.operator is Operator.EQ:
        return _inside(condition, period)
    day = getattr(period, _ENDS[condition.operator])
    if day is None:
        raise QueryInvalid(f"'{values[0]}' has no such end to compare with", "name a day")
    return replace(condition, values=(day.isoformat(),))


def _inside(condition: Filter, period: Period) -> Filter:
    if period.start and period.end:
        values = (period.start.isoformat(), period.end.isoformat())
        return replace(condition, operator=Operator.BETWEEN, values=values)
    operator, day = (Operator.GE, period.start) if period.start else (Operator.LE, period.end)
    assert day is not None
    return replace(condition, operator=operator, values=(day.isoformat(),))


def _is_moment(value: Scalar) -> bool:
    try:
        return isinstance(value, str) and len(value) >= 10 and bool(datetime.fromisoformat(value))
    except ValueError:
        return False
