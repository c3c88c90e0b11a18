"""Parts of a whole, order, and the best of each group."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.analysis import Frame, ordered, share, top_within
from metrics_cli.answer import Cell
from metrics_cli.query import OrderBy, TopWithin


def frame(*rows: tuple[Cell, ...]) -> Frame:
    return Frame(("town", "name", "n"), ("string", "string", "number"), rows)


def test_a_share_is_of_the_whole_that_was_told_and_not_of_the_rows() -> None:
    found = share(frame(("X", "a", 1), ("X", None, 3)), Frame(("n",), ("number",), ((5,),)), (), ("n",))
    assert found.frame.column("n__share") == (0.2, 0.6)
    assert found.short == ("n",)


def test_a_share_within_a_group_is_of_that_groups_whole() -> None:
    totals = Frame(("town", "n"), ("string", "number"), (("X", Decimal(4)), (None, Decimal(8))))
    rows = frame(("X", "a", Decimal(1)), ("X", "b", Decimal(3)), (None, "a", Decimal(8)))
    found = share(rows, totals, ("town",), ("n",))
    assert found.frame.column("n__share") == (0.25, 0.75, 1.0)
    assert (found.mixed, found.short) == ((), ())


@pytest.mark.parametrize(("value", "whole"), [(None, 4), (4, None), (0, 0), (4, 0)])
def test_a_share_of_nothing_is_unknown(value: Cell, whole: Cell) -> None:
    found = share(frame(("X", "a", value)), Frame(("n",), ("number",), ((whole,),)), (), ("n",))
    assert found.frame.column("n__share") == (None,)


def test_values_below_zero_are_told() -> None:
    found = share(frame(("X", "a", 6), ("X", "b", -2)), Frame(("n",), ("number",), ((4,),)), (), ("n",))
    assert found.frame.column("n__share") == (1.5, -0.5)
    assert found.mixed == ("n",)


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=30).filter(any))
def test_shares_of_parts_come_to_one(parts: list[Decimal]) -> None:
    rows = frame(*(("X", str(place), part) for place, part in enumerate(parts)))
    found = share(rows, Frame(("n",), ("number",), ((sum(parts),),)), (), ("n",))
    assert found.short == ()


ROWS = frame(
    ("X", "a", 1), ("X", "b", 3), ("X", "c", 3), ("Y", "a", None), ("Y", "b", 2), (None, "a", 9), (None, None, 8)
)


def names(found: Frame) -> list[tuple[Cell, ...]]:
    return found.keys(("town", "name"))


def test_rows_are_ordered_with_the_unknown_last_either_way() -> None:
    assert [row[2] for row in ordered(ROWS, [OrderBy("n")]).rows] == [1, 2, 3, 3, 8, 9, None]
    assert [row[2] for row in ordered(ROWS, [OrderBy("n", True)]).rows] == [9, 8, 3, 3, 2, 1, None]
    by_two = ordered(ROWS, [OrderBy("town", True), OrderBy("n", True), OrderBy("name", True)])
    assert names(by_two)[:4] == [("Y", "b"), ("Y", "a"), ("X", "c"), ("X", "b")]


@pytest.mark.parametrize(
    ("count", "descending", "expected", "ties"),
    [
        pytest.param(1, True, {("X", "b"), ("Y", "b"), (None, "a")}, 1, id="the best, names break the tie"),
        pytest.param(2, True, {("X", "b"), ("X", "c"), ("Y", "b"), ("Y", "a"), (None, "a"), (None, None)}, 0, id="two"),
        pytest.param(1, False, {("X", "a"), ("Y", "b"), (None, None)}, 0, id="the smallest, the unknown last"),
    ],
)
def test_the_best_of_each_group_are_kept(
    count: int, descending: bool, expected: set[tuple[Cell, ...]], ties: int
) -> None:
    found = top_within(ROWS, TopWithin(count, "n", ("town",), descending), ("town", "name"))
    assert set(names(found.frame)) == expected
    assert found.ties == ties


def test_without_groups_the_best_are_those_of_all() -> None:
    assert names(top_within(ROWS, TopWithin(2, "n", ()), ("town", "name")).frame) == [(None, "a"), (None, None)]
