"""Two cells agree when they hold the same value, however it is typed, and not a hair further."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from metrics_cli.answer import Cell
from metrics_cli.evaluation.cells import folded, same

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("one", "other", "decimals"),
    [
        pytest.param(Decimal("12.50"), 12.5, None, id="a decimal and a float"),
        pytest.param(3, 3.0, None, id="a count and a float"),
        pytest.param(0.1 + 0.2, 0.3, None, id="noise of floats"),
        pytest.param(DAY, datetime(2026, 3, 1), None, id="a date and its midnight"),
        pytest.param(DAY, "2026-03-01", None, id="a date and its ISO text"),
        pytest.param(
            datetime(2026, 3, 1, 2, tzinfo=timezone(timedelta(hours=2))),
            datetime(2026, 3, 1, tzinfo=UTC),
            None,
            id="one moment in two zones",
        ),
        pytest.param(float("nan"), None, None, id="no number and nothing"),
        pytest.param(0.3333, 1 / 3, 4, id="rounded as far as is said"),
        pytest.param(-0.125, -0.12, 2, id="half a unit of the last place"),
        pytest.param("Books ", "Books", None, id="blanks at the end"),
    ],
)
def test_cells_that_agree(one: Cell, other: Cell, decimals: int | None) -> None:
    assert same(folded(one), folded(other), decimals)
    assert same(folded(other), folded(one), decimals)


@pytest.mark.parametrize(
    ("one", "other", "decimals"),
    [
        pytest.param(1_000_000_000, 1_000_000_001, None, id="counts that differ by one in a billion"),
        pytest.param(0.3333, 1 / 3, None, id="rounded, and nobody said so"),
        pytest.param(0.3333, 1 / 3, 5, id="rounded further than is said"),
        pytest.param(0.25, 25, None, id="a fraction and a percentage"),
        pytest.param(100.0, 100.01, 2, id="a cent"),
        pytest.param(5, -5, None, id="the sign"),
        pytest.param(1, True, None, id="a number and a truth value"),
        pytest.param(1, "1", None, id="a number and a text"),
        pytest.param("Books", "books", None, id="another name"),
        pytest.param(DAY, date(2026, 3, 2), None, id="another day"),
        pytest.param(DAY, datetime(2026, 3, 1, 12), None, id="a day and its noon"),
        pytest.param(DAY, 2026, None, id="a day and its year"),
        pytest.param(0, None, None, id="none and nothing"),
    ],
)
def test_cells_that_differ(one: Cell, other: Cell, decimals: int | None) -> None:
    assert not same(folded(one), folded(other), decimals)
    assert not same(folded(other), folded(one), decimals)
