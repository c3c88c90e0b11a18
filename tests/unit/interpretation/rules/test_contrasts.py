"""Two periods in one question, seen from Saturday, 21 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.interpretation.rules.contrasts import find_contrast
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.period import Calendar

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("words", "base", "kind", "other", "left"),
    [
        ("Q3 vs Q4", "2026-07-01..2026-09-30", "period", "2026-10-01..2026-12-31", ""),
        ("Q3 vs Q4 2024", "2024-07-01..2024-09-30", "period", "2024-10-01..2024-12-31", ""),
        ("Q3 2024 vs. Q4", "2024-07-01..2024-09-30", "period", "2024-10-01..2024-12-31", ""),
        ("March vs April 2024", "2024-03-01..2024-03-31", "period", "2024-04-01..2024-04-30", ""),
        ("visits this year vs last year", "2026-01-01..2026-12-31", "period", "2025-01-01..2025-12-31", "visits"),
        ("October vs October last year", "2026-10-01..2026-10-31", "period", "2025-10-01..2025-10-31", ""),
        ("October compared to October 2025", "2026-10-01..2026-10-31", "period", "2025-10-01..2025-10-31", ""),
        ("March 2024 compared with March 2023", "2024-03-01..2024-03-31", "period", "2023-03-01..2023-03-31", ""),
        ("this month versus last month", "2026-11-01..2026-11-30", "period", "2026-10-01..2026-10-31", ""),
        ("this month vs the same month last year", "2026-11-01..2026-11-30", "previous_year", None, ""),
        ("visits vs same quarter last year", "2026-10-01..2026-12-31", "previous_year", None, "visits"),
        ("last month vs a year ago", "2026-10-01..2026-10-31", "previous_year", None, ""),
        ("last month vs last year", "2026-10-01..2026-10-31", "previous_year", None, ""),
        ("ytd vs the same period last year", "2026-01-01..2026-11-21", "previous_year", None, ""),
        ("yesterday vs the same day last week", "2026-11-20..2026-11-20", "period", "2026-11-13..2026-11-13", ""),
        ("ytd against last year", "2026-01-01..2026-11-21", "previous_year", None, ""),
        ("March 2024 vs 2023", "2024-03-01..2024-03-31", "previous_year", None, ""),
        ("March 2024 vs 2022", "2024-03-01..2024-03-31", "period", "2022-03-01..2022-03-31", ""),
        ("from March to May 2024 vs the year before", "2024-03-01..2024-05-31", "previous_year", None, ""),
        ("last quarter vs the quarter before", "2026-07-01..2026-09-30", "previous_period", None, ""),
        ("last quarter vs the one before", "2026-07-01..2026-09-30", "previous_period", None, ""),
        ("May 2024 vs previous month", "2024-05-01..2024-05-31", "previous_period", None, ""),
        ("2024 compared to the previous period", "2024-01-01..2024-12-31", "previous_period", None, ""),
        ("yesterday vs the day before", "2026-11-20..2026-11-20", "previous_period", None, ""),
        ("last 30 days vs the previous 30 days", "2026-10-22..2026-11-20", "previous_period", None, ""),
        ("last 30 days vs the 30 days before", "2026-10-22..2026-11-20", "previous_period", None, ""),
        ("compare 2023 and 2024 visits", "2024-01-01..2024-12-31", "period", "2023-01-01..2023-12-31", "visits"),
        ("compare 2023 to 2024", "2023-01-01..2023-12-31", "period", "2024-01-01..2024-12-31", ""),
        ("difference between Q1 and Q2 2024", "2024-04-01..2024-06-30", "period", "2024-01-01..2024-03-31", ""),
        (
            "compare visits in March 2024 with February 2024 by ward",
            "2024-03-01..2024-03-31",
            "period",
            "2024-02-01..2024-02-29",
            "visits by ward",
        ),
        (
            "visits by ward vs last year this month",
            "2026-11-01..2026-11-30",
            "previous_year",
            None,
            "visits by ward",
        ),
        ("visits yoy last quarter", "2026-07-01..2026-09-30", "previous_year", None, "visits"),
        ("visits month over month in May 2024", "2024-05-01..2024-05-31", "previous_period", None, "visits"),
        ("visits vs last year", None, "period", "2025-01-01..2025-12-31", "visits"),
        ("visits year over year", None, "previous_year", None, "visits"),
    ],
)
def test_two_periods_are_handed_over(words: str, base: str | None, kind: str, other: str | None, left: str) -> None:
    tokens = tokenise(words)
    found = find_contrast(tokens, TODAY)
    assert found is not None
    compared = found.period or (found.base.period if found.base else None)
    assert (f"{compared.start}..{compared.end}" if compared else None) == base
    against = found.comparison.period
    assert (found.comparison.kind, f"{against.start}..{against.end}" if against else None) == (kind, other)
    spans = [*found.spans, *([(found.base.start, found.base.end)] if found.base else [])]
    assert " ".join(t.text for i, t in enumerate(tokens) if not any(a <= i < b for a, b in spans)) == left


@pytest.mark.parametrize(
    "words",
    [
        "last year",
        "visits and patients in March 2024",
        "Books vs Games",
        "2023 and 2024",
        "this year vs last year vs 2023",
        "last 30 days vs the previous 20 days",
        "May 2024 vs the week before",
        "2023 vs March 2024 vs May",
        "03/05/2024 vs 03/06/2024",
        "more than 2000",
        "this fiscal year vs last fiscal year",
        "as of March vs April",
        "December vs December last year",
        "2024 vs 2024",
    ],
)
def test_what_is_no_comparison_of_two_periods_is_none(words: str) -> None:
    assert find_contrast(tokenise(words), TODAY) is None


def test_fiscal_years_are_set_side_by_side_where_the_project_has_them() -> None:
    found = find_contrast(tokenise("this fiscal year vs last fiscal year"), TODAY, Calendar(fiscal_start=2))
    assert found and found.base and found.comparison.period
    assert found.base.period.start == date(2026, 2, 1)
    assert found.comparison.period.start == date(2025, 2, 1)


@pytest.mark.parametrize("words", ["fiscal Q1 vs Q2 FY2026", "fiscal Q1 vs fiscal Q2 2026", "Q1 vs Q2 FY2026"])
def test_a_fiscal_quarter_takes_the_fiscal_year_of_the_one_beside_it(words: str) -> None:
    found = find_contrast(tokenise(words), TODAY, Calendar(fiscal_start=2))
    assert found is not None and found.base is not None and found.comparison.period is not None
    assert found.base.period.start == date(2025, 2, 1)
    assert found.comparison.period.start == date(2025, 5, 1)
