"""What was computed, in one sentence."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.period import resolve
from metrics_cli.presentation.sentences import describe, describe_period, join_words
from metrics_cli.query import Comparison, Filter, GroupBy, Having, MetricQuery, Operator, OrderBy, Share, TopWithin
from tests.projects.built import Built

TODAY = date(2025, 1, 15)
PREVIOUS = Comparison("previous_period", resolve("2024-04-01..2024-06-30", TODAY))
BOTH = (GroupBy("title__genre"), GroupBy("metric_time", "month"))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (MetricQuery(("loans",)), "Loans, all dates"),
        (MetricQuery(("loans", "fines", "overdue_rate")), "Loans, Fines and Overdue rate, all dates"),
        (MetricQuery(("gone",)), "gone, all dates"),
        (MetricQuery(("loans",), (GroupBy("title__genre"),)), "Loans by Genre, all dates"),
        (MetricQuery(("loans",), (GroupBy("metric_time", "month"),)), "Loans by month, all dates"),
        (MetricQuery(("loans",), (GroupBy("member__joined_on", "year"),)), "Loans by Joining date by year, all dates"),
        (
            MetricQuery(("loans",), (), (Filter("title__genre", Operator.IN, ("Crime", "Poetry")),)),
            "Loans where Genre is one of Crime, Poetry, all dates",
        ),
        (
            MetricQuery(
                ("loans",),
                (),
                (Filter("member__tier", Operator.IS_NULL), Filter("title__pages", Operator.GT, (3,))),
                resolve("2024-Q1", TODAY),
            ),
            "Loans where Tier is missing and Pages is over 3, 1 Jan – 31 Mar 2024",
        ),
        (
            MetricQuery(("loans",), (GroupBy("title__genre"),), order_by=(OrderBy("loans", True),), limit=5),
            "Loans by Genre, all dates, top 5",
        ),
        (
            MetricQuery(("loans",), (GroupBy("title__genre"),), order_by=(OrderBy("loans"),), limit=5),
            "Loans by Genre, all dates, bottom 5",
        ),
        (MetricQuery(("loans",), (GroupBy("title__genre"),), limit=5), "Loans by Genre, all dates, first 5 rows"),
        (
            MetricQuery(
                ("loans",), (GroupBy("metric_time", "month"),), order_by=(OrderBy("metric_time__month"),), limit=5
            ),
            "Loans by month, all dates, first 5 rows",
        ),
        (
            MetricQuery(("loans",), (), (), resolve("2024-Q3", TODAY), compare=PREVIOUS),
            "Loans, 1 Jul – 30 Sep 2024, compared with the period before, 1 Apr – 30 Jun 2024",
        ),
        (
            MetricQuery(("loans",), (GroupBy("title__genre"),), share=Share()),
            "Loans by Genre, all dates, with shares of the total",
        ),
        (
            MetricQuery(("loans",), BOTH, share=Share(("title__genre",))),
            "Loans by Genre and month, all dates, with shares of each Genre",
        ),
        (
            MetricQuery(
                ("loans",),
                (GroupBy("title__genre"),),
                having=(
                    Having("loans__change", Operator.BETWEEN, (1, 5)),
                    Having("title__genre", Operator.NOT_NULL),
                ),
            ),
            "Loans by Genre, all dates, where Loans change is between 1 and 5 and title__genre is known",
        ),
        (
            MetricQuery(("loans",), BOTH, top=TopWithin(3, "loans", ("metric_time__month",), descending=False)),
            "Loans by Genre and month, all dates, bottom 3 within each month by Loans",
        ),
    ],
)
def test_a_query_is_told_in_labels(library: Built, query: MetricQuery, sentence: str) -> None:
    assert describe(query, library.catalog) == sentence


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("last_quarter", "1 Oct – 31 Dec 2024 (last quarter)"),
        ("last_month", "1 – 31 Dec 2024 (last month)"),
        ("yesterday", "14 Jan 2025 (yesterday)"),
        ("2024-03-05", "5 Mar 2024"),
        ("2024-Q3", "1 Jul – 30 Sep 2024"),
        ("2024-11-01..2025-01-05", "1 Nov 2024 – 5 Jan 2025"),
        ("2024-11-01..", "since 1 Nov 2024"),
        ("..2024-11-01", "until 1 Nov 2024"),
        ("trailing(30, day)", "16 Dec 2024 – 14 Jan 2025 (the 30 days before today)"),
        ("trailing(1, week)", "8 Jan – 14 Jan 2025 (the 1 week before today)"),
        ("last(3, month)", "1 Oct – 31 Dec 2024 (the last 3 whole months)"),
        ("year_to_date", "1 Jan – 15 Jan 2025 (year to date)"),
    ],
)
def test_a_period_is_told_with_its_dates(expression: str, text: str) -> None:
    assert describe_period(resolve(expression, TODAY)) == text


@pytest.mark.parametrize(("words", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_words_are_joined_as_people_do(words: list[str], text: str) -> None:
    assert join_words(words) == text
