"""The figures that a z-score is made of: the last whole unit of time, and those before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from metrics_cli.analysis.numbers import Number, is_number
from metrics_cli.analysis.zscore import ZScore, zscore
from metrics_cli.answer import Cell, Row, Table
from metrics_cli.monitoring.declared import FEWEST
from metrics_cli.monitoring.rules import Rule
from metrics_cli.period import whole
from metrics_cli.presentation.sentences import format_day
from metrics_cli.workflow import Span

Figures = Mapping[Cell, Cell]


def by_group(table: Table, time: str, metric: str) -> dict[Row, dict[Cell, Cell]]:
    """Return the figures of each group by the first day of their unit; a table without groups is one."""
    names = [column.name for column in table.columns]
    at, of = names.index(time), names.index(metric)
    found: dict[Row, dict[Cell, Cell]] = {}
    for row in table.rows:
        key = tuple(cell for place, cell in enumerate(row) if place not in (at, of))
        found.setdefault(key, {})[row[at]] = row[of]
    return found


def score_of(rule: Rule, figures: Figures, units: Sequence[date], span: Span | None, fills: bool) -> ZScore | str:
    """Return the z-score of the last unit, or why there is none.

    A unit that begins before the data do is left out, and so is one without a figure, unless nothing is a 0 of the
    metric (`fills`). Half of the units before are needed, and three. A last unit that the data do not reach has no
    figure: that nothing happened in it is not known.
    """
    *before, last = units
    if span is None or span.last < last:
        ends = f"the data end on {format_day(span.last)}" if span else "there are no data"
        return f"there is no value for {_unit(last, rule.grain)}: {ends}"
    value = _figure(figures.get(last), fills)
    if value is None:
        return f"there is no value for {_unit(last, rule.grain)}"
    found = [_figure(figures.get(unit), fills) for unit in before if unit >= span.full_first]
    known = [figure for figure in found if figure is not None]
    needed = max(FEWEST, (rule.over + 1) // 2)
    if len(known) < needed:
        return f"only {len(known)} of the {rule.over} {rule.grain}s before have a value, {needed} are needed"
    return zscore(value, known)


def _figure(cell: Cell, fills: bool) -> Number | None:
    return cell if is_number(cell) else 0 if fills else None


def _unit(first: date, grain: str) -> str:
    name = format_day(first)
    return name if grain == "day" else f"the {grain} {name} – {format_day(whole(first, grain)[1])}"
