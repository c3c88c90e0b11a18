"""The days of the project's own units, such as retail quarters, found in its time spine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from metrics_cli.answer import Cell
from metrics_cli.errors import QueryInvalid
from metrics_cli.execution.warehouse import Warehouse
from metrics_cli.period import Calendar
from metrics_cli.semantic_layer.rows import RowLayer

# A time spine of two centuries of days.
_MOST_DAYS = 75_000


def units_mentioned(text: str, grains: Iterable[str]) -> tuple[str, ...]:
    """Return the custom grains that a question may name, in whatever way their words are joined."""
    return tuple(g for g in grains if re.search(re.sub(r"[_\s]+", r"[\\s_-]+", g.lower()), text.lower()))


def with_own_units(calendar: Calendar, grains: Sequence[str], rows: RowLayer, warehouse: Warehouse) -> Calendar:
    """Return the calendar with the days of the units of these custom grains; one without such days is left out.

    Raises as Warehouse.run does.
    """
    found = []
    for grain in grains:
        try:
            days = warehouse.run(rows.days_sql(grain), _MOST_DAYS).rows
        except QueryInvalid:
            continue
        units = _units(days)
        found += [(grain, units)] if units else []
    return replace(calendar, own=tuple(found))


def _units(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[date, date], ...]:
    """Return the first and the last day of each unit in order, without the first, which the spine may cut off.

    None where two units share a day or leave one out between them.
    """
    days: dict[Cell, list[date]] = {}
    for unit, day in rows:
        at = day.date() if isinstance(day, datetime) else day
        if unit is not None and isinstance(at, date):
            days.setdefault(unit, []).append(at)
    found = sorted((min(some), max(some)) for some in days.values())
    if any(later != end + timedelta(days=1) for (_, end), (later, _) in pairwise(found)):
        return ()
    return tuple(found[1:])
