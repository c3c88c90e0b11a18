"""The fiscal year of a project that does not name it, found in the time spine's own column of fiscal years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from metrics_cli.answer import Cell
from metrics_cli.errors import QueryInvalid
from metrics_cli.execution.warehouse import Warehouse
from metrics_cli.period import Calendar
from metrics_cli.semantic_layer.rows import RowLayer

_MOST_MONTHS = 12_000
_YEAR_GRAIN = re.compile(r"(?:fiscal|financial)_?ye?a?r|fy")
_MENTIONED = re.compile(r"fiscal|financial|(?<![a-z])f(?:y|[qh]\d|qtd)", re.IGNORECASE)


def mentions_fiscal(text: str) -> bool:
    """Tell whether a question or an expression may be about a fiscal year."""
    return bool(_MENTIONED.search(text))


def with_fiscal_year(calendar: Calendar, grains: Iterable[str], rows: RowLayer, warehouse: Warehouse) -> Calendar:
    """Return the calendar with the fiscal year that a custom grain of the project, such as fiscal_year, has.

    Unchanged when there is no such grain, or when its years do not all begin on the first day of the same month.
    Raises as Warehouse.run does.
    """
    grain = next((g for g in grains if _YEAR_GRAIN.fullmatch(g.lower())), None)
    if grain is None:
        return calendar
    try:
        found = warehouse.run(rows.months_sql(grain), _MOST_MONTHS).rows
    except QueryInvalid:
        return calendar
    return _described(calendar, found)


def _described(calendar: Calendar, rows: Sequence[Sequence[Cell]]) -> Calendar:
    """Return the calendar as rows of (year, month) have it, in whichever order the two come."""
    months: dict[Cell, list[date]] = {}
    for year, month in rows:
        day = month.date() if isinstance(month, datetime) else month
        if year is None or not isinstance(day, date):
            return calendar
        months.setdefault(year, []).append(day)
    whole = {year: min(days) for year, days in months.items() if len(days) == 12}
    starts = {day.month for day in whole.values()}
    # A month in two years: they begin within it, as those of 52 weeks do.
    if len(starts) != 1 or sum(map(len, months.values())) != len({d for days in months.values() for d in days}):
        return calendar
    later = {number - day.year for year, day in whole.items() if (number := _number(year)) is not None}
    if len(later) > 1 or not later <= {0, 1}:
        return calendar
    return replace(calendar, fiscal_start=starts.pop(), named_by_start=later == {0})


def _number(year: Cell) -> int | None:
    """Return the calendar year that a fiscal year is called by; one that is told by its first day has none."""
    if isinstance(year, date):
        return None
    match = re.fullmatch(r"\D*((?:19|20)\d\d|\d\d)(?:\.0)?", str(year))
    return (int(match[1]) + (2000 if len(match[1]) == 2 else 0)) if match else None
