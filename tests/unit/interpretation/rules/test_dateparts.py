"""Parts of dates in words, and why what looks like a date is none."""

from __future__ import annotations

import pytest

from metrics_cli.interpretation.rules.dateparts import find_parts, unread_reason
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.query import METRIC_TIME, Filter, GroupBy, Operator


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("visits by weekday", GroupBy(METRIC_TIME, date_part="dow")),
        ("visits by day of the week", GroupBy(METRIC_TIME, date_part="dow")),
        ("which day of week", GroupBy(METRIC_TIME, date_part="dow")),
        ("visits by month of the year", GroupBy(METRIC_TIME, date_part="month")),
        ("visits per day of month", GroupBy(METRIC_TIME, date_part="day")),
        ("visits by quarter of the year", GroupBy(METRIC_TIME, date_part="quarter")),
        ("visits by retail month", GroupBy(METRIC_TIME, "retail_month")),
        ("visits by fiscal quarters", GroupBy(METRIC_TIME, "fiscal_quarter")),
    ],
)
def test_a_part_of_dates_to_split_by(words: str, group: GroupBy) -> None:
    tokens = tokenise(words)
    (part,) = find_parts(tokens, ("retail_month", "fiscal_quarter"))
    assert (part.group_by, part.filter) == (group, None)
    assert part.end == len(tokens)


@pytest.mark.parametrize(
    ("words", "part", "values"),
    [
        ("on Mondays", "dow", (1,)),
        ("on Sundays", "dow", (7,)),
        ("on Mondays and Fridays", "dow", (1, 5)),
        ("on weekends", "dow", (6, 7)),
        ("at weekends", "dow", (6, 7)),
        ("on weekdays", "dow", (1, 2, 3, 4, 5)),
        ("on thurs", None, ()),
        ("in Decembers", "month", (12,)),
        ("during weekends", "dow", (6, 7)),
        ("in December each year", "month", (12,)),
    ],
)
def test_a_part_of_dates_to_keep(words: str, part: str | None, values: tuple[int, ...]) -> None:
    found = find_parts(tokenise(f"visits {words} by ward"))
    expected = [Filter(METRIC_TIME, Operator.IN, values, date_part=part)] if part else []
    assert [p.filter for p in found] == expected


@pytest.mark.parametrize(
    ("question", "part", "value"),
    [
        ("weekend visits by ward", "dow", (6, 7)),
        ("December visits over the years", "month", (12,)),
        ("visits by year in may", "month", (5,)),
        ("Q4 visits by year", "quarter", (4,)),
    ],
)
def test_a_part_of_dates_before_what_is_counted(question: str, part: str, value: tuple[int, ...]) -> None:
    assert [p.filter for p in find_parts(tokenise(question))] == [
        Filter(METRIC_TIME, Operator.IN, value, date_part=part)
    ]


@pytest.mark.parametrize(
    "question",
    ["December 2024 visits by year", "visits since December by year", "fiscal Q4 visits by year", "December visits"],
)
def test_a_month_of_one_year_is_no_part(question: str) -> None:
    assert find_parts(tokenise(question)) == ()


@pytest.mark.parametrize(
    "words", ["by day", "by month", "last retail month", "on Monday", "every Mondays", "Mondays", "the weekend"]
)
def test_other_words_are_no_part_of_dates(words: str) -> None:
    assert find_parts(tokenise(words), ("retail_month",)) == ()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("between 9am and 5pm", "time of day"),
        ("this morning", "time of day"),
        ("last fiscal year", "calendar"),
        ("FY24", "calendar"),
        ("the last few weeks", "how many"),
        ("the 90s", "decade"),
        ("last weekend", "weekday"),
    ],
)
def test_what_is_no_date_has_its_reason(words: str, reason: str) -> None:
    assert reason in (unread_reason(tokenise(words)) or "")


def test_other_words_have_none() -> None:
    assert unread_reason(tokenise("visits by ward in 2024, 90 of them, 10 more")) is None
