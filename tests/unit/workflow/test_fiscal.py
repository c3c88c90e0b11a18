"""Fiscal years found in the time spine, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import cast

import pytest

from metrics_cli.answer import Cell
from metrics_cli.execution.warehouse import Rows, Warehouse
from metrics_cli.period import ISO, Calendar, shift
from metrics_cli.semantic_layer.rows import RowLayer
from metrics_cli.workflow.fiscal import mentions_fiscal, with_fiscal_year


class Spine:
    """The months from January 2022 to June 2026, each with its fiscal year; both a layer and a warehouse."""

    def __init__(self, year_of: Callable[[date], Cell]) -> None:
        months = [shift(date(2022, 1, 1), n, "month") for n in range(54)]
        self._rows = [(year_of(month), month) for month in months]

    def months_sql(self, grain: str) -> str:
        return grain

    def run(self, sql: str, max_rows: int) -> Rows:
        return Rows(("year", "month"), ("text", "date"), cast(Sequence[tuple[Cell, ...]], self._rows), False)


def calendar_with(
    year_of: Callable[[date], Cell], grains: tuple[str, ...] = ("fiscal_month", "fiscal_year")
) -> Calendar:
    spine = Spine(year_of)
    return with_fiscal_year(ISO, grains, cast(RowLayer, spine), cast(Warehouse, spine))


def year(first_month: int, late: int) -> Callable[[date], int]:
    """Return the number of the fiscal year of a month; `late` is 1 when it is called by the year it ends in."""
    return lambda month: month.year - (month.month < first_month) + late


@pytest.mark.parametrize(
    ("year_of", "calendar"),
    [
        pytest.param(lambda m: date(year(2, 0)(m), 2, 1), Calendar(fiscal_start=2), id="its first day"),
        pytest.param(year(7, 1), Calendar(fiscal_start=7), id="the year it ends in"),
        pytest.param(year(7, 0), Calendar(fiscal_start=7, named_by_start=True), id="the year it starts in"),
        pytest.param(lambda m: f"FY{year(10, 1)(m)}", Calendar(fiscal_start=10), id="FY2024"),
        pytest.param(lambda m: f"FY{year(4, 1)(m) % 100}", Calendar(fiscal_start=4), id="FY24"),
        pytest.param(lambda m: m.isoformat(), ISO, id="no years at all"),
        pytest.param(year(2, 3), ISO, id="called by a strange year"),
        pytest.param(lambda m: None, ISO, id="an empty column"),
        pytest.param(lambda m: year(2 + m.year % 2, 1)(m), ISO, id="another month each year"),
    ],
)
def test_a_fiscal_year_is_described_by_the_column_that_has_it(
    year_of: Callable[[date], Cell], calendar: Calendar
) -> None:
    assert calendar_with(year_of) == calendar


def test_without_such_a_column_nothing_is_assumed() -> None:
    assert calendar_with(year(2, 1), ("retail_month", "fiscal_quarter")) == ISO


def test_only_what_mentions_it_looks_for_it() -> None:
    assert all(map(mentions_fiscal, ["last fiscal year", "FY24", "Financial Year 2024", "last_fiscal_quarter"]))
    assert not any(map(mentions_fiscal, ["last year", "leafy greens by month"]))
