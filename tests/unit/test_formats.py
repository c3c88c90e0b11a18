"""One value as people read it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from metrics_cli.answer import Cell, Column
from metrics_cli.presentation.formats import NULL, format_cell, format_column, headline


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "usd", NULL),
        (0, "usd", "$0.00"),
        (Decimal("1234567.891"), "usd", "$1,234,567.89"),
        (-5.5, "usd", "-$5.50"),
        (0.123, "percent", "12.3 %"),
        (Decimal("1"), "percent", "100.0 %"),
        (-0.05, "percent", "-5.0 %"),
        (1234.0, "integer", "1,234"),
        (Decimal("1234.56"), "decimal", "1,234.56"),
        (1234567, None, "1,234,567"),
        (0.5, None, "0.50"),
        (0, "duration_s", "0:00:00"),
        (3725, "duration_s", "1:02:05"),
        (59.6, "duration_s", "0:01:00"),
        (-90, "duration_s", "-0:01:30"),
        (512, "bytes", "512 B"),
        (2_500_000, "bytes", "2.5 MB"),
        (True, None, "yes"),
        (False, "integer", "no"),
        (2024, "name", "2024"),
        ("", None, ""),
        ("[bold]{{ x }}", None, "[bold]{{ x }}"),
        (date(2024, 2, 1), "day", "2024-02-01"),
        (date(2024, 2, 5), "week", "2024-02-05"),
        (date(2024, 2, 1), "month", "Feb 2024"),
        (date(2024, 4, 1), "quarter", "2024 Q2"),
        (date(2024, 12, 1), "quarter", "2024 Q4"),
        (date(2024, 1, 1), "year", "2024"),
        (datetime(2024, 2, 1, 13, 5), None, "2024-02-01 13:05:00"),
        (Decimal("-1234.5"), "eur", "-€1,234.50"),
        (1234.5, "chf", "CHF 1,234.50"),
        (1234.5, "jpy", "¥1,234"),
        (0.004, "usd", "$0.004"),
        (0.0001, "percent", "0.01 %"),
        (1e-12, None, "0.000000"),
        (1_500, "bytes", "1.5 kB"),
        (3_200_000_000, "bytes", "3.2 GB"),
        (1, "part_dow", "Mon"),
        (7.0, "part_dow", "Sun"),
        (3, "part_month", "Mar"),
        (2, "part_quarter", "Q2"),
        (2024, "part_year", "2024"),
        (None, "part_dow", NULL),
        ("\x1b[31mred\x1b[0m\nline\u202e", None, "�[31mred�[0m line�"),
    ],
)
def test_a_value_is_written_in_its_unit(value: Cell, unit: str | None, text: str) -> None:
    assert format_cell(value, Column("c", "C", "number", unit)) == text


@pytest.mark.parametrize(
    ("values", "unit", "texts"),
    [
        ((1, 2.5, None), None, ["1.00", "2.50", NULL]),
        ((1, 20, 300), None, ["1", "20", "300"]),
        ((0.5, 0.0004), "percent", ["50.00 %", "0.04 %"]),
        ((10, 2_000_000), "bytes", ["0.0 MB", "2.0 MB"]),
        ((), "usd", []),
    ],
)
def test_a_column_has_one_number_of_decimals(values: tuple[Cell, ...], unit: str | None, texts: list[str]) -> None:
    assert format_column(values, Column("c", "C", "number", unit)) == texts


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1_234_567, "usd", "$1.2M"),
        (Decimal("-9876.5"), "eur", "-€9.9K"),
        (2.5e9, None, "2.5B"),
        (999, "integer", "999"),
        (0.25, "percent", "25.0 %"),
    ],
)
def test_a_headline_is_short(value: float, unit: str | None, text: str) -> None:
    assert headline(value, Column("c", "C", "number", unit)) == text
