"""The hash of a result tells the same rows from others, whatever order an engine brought them in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics_cli.answer import Column, Row, Table
from metrics_cli.workflow.results import result_hash

COLUMNS = (Column("genre", "Genre", "string"), Column("loans", "Loans", "number"))
ROWS: tuple[Row, ...] = (("Crime", Decimal("2.50")), ("Poetry", 7))


def hashed(*rows: Row, columns: tuple[Column, ...] = COLUMNS) -> str | None:
    """Return the hash of a table of these rows."""
    return result_hash(Table(columns, rows))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(ROWS[::-1], id="another order"),
        pytest.param((("Crime", Decimal("2.5")), ("Poetry", 7)), id="fewer decimals of the same number"),
        pytest.param((("Crime", 2.5), ("Poetry", 7)), id="another type of number"),
        pytest.param((("Crime", 2.5 + 1e-14), ("Poetry", 7)), id="what adding up in another order makes of it"),
    ],
)
def test_the_same_rows_have_the_same_hash(rows: tuple[Row, ...]) -> None:
    assert hashed(*rows) == hashed(*ROWS)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((("Crime", Decimal("2.51")), ("Poetry", 7)), id="another number"),
        pytest.param((("Crime", 7), ("Poetry", Decimal("2.5"))), id="numbers of other rows"),
        pytest.param((("Crime", Decimal("2.5")),), id="a row less"),
        pytest.param((("Crime", Decimal("2.5")), ("Poetry", 7), ("Poetry", 7)), id="a row twice"),
        pytest.param((("Crime", Decimal("2.5")), (None, 7)), id="a name missing"),
        pytest.param((("Crime", Decimal("2.5")), ("Poetry", date(2024, 1, 7))), id="a date"),
    ],
)
def test_other_rows_have_another(rows: tuple[Row, ...]) -> None:
    assert hashed(*rows) != hashed(*ROWS)


def test_what_is_missing_is_neither_empty_nor_its_own_name() -> None:
    assert len({hashed((text, 1)) for text in (None, "", "None", "null")}) == 4


def test_other_columns_have_another() -> None:
    assert hashed(*ROWS, columns=(COLUMNS[0], Column("fines", "Loans", "number"))) != hashed(*ROWS)


def test_a_table_that_is_cut_short_has_none() -> None:
    assert result_hash(Table(COLUMNS, ROWS, truncated=True)) is None
