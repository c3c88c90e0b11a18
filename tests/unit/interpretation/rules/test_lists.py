"""Lists of periods: one range where they follow one another, a condition on parts of dates where they lie apart."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.interpretation.rules.line import Named
from metrics_cli.interpretation.rules.periods import find_periods
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.period import Calendar, shift

TODAY = date(2026, 11, 21)
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def read(words: str, calendar: Calendar | None = None) -> tuple[Named, ...]:
    return find_periods(tokenise(words), TODAY, calendar or Calendar())


@pytest.mark.parametrize(
    ("words", "days", "grain", "kept"),
    [
        ("in Jan, Feb and Mar 2024", "2024-01-01..2024-03-31", "month", {}),
        ("in March or April", "2026-03-01..2026-04-30", "month", {}),
        ("Nov and Dec", "2025-11-01..2025-12-31", "month", {}),
        ("in December and January 2025", "2024-12-01..2025-01-31", "month", {}),
        ("December 2024 and January", "2024-12-01..2025-01-31", "month", {}),
        ("January and July 2025", "2025-01-01..2025-07-31", "month", {"month": (1, 7)}),
        ("March 2024 and March 2025", "2024-03-01..2025-03-31", "month", {"month": (3,)}),
        ("Dec 2023 and Jan 2025", "2023-12-01..2025-01-31", "month", {"month": (1, 12), "year": (2023, 2025)}),
        ("in Q1 and Q2 2025", "2025-01-01..2025-06-30", "quarter", {}),
        ("Q4 2024 and Q1 2025", "2024-10-01..2025-03-31", "quarter", {}),
        ("Q1 & Q3 of 2025", "2025-01-01..2025-09-30", "quarter", {"quarter": (1, 3)}),
        ("2022, 2023 and 2024", "2022-01-01..2024-12-31", "year", {}),
        ("2022 or 2024", "2022-01-01..2024-12-31", "year", {"year": (2022, 2024)}),
        ("2022 vs 2023 vs 2024", "2022-01-01..2024-12-31", "year", {}),
        ("this month and last month", "2026-10-01..2026-11-30", "month", {}),
        ("yesterday and today", "2026-11-20..2026-11-21", "day", {}),
        ("in both January and February 2025", "2025-01-01..2025-02-28", "month", {}),
        ("January and February 2025 combined", "2025-01-01..2025-02-28", None, {}),
    ],
)
def test_a_list_is_read_as_its_units(
    words: str, days: str, grain: str | None, kept: dict[str, tuple[int, ...]]
) -> None:
    (found,) = read(words)
    assert (f"{found.period.start}..{found.period.end}", found.grain) == (days, grain)
    assert {f.date_part: f.values for f in found.filters} == kept


@pytest.mark.parametrize("words", ["FY26 Q1 and Q2", "FY2025 Q1 and FY2025 Q2"])
def test_fiscal_quarters_are_told_by_the_fiscal_quarter(words: str) -> None:
    (found,) = read(words, Calendar(fiscal_start=2))
    assert found.grain == "fiscal_quarter"
    assert found.period.start is not None and found.period.start.month == 2


@pytest.mark.parametrize(
    "words", ["March 2024 and 2025", "2024 and Q1 2025", "Jan 2023, Mar 2024 and Jan 2025", "2024-03-05 and 2024-03-09"]
)
def test_what_no_condition_picks_out_is_no_list(words: str) -> None:
    assert len(read(words)) > 1


@given(st.integers(2000, 2025), st.sets(st.integers(1, 12), min_size=2))
def test_the_conditions_keep_the_named_months_and_no_others(year: int, months: set[int]) -> None:
    (found,) = read(f"{', '.join(MONTHS[m - 1] for m in sorted(months))} {year}")
    kept = [f.values for f in found.filters if f.date_part == "month"]
    at, shown = found.period.start, set()
    while at is not None and found.period.end is not None and at <= found.period.end:
        if not kept or at.month in kept[0]:
            shown.add((at.year, at.month))
        at = shift(at, 1, "month")
    assert shown == {(year, m) for m in months}
