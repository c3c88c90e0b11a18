"""Rows are right when they hold what the gold holds: no order, no name and no further column matters, all else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from metrics_cli.analysis import CHANGE, PERCENT, PREVIOUS, SHARE
from metrics_cli.answer import Row
from metrics_cli.evaluation.comparison import Gold, is_right, ranked_by
from metrics_cli.evaluation.shape import Shape, shape
from metrics_cli.query import Comparison, GroupBy, Having, MetricQuery, Operator, OrderBy, Share, TopWithin

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
MONTH, GENRE, BRANCH = GroupBy("metric_time", "month"), GroupBy("book__genre"), GroupBy("branch")
ENDINGS = ("", PREVIOUS, CHANGE, PERCENT)


def asked(*columns: str, query: MetricQuery) -> Shape:
    """Return the shape of an answer with these columns."""
    return shape(columns, query)


LOANS = MetricQuery(("loans",))
BY_GENRE = MetricQuery(("loans",), (GENRE,))
BY_MONTH = MetricQuery(("loans",), (MONTH,))
BY_BOTH = MetricQuery(("loans",), (MONTH, GENRE))
TOP = MetricQuery(("loans",), (GENRE,), order_by=(OrderBy("loans", True),), limit=2)
COMPARED = MetricQuery(("loans",), compare=Comparison("previous_period"))
COMPARED_BY_GENRE = MetricQuery(("loans",), (GENRE,), compare=Comparison("previous_period"))
TWO = MetricQuery(("loans", "fines"), (GENRE,))

NUMBER = asked("loans", query=LOANS)
GENRES = asked("book__genre", "loans", query=BY_GENRE)
MONTHS = asked("metric_time__month", "loans", query=BY_MONTH)
BOTH = asked("metric_time__month", "book__genre", "loans", query=BY_BOTH)
RANKED = asked("book__genre", "loans", query=TOP)
BESIDE = asked(*(f"loans{e}" for e in ENDINGS), query=COMPARED)
GENRES_BESIDE = asked("book__genre", *(f"loans{e}" for e in ENDINGS), query=COMPARED_BY_GENRE)
TWICE = asked("book__genre", "loans", "fines", query=TWO)
MONTHS_BESIDE = asked(
    "metric_time__month",
    f"metric_time__month{PREVIOUS}",
    *(f"loans{e}" for e in ENDINGS),
    query=MetricQuery(("loans",), (MONTH,), compare=Comparison("previous_year")),
)
BY_AGE = asked("age", "loans", query=MetricQuery(("loans",), (GroupBy("age"),)))
SHARED = asked("book__genre", "loans", f"loans{SHARE}", query=MetricQuery(("loans",), (GENRE,), share=Share()))


@pytest.mark.parametrize(
    ("gold", "rows", "of"),
    [
        pytest.param([(7,)], [(7,)], NUMBER, id="a number"),
        pytest.param([(Decimal("7.0"),)], [(7.0,)], NUMBER, id="a number of another type"),
        pytest.param([("a", 1), ("b", 2)], [("b", 2), ("a", 1)], GENRES, id="other order of rows"),
        pytest.param([(1, "a"), (2, "b")], [("a", 1), ("b", 2)], GENRES, id="other order of columns"),
        pytest.param([(datetime(2026, 1, 1), 1)], [(JAN, 1)], MONTHS, id="a timestamp for a date"),
        pytest.param([("a", 1)], [("a", 1), ("b", 0), ("c", None)], GENRES, id="groups where nothing happened"),
        pytest.param([("a", 1), ("b", 0)], [("a", 1)], GENRES, id="nothing happened, and the gold says so"),
        pytest.param([(0,)], [], Shape((), {}), id="nothing, said as 0 or not at all"),
        pytest.param([(None, 3), ("a", 1)], [("a", 1), (None, 3)], GENRES, id="a group without a name"),
        pytest.param([("a", 1), ("a", 2)], [("a", 2), ("a", 1)], GENRES, id="rows of one name"),
        pytest.param([(5,)], [(5, 4, 1, 0.25)], BESIDE, id="a comparison where the figure was wanted"),
        pytest.param([(5, 4)], [(5, 4, 1, 0.25)], BESIDE, id="two periods beside each other"),
        pytest.param([(0.25,)], [(5, 4, 1, 0.25)], BESIDE, id="growth alone"),
        pytest.param([("a", 5, 4), ("b", 0, 2)], [("a", 5, 4, 1, 0.25), ("b", None, 2, -2, -1)], GENRES_BESIDE,
                     id="a group that is gone"),
        pytest.param([("a", 0.75), ("b", 0.25)], [("a", 3, 0.75), ("b", 1, 0.25)], SHARED, id="shares alone"),
        pytest.param([("a", 3, 9), ("b", 1, 2)], [("a", 3, 9), ("b", 1, 2)], TWICE, id="two metrics"),
        pytest.param([("a", 9, 3), ("b", 2, 1)], [("a", 3, 9), ("b", 1, 2)], TWICE, id="two metrics the other way"),
        pytest.param([("a", 1), ("b", 2)], [(JAN, "a", 1), (JAN, "b", 2)], BOTH, id="a date that all rows share"),
        pytest.param([("a", 1), ("b", 2)], [(JAN, "a", 1), (FEB, "b", 2)], BOTH, id="a further name of each row"),
        pytest.param([(3, 1), (4, 2)], [(3, 1), (4, 2)], BY_AGE, id="a number that names the row"),
        pytest.param([(JAN, 5, 4)], [(JAN, date(2025, 1, 1), 5, 4, 1, 0.25)], MONTHS_BESIDE, id="dates of both"),
    ],
)  # fmt: skip
def test_what_is_right(gold: Sequence[Row], rows: Sequence[Row], of: Shape) -> None:
    assert is_right(Gold(tuple(gold)), rows, of)


@pytest.mark.parametrize(
    ("gold", "rows", "of"),
    [
        pytest.param([(7,)], [(8,)], NUMBER, id="another number"),
        pytest.param([(7,)], [], Shape((), {}), id="no data where there are some"),
        pytest.param([(7,)], [(None,)], NUMBER, id="nothing where there is something"),
        pytest.param([(0.3333,)], [(1 / 3,)], NUMBER, id="rounded, and nobody said so"),
        pytest.param([("a", 1), ("b", 2)], [("a", 2), ("b", 1)], GENRES, id="the same numbers in other rows"),
        pytest.param([("a", 1)], [("a", 1), ("b", 2)], GENRES, id="further rows"),
        pytest.param([("a", 1), ("b", 2)], [("a", 1)], GENRES, id="missing rows"),
        pytest.param([("a", 1), ("a", 1)], [("a", 1)], GENRES, id="a row once that is there twice"),
        pytest.param([("a", 1)], [(None, 1)], GENRES, id="a name lost"),
        pytest.param([(3,)], [("a", 1), ("b", 2)], GENRES, id="broken down where a total was asked for"),
        pytest.param([("a", 1), ("b", 2)], [(3,)], NUMBER, id="a total where a breakdown was asked for"),
        pytest.param([(JAN, 1), (FEB, 2)], [(FEB, 1), (MAR, 2)], MONTHS, id="the same numbers a month later"),
        pytest.param([(JAN, 3)], [(FEB, 3)], MONTHS, id="another period with the same total"),
        pytest.param([("a", 1), ("b", 2)], [(JAN, 1), (FEB, 2)], MONTHS, id="by another thing with the same numbers"),
        pytest.param([("a", "b"), (1, 2)], [("a", 1), ("b", 2)], GENRES, id="transposed"),
        pytest.param([(5, 4)], [(JAN, 4), (FEB, 5)], MONTHS, id="two periods as rows where columns were wanted"),
        pytest.param([("a", 3)], [("a", 3, 9)], TWICE, id="another metric beside it"),
        pytest.param([("a", 3), ("b", 1)], [("a", 3, 9), ("b", 1, 2)], TWICE, id="another metric beside each"),
        pytest.param([(4,)], [(5, 4, 1, 0.25)], BESIDE, id="right only in the period before"),
        pytest.param([(4, 5)], [(5, 4, 1, 0.25)], BESIDE, id="two periods the wrong way round"),
        pytest.param([(25,)], [(5, 4, 1, 0.25)], BESIDE, id="a percentage for a fraction"),
        pytest.param([("a", 2)], [(JAN, "a", 1), (FEB, "a", 1)], BOTH, id="finer than asked"),
        pytest.param([("a", 1), ("a", 1)], [(JAN, "a", 1), (FEB, "a", 1)], BOTH, id="finer, names repeated"),
        pytest.param([(JAN, "a", 1)], [("a", 1)], GENRES, id="a name of the rows is missing"),
        pytest.param([(JAN, 1), (FEB, 1)], [("a", 1), ("b", 1)], GENRES, id="dates for names"),
        pytest.param([(True, 1), (False, 2)], [(1, 1), (0, 2)], GENRES, id="numbers for truth values"),
    ],
)  # fmt: skip
def test_what_is_wrong(gold: Sequence[Row], rows: Sequence[Row], of: Shape) -> None:
    assert not is_right(Gold(tuple(gold)), rows, of)


@pytest.mark.parametrize(
    ("gold", "rows", "expected"),
    [
        pytest.param([("a", 5), ("b", 3)], [("a", 5), ("b", 3)], True, id="in order"),
        pytest.param([("a", 5), ("b", 3)], [("b", 3), ("a", 5)], False, id="the other way"),
        pytest.param([("a", 5), ("b", 5)], [("b", 5), ("a", 5)], True, id="a tie in any order"),
        pytest.param([("a", 0), ("b", 0)], [("c", 0), ("d", 0)], False, id="other ones that have nothing"),
        pytest.param([("a", 5), ("b", 3)], [("a", 5)], False, id="one is missing"),
    ],
)  # fmt: skip
def test_a_ranking_has_an_order(gold: Sequence[Row], rows: Sequence[Row], expected: bool) -> None:
    assert is_right(Gold(tuple(gold), ranked_by=1), rows, RANKED) is expected
    assert is_right(Gold(tuple(gold), ranked_by=-1), rows, RANKED) is expected


def test_the_first_by_date_may_come_in_any_order() -> None:
    limited = MetricQuery(("loans",), (MONTH,), order_by=(OrderBy("metric_time__month"),), limit=2)
    rows = [(JAN, 1), (FEB, 2)]
    assert is_right(Gold(((FEB, 2), (JAN, 1)), ranked_by=0), rows, asked("metric_time__month", "loans", query=limited))


def test_an_order_that_is_asked_for_holds_for_every_row() -> None:
    gold = ((JAN, 1), (FEB, 2))
    assert is_right(Gold(gold, is_ordered=True), [(JAN, 1), (FEB, 2)], MONTHS)
    assert not is_right(Gold(gold, is_ordered=True), [(FEB, 2), (JAN, 1)], MONTHS)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(MetricQuery(("loans",), (GENRE, BRANCH), limit=1), id="a limit"),
        pytest.param(MetricQuery(("loans",), (GENRE, BRANCH), top=TopWithin(1, "loans", ())), id="the best of each"),
        pytest.param(
            MetricQuery(("loans",), (GENRE, BRANCH), having=(Having("loans", Operator.GT, (3,)),)), id="a condition"
        ),
    ],
)
def test_the_best_of_finer_groups_is_another_thing(query: MetricQuery) -> None:
    of = asked("book__genre", "branch", "loans", query=query)
    assert not is_right(Gold((("a", 5),)), [("a", "north", 5)], of)


def test_a_share_of_one_group_may_name_the_group() -> None:
    one = (Having("book__genre", Operator.EQ, ("a",)),)
    of = asked("book__genre", "loans", f"loans{SHARE}", query=replace(BY_GENRE, share=Share(), having=one))
    assert is_right(Gold(((0.75,),)), [("a", 3, 0.75)], of)


def test_many_rows_without_a_name_are_compared_soon() -> None:
    rows = [(float(n), n / 3) for n in range(20_000)]
    of = asked("loans", "fines", query=MetricQuery(("loans", "fines")))
    assert is_right(Gold(tuple(rows)), rows[::-1], of)
    assert not is_right(Gold(tuple(rows)), [*rows[:-1], (1.0, 1.0)], of)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("select a, sum(b) from t group by 1 order by 2 desc limit 3", 1),
        ("select a, sum(b) s from t group by 1 order by s desc limit 3", -1),
        ("select a, sum(b) from t group by 1 order by sum(b) desc limit 3", -1),
        ("select a, sum(b) from t group by 1 order by 2 desc", None),
        ("select a from (select a from t order by 1 limit 3)", None),
        ("select count(*) from t", None),
        ("select a, b from t ORDER BY 1\nLIMIT 5;", 0),
    ],
)
def test_a_statement_that_takes_the_first_ranks(statement: str, place: int | None) -> None:
    assert ranked_by(statement) == place
