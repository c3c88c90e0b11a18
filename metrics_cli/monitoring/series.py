"""The figures that a z-score is made of: the last whole unit of time, and those before it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, timedelta

from metrics_cli.analysis.numbers import Number, is_number
from metrics_cli.analysis.zscore import ZScore, zscore
from metrics_cli.answer import Cell, Row, Table
from metrics_cli.catalog import Metric
from metrics_cli.monitoring.declared import FEWEST
from metrics_cli.monitoring.rules import Rule
from metrics_cli.period import Period, floor, shift, whole
from metrics_cli.presentation.sentences import format_day
from metrics_cli.workflow import Span

Figures = Mapping[Cell, Cell]


class TooYoung(str):
    """Why there is no score where the data began too late for one, which time alone mends."""

    __slots__ = ()


def is_count(metric: Metric) -> bool:
    """Tell whether every row comes to a figure, as in a count: a unit that has none then has no row.

    MetricFlow gives each day a row where a measure is joined to the time spine.
    """
    return metric.type == "simple" and metric.formula.startswith(("count(", "count_distinct("))


def by_group(table: Table, time: str, metric: Metric) -> dict[Row, dict[Cell, Cell]]:
    """Return the figures of each group by the first day of their unit; a table without groups is one.

    The rows that only the time spine has are left out where they can be told.
    """
    names = [column.name for column in table.columns]
    at, of = names.index(time), names.index(metric.name)
    found: dict[Row, dict[Cell, Cell]] = {}
    for row in (r for r in table.rows if r[of] is not None or not is_count(metric)):
        key = tuple(cell for place, cell in enumerate(row) if place not in (at, of))
        found.setdefault(key, {})[row[at]] = row[of]
    return found


def score_of(rule: Rule, figures: Figures, units: Sequence[date], span: Span | None, fills: bool) -> ZScore | str:
    """Return the z-score of the last unit, or why there is none.

    A unit that begins before the data do is left out, and so is one without a figure; one without a row has the
    figure 0 where nothing is a 0 of the metric (`fills`). Half of the units before are needed, and three. A last unit
    that the data do not reach has no figure: that nothing happened in it is not known.
    """
    *before, last = units
    if span is None or span.last < last:
        ends = f"the data end on {format_day(span.last)}" if span else "there are no data"
        return f"there is no value for {_unit(last, rule.grain)}: {ends}"
    value = _figure(figures, last, fills)
    if value is None:
        return f"there is no value for {_unit(last, rule.grain)}"
    found = [_figure(figures, unit, fills) for unit in before if unit >= span.full_first]
    known = [figure for figure in found if figure is not None]
    needed = max(FEWEST, (rule.over + 1) // 2)
    if len(known) < needed:
        few = f"only {len(known)} of the {rule.over} {rule.grain}s before have a value, {needed} are needed"
        return TooYoung(f"{few}: the data begin on {format_day(span.full_first)}") if len(found) < needed else few
    return zscore(value, known)


def within(last: date, rule: Rule, span: Span | None) -> tuple[str, ...]:
    """Say so when the data end inside the last unit, which then may lack some of its days."""
    if span is None or span.last >= whole(last, rule.grain)[1]:
        return ()
    return (f"the data end on {format_day(span.last)}, within the last {rule.grain}",)


def gaps(seen: Container[Cell], grain: str, period: Period | None, span: Span | None, today: date) -> Iterator[date]:
    """Yield the first days of the units of a period that are over by `today` and not among those that are `seen`."""
    first = (period.start if period else None) or (span.full_first if span else None)
    last = min(today - timedelta(days=1), (period.end if period else None) or today)
    unit = floor(first, grain) if first else last + timedelta(days=1)
    while unit <= last and whole(unit, grain)[1] < today:
        if unit not in seen:
            yield unit
        unit = shift(unit, 1, grain)


def _figure(figures: Figures, unit: date, fills: bool) -> Number | None:
    # A row without a figure (all NULL, or not a number) is something that is not known, and not nothing.
    cell = figures.get(unit, 0 if fills else None)
    return cell if is_number(cell) else None


def _unit(first: date, grain: str) -> str:
    name = format_day(first)
    return name if grain == "day" else f"the {grain} {name} – {format_day(whole(first, grain)[1])}"
