"""The days of a project's own units, found in the time spine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

import pytest

from metrics_cli.answer import Cell
from metrics_cli.execution.warehouse import Rows, Warehouse
from metrics_cli.period import ISO
from metrics_cli.semantic_layer.rows import RowLayer
from metrics_cli.workflow.own_units import units_mentioned, with_own_units

FIRST = date(2026, 1, 5)


class Spine:
    """Forty days from Monday 5 January 2026, each with its unit; both a layer and a warehouse."""

    def __init__(self, unit_of: Callable[[int], Cell]) -> None:
        self._rows = [(unit_of(n), FIRST + timedelta(days=n)) for n in range(40)]

    def days_sql(self, grain: str) -> str:
        return grain

    def run(self, sql: str, max_rows: int) -> Rows:
        return Rows(("unit", "day"), ("text", "date"), tuple(self._rows), False)


@pytest.mark.parametrize(
    ("unit_of", "second"),
    [
        pytest.param(lambda n: f"S{n // 10}", (date(2026, 1, 15), date(2026, 1, 24)), id="runs of days"),
        pytest.param(lambda n: f"S{n % 2}", None, id="units that share their days"),
        pytest.param(lambda n: f"S{n // 10}" if n // 10 != 2 else None, None, id="days in no unit"),
    ],
)
def test_units_are_runs_of_days(unit_of: Callable[[int], Cell], second: tuple[date, date] | None) -> None:
    spine = Spine(unit_of)
    found = with_own_units(ISO, ("season",), cast(RowLayer, spine), cast(Warehouse, spine)).own
    assert [units[0] for _, units in found] == ([second] if second else [])


def test_only_what_names_a_unit_looks_for_its_days() -> None:
    grains = ("retail_quarter", "season")
    assert units_mentioned("Revenue last retail-quarter", grains) == ("retail_quarter",)
    assert units_mentioned("revenue last quarter", grains) == ()
