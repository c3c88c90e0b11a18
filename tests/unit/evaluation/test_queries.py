"""Two queries are the same when they ask the same, however they are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.evaluation.queries import is_same
from metrics_cli.period import Period
from metrics_cli.query import Comparison, Filter, GroupBy, MetricQuery, Operator, OrderBy, Share, TopWithin

MONTH, GENRE = GroupBy("metric_time", "month"), GroupBy("title__genre")
CRIME = Filter("title__genre", Operator.EQ, ("Crime",))
MARCH = Period("2026-03", date(2026, 3, 1), date(2026, 3, 31))
DOWN = (OrderBy("loans", True),)
QUERY = MetricQuery(("loans", "fines"), (MONTH, GENRE), (CRIME,), MARCH)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(QUERY, id="itself"),
        pytest.param(replace(QUERY, metrics=("fines", "loans")), id="metrics in another order"),
        pytest.param(replace(QUERY, group_by=(GENRE, MONTH)), id="groups in another order"),
        pytest.param(
            replace(QUERY, filters=(replace(CRIME, operator=Operator.IN, values=("crime",)),)), id="a list of one"
        ),
        pytest.param(
            replace(QUERY, period=replace(MARCH, expression="last_month", complete=True)), id="other words for days"
        ),
        pytest.param(replace(QUERY, order_by=DOWN), id="an order that nobody asked for"),
    ],
)
def test_the_same(other: MetricQuery) -> None:
    assert is_same(QUERY, other)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(QUERY, metrics=("loans",)), id="a metric less"),
        pytest.param(replace(QUERY, group_by=(MONTH,)), id="a group less"),
        pytest.param(replace(QUERY, group_by=(replace(MONTH, grain="week"), GENRE)), id="another grain"),
        pytest.param(replace(QUERY, filters=()), id="no filter"),
        pytest.param(replace(QUERY, filters=(replace(CRIME, operator=Operator.NE),)), id="the other way"),
        pytest.param(replace(QUERY, filters=(replace(CRIME, dimension="title__kind"),)), id="of another dimension"),
        pytest.param(replace(QUERY, period=None), id="all dates"),
        pytest.param(replace(QUERY, period=replace(MARCH, end=date(2026, 3, 30))), id="a day less"),
        pytest.param(replace(QUERY, order_by=DOWN, limit=3), id="only the first"),
        pytest.param(replace(QUERY, compare=Comparison("previous_year")), id="compared"),
        pytest.param(replace(QUERY, share=Share()), id="shares"),
        pytest.param(replace(QUERY, top=TopWithin(1, "loans", ("metric_time__month",))), id="the best of each"),
        pytest.param(replace(QUERY, saved_query="loans_by_genre"), id="a saved query's own filters"),
    ],
)
def test_another(other: MetricQuery) -> None:
    assert not is_same(QUERY, other)
    assert not is_same(other, QUERY)


def test_the_order_counts_where_it_is_expected_or_chooses() -> None:
    ranked = replace(QUERY, order_by=DOWN, limit=3)
    assert not is_same(replace(QUERY, order_by=DOWN), QUERY)
    assert not is_same(ranked, replace(ranked, order_by=(OrderBy("loans"),)))
    assert not is_same(ranked, replace(ranked, limit=5))


def test_the_ends_of_a_range_are_in_order() -> None:
    between = Filter("pages", Operator.BETWEEN, (1, 5))
    query = replace(QUERY, filters=(between,))
    assert not is_same(query, replace(query, filters=(replace(between, values=(5, 1)),)))
