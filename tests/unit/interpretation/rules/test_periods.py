"""Periods in words, seen from Saturday, 21 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.rules.periods import find_periods
from metrics_cli.interpretation.rules.tokens import tokenise

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("today", "2026-11-21", "2026-11-21"),
        ("yesterday", "2026-11-20", "2026-11-20"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("previous month", "2026-10-01", "2026-10-31"),
        ("in the current quarter", "2026-10-01", "2026-12-31"),
        ("last quarter", "2026-07-01", "2026-09-30"),
        ("this year's", "2026-01-01", "2026-12-31"),
        ("last 30 days", "2026-10-22", "2026-11-20"),
        ("the last three months", "2026-08-01", "2026-10-31"),
        ("past 3 months", "2026-08-21", "2026-11-20"),
        ("past year", "2025-11-21", "2026-11-20"),
        ("year to date", "2026-01-01", "2026-11-21"),
        ("YTD", "2026-01-01", "2026-11-21"),
        ("so far this month", "2026-11-01", "2026-11-21"),
        ("in 2024", "2024-01-01", "2024-12-31"),
        ("2024-Q3", "2024-07-01", "2024-09-30"),
        ("Q3 of 2024", "2024-07-01", "2024-09-30"),
        ("the third quarter of 2024", "2024-07-01", "2024-09-30"),
        ("in the first half of 2023", "2023-01-01", "2023-06-30"),
        ("H2 2023", "2023-07-01", "2023-12-31"),
        ("Q4", "2026-10-01", "2026-12-31"),
        ("in December", "2025-12-01", "2025-12-31"),
        ("in may", "2026-05-01", "2026-05-31"),
        ("Feb 2024", "2024-02-01", "2024-02-29"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("on 2024-03-05", "2024-03-05", "2024-03-05"),
        ("March 5th, 2024", "2024-03-05", "2024-03-05"),
        ("5 March 2024", "2024-03-05", "2024-03-05"),
        ("from March to May 2024", "2024-03-01", "2024-05-31"),
        ("between 2024-01-10 and 2024-02-15", "2024-01-10", "2024-02-15"),
        ("2023 to 2024", "2023-01-01", "2024-12-31"),
        ("since March 2024", "2024-03-01", None),
        ("since last month", "2026-10-01", None),
        ("until yesterday", None, "2026-11-20"),
        ("before this week", None, "2026-11-15"),
        ("after 2023", "2024-01-01", None),
        ("until 2024-06-30", None, "2024-06-30"),
        ("before 2024", None, "2023-12-31"),
        ("last quarter of 2023", "2023-10-01", "2023-12-31"),
        ("March last year", "2025-03-01", "2025-03-31"),
        ("from November to February", "2025-11-01", "2026-02-28"),
        ("from 2024 on", "2024-01-01", None),
        ("over the last 2 weeks", "2026-11-02", "2026-11-15"),
    ],
)
def test_words_name_a_period(words: str, start: str | None, end: str | None) -> None:
    (named,) = find_periods(tokenise(words), TODAY)
    ends = [d.isoformat() if d else None for d in (named.period.start, named.period.end)]
    assert ends == [start, end]
    assert named.end == len(tokenise(words))


@pytest.mark.parametrize("words", ["may we see", "march on", "winter", "next to nothing", "1850", "12.5", "the week"])
def test_other_words_name_none(words: str) -> None:
    assert find_periods(tokenise(words), TODAY) == ()


@pytest.mark.parametrize("words", ["2024-02-30", "30 February 2024", "from 2025 to 2024"])
def test_a_date_that_does_not_exist_is_said(words: str) -> None:
    with pytest.raises(QueryInvalid):
        find_periods(tokenise(words), TODAY)
