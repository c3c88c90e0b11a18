"""Tables that fit, whatever is in them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from metrics_cli.answer import Cell, Column, Table
from metrics_cli.presentation.columns import width_of
from metrics_cli.presentation.grids import grid
from metrics_cli.presentation.sparks import bars, spark

NAME = Column("title", "Title", "string", "name")
LONG = "A title that goes on and on, as titles of the eighteenth century did, until nobody remembers how it began"


def metric(number: int, **more: str) -> Column:
    return Column(f"m{number}", f"Metric number {number}", "number", "usd", **more)


def lines(table: Table, width: int = 80, with_bars: bool = False) -> list[str]:
    return [line.plain for line in grid(table, width, with_bars)]


def test_numbers_stand_right_and_names_left_and_what_is_missing_is_seen() -> None:
    table = Table((NAME, metric(1)), (("Emma", 5), (None, 1234.5), ("Ulysses", None)))
    assert lines(table) == [
        "         Metric number",
        "Title                1",
        "Emma             $5.00",
        "–            $1,234.50",
        "Ulysses              –",
    ]


def test_many_metrics_come_in_blocks_that_repeat_the_groups() -> None:
    table = Table((NAME, *(metric(n) for n in range(9))), (("Emma", *([1e6] * 9)), ("Ulysses", *([1.0] * 9))))
    shown = lines(table, 60)
    assert max(map(width_of, shown)) <= 60
    assert sum(line.startswith("Emma ") for line in shown) == shown.count("") + 1 == 3
    assert sum(line.count("$1,000,000.00") for line in shown) == 9


def test_a_long_text_is_folded_and_then_cut() -> None:
    shown = lines(Table((NAME, metric(1)), ((f"{LONG}. {LONG}", 1), ("Emma", 2))), 60)
    assert max(map(width_of, shown)) <= 60
    assert next(line for line in shown if "$1.00" in line).startswith("A title that goes on")
    assert any(line.rstrip().endswith("…") for line in shown)


@given(
    st.lists(st.tuples(st.text(), st.text(max_size=200), st.none() | st.integers(-(10**9), 10**9)), min_size=1),
    st.integers(50, 200),
)
def test_no_data_breaks_the_width_or_reaches_the_terminal(rows: list[tuple[Cell, ...]], width: int) -> None:
    shown = lines(Table((NAME, NAME, metric(1)), tuple(rows)), width)
    assert max(map(width_of, shown)) <= width
    assert all(character.isprintable() for line in shown for character in line)


@pytest.mark.parametrize(("good_when", "styles"), [("up", ["green", "red", "dim"]), ("down", ["red", "green", "dim"])])
def test_a_change_is_coloured_by_what_is_good(good_when: str, styles: list[str]) -> None:
    table = Table((metric(1, good_when=good_when),), ((5,), (-5,), (None,), (0,)))
    spans = [[span.style for span in line.spans] for line in grid(table, 80)][-4:]
    assert spans == [*([style] for style in styles), []]


def test_bars_are_in_proportion_and_leave_zero_and_missing_empty() -> None:
    assert bars([100, 50, 0, None], 20) == ["█" * 20, "█" * 10, "", ""]


def test_negative_bars_go_to_the_left_of_a_line() -> None:
    assert bars([10, -10, None], 21) == [" " * 10 + "│" + "█" * 10, "█" * 10 + "│", " " * 10 + "│"]


@pytest.mark.parametrize(("values", "width"), [([1], 40), ([1, 2], 9), ([0, 0], 40), ([None, None], 40), ([], 40)])
def test_there_are_no_bars_where_there_is_nothing_to_see(values: list[Cell], width: int) -> None:
    assert bars(values, width) is None


def test_a_little_below_zero_leaves_the_rest_its_bars() -> None:
    assert bars([-1, 1000], 12) == [" │", " │██████████"]


@given(st.lists(st.none() | st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6), min_size=2), st.integers(10, 60))
@example([-2.2250738585072014e-308, 0], 10)
def test_no_bar_is_wider_than_it_may_be(values: list[Cell], width: int) -> None:
    assert all(len(bar) <= width for bar in bars(values, width) or [])


@pytest.mark.parametrize(
    ("values", "line"),
    [([1, None, 8], None), ([1, None, 4.5, 8], "▁ ▅█"), ([-3, 0, 3], "▁▅█"), ([2, 2, 2], None), ([], None)],
)
def test_a_spark_line_has_a_sign_a_value_and_a_gap_where_one_is_missing(values: list[Cell], line: str | None) -> None:
    assert spark(values) == line
