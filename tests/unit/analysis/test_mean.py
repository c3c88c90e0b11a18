"""Averages over members and over units of time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from metrics_cli.analysis import Frame, over_members, over_units
from metrics_cli.answer import Cell


def frame(*rows: tuple[Cell, ...]) -> Frame:
    return Frame(("town", "unit", "n"), ("string", "number", "number"), rows)


ROWS = frame(("X", 1, 4), ("X", 2, 6), ("Y", 1, 3), ("X", None, 100), ("Y", 3, None))


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [("mean", (5.0, 3.0)), ("median", (5.0, 3.0)), ("min", (4, 3)), ("max", (6, 3))],
)
def test_members_with_a_name_and_a_figure_count(statistic: str, expected: tuple[Cell, ...]) -> None:
    found = over_members(ROWS, ("unit",), ("n",), statistic)
    assert found.frame.rows == (("X", expected[0]), ("Y", expected[1]))
    assert (found.fewest, found.most) == (1, 2)


def test_every_group_counts_the_same_units_of_what_adds_up() -> None:
    found = over_units(ROWS, "unit", (), {"n": {1: (), 2: (), 3: ()}}, {"n": True}, "mean")
    assert found.frame.rows == (("X", pytest.approx(10 / 3)), ("Y", 1.0))
    assert (found.fewest, found.most, found.filled) == (3, 3, 3)


def test_of_other_metrics_only_units_with_a_figure_count() -> None:
    found = over_units(ROWS, "unit", (), {"n": {1: (), 2: (), 3: ()}}, {"n": False}, "mean")
    assert found.frame.rows == (("X", 5.0), ("Y", 3.0))
    assert found.filled == 0


def test_a_group_of_the_same_date_counts_its_own_units() -> None:
    rows = Frame(("year", "unit", "n"), ("number", "number", "number"), ((1, 11, 4), (2, 21, 9)))
    units: dict[Cell, tuple[Cell, ...]] = {11: (1,), 12: (1,), 21: (2,), 22: (2,), 23: (2,)}
    found = over_units(rows, "unit", ("year",), {"n": units}, {"n": True}, "mean")
    assert found.frame.rows == ((1, 2.0), (2, 3.0))


def test_units_that_do_not_count_are_left_out() -> None:
    found = over_units(ROWS, "unit", (), {"n": {1: ()}}, {"n": True}, "max")
    assert found.frame.rows == (("X", 4), ("Y", 3))


def test_decimals_are_added_up_exactly() -> None:
    cents = frame(*(("X", place, Decimal("0.10")) for place in range(3)))
    assert over_members(cents, ("unit",), ("n",), "mean").frame.rows == (("X", 0.1),)


def test_what_holds_no_finite_number_has_no_average() -> None:
    found = over_members(frame(("X", 1, "NaN"), ("X", 2, 1)), ("unit",), ("n",), "mean")
    assert found.frame.rows == (("X", None),)
