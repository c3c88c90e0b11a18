"""Which earlier period stands beside a period."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.analysis import cut, days_in, first_days, is_of_weeks, like_part, previous_period, previous_year
from metrics_cli.period import Period, resolve

TODAY = date(2026, 11, 21)


def between(period: Period) -> str:
    return f"{period.start}..{period.end}"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param("2024-Q3", "2024-04-01..2024-06-30", id="a quarter"),
        pytest.param("2024-03", "2024-02-01..2024-02-29", id="a month of another length"),
        pytest.param("2024", "2023-01-01..2023-12-31", id="a year"),
        pytest.param("2024-H2", "2024-01-01..2024-06-30", id="a half"),
        pytest.param("2024-02-01..2024-06-30", "2023-09-01..2024-01-31", id="five whole months"),
        pytest.param("2024-02-05..2024-02-11", "2024-01-29..2024-02-04", id="seven days"),
        pytest.param("2024-03-01", "2024-02-29..2024-02-29", id="a day"),
        pytest.param("2024-W01", "2023-12-25..2023-12-31", id="a week"),
        pytest.param("last(4, week)", "2026-09-21..2026-10-18", id="four weeks"),
        pytest.param("trailing(30, day)", "2026-09-22..2026-10-21", id="thirty days"),
        pytest.param("trailing(3, month)", "2026-05-21..2026-08-20", id="three months up to a day"),
        pytest.param("month_to_date", "2026-10-01..2026-10-21", id="the same days of the month before"),
        pytest.param("year_to_date", "2025-01-01..2025-11-21", id="the same days of the year before"),
        pytest.param("this_month", "2026-10-01..2026-10-31", id="a month that has not ended"),
        pytest.param("fiscal(2, last_year)", "2024-02-01..2025-01-31", id="a fiscal year"),
    ],
)
def test_the_period_before_is_of_the_same_kind(expression: str, expected: str) -> None:
    assert between(previous_period(resolve(expression, TODAY))) == expected


def test_the_same_part_of_a_shorter_month_ends_with_it() -> None:
    to_date = resolve("month_to_date", date(2026, 3, 31))
    assert between(previous_period(to_date)) == "2026-02-01..2026-02-28"


@pytest.mark.parametrize("expression", ["year_to_date", "fiscal(2, year_to_date)"])
def test_the_same_part_of_a_year_ends_on_the_same_date_after_a_leap_day(expression: str) -> None:
    assert previous_period(resolve(expression, date(2024, 4, 5))).end == date(2023, 4, 5)
    assert previous_period(resolve(expression, date(2025, 4, 5))).end == date(2024, 4, 5)


def test_four_weeks_that_are_a_month_are_set_beside_four_weeks() -> None:
    assert between(previous_period(resolve("last(4, week)", date(2021, 3, 3)))) == "2021-01-04..2021-01-31"
    assert between(previous_period(resolve("2021-02", TODAY))) == "2021-01-01..2021-01-31"


def test_the_weekday_that_weeks_begin_on_does_not_make_weeks_of_a_month() -> None:
    march = resolve("weeks(sunday, last_month)", date(2024, 4, 5))
    assert between(previous_period(march)) == "2024-02-01..2024-02-29"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param("weeks(sunday, last_month)", False, id="a month"),
        pytest.param("weeks(sunday, 2021-02)", False, id="a month of four weeks"),
        pytest.param("weeks(sunday, month_to_date)", False, id="a part of a month"),
        pytest.param("start_of(last_week)", False, id="a day"),
        pytest.param("weeks(sunday, last_week)", True, id="a week from Sunday"),
        pytest.param("last(4, week)", True, id="four weeks"),
        pytest.param("week_to_date", True, id="a part of a week"),
        pytest.param("2024-W07", True, id="a numbered week"),
    ],
)
def test_only_what_is_told_in_weeks_is_of_weeks(expression: str, expected: bool) -> None:
    assert is_of_weeks(resolve(expression, TODAY)) is expected


@pytest.mark.parametrize(
    ("expression", "by_week", "expected"),
    [
        pytest.param("2024-Q3", False, "2023-07-01..2023-09-30", id="a quarter"),
        pytest.param("2024-02", False, "2023-02-01..2023-02-28", id="February of a leap year"),
        pytest.param("2025-02", False, "2024-02-01..2024-02-29", id="February after a leap year"),
        pytest.param("2024-02-29", False, "2023-02-28..2023-02-28", id="29 February"),
        pytest.param("2024-02-20..2024-02-28", False, "2023-02-20..2023-02-28", id="days before 29 February"),
        pytest.param("2024-W10", True, "2023-03-06..2023-03-12", id="a week, Monday to Sunday"),
        pytest.param("2024-Q3", True, "2023-07-03..2023-10-02", id="a quarter by week"),
    ],
)
def test_the_year_before_holds_the_same_days(expression: str, by_week: bool, expected: str) -> None:
    assert between(previous_year(resolve(expression, TODAY), by_week)) == expected


PERIODS = st.tuples(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 1200)).map(
    lambda drawn: Period("drawn", drawn[0], date.fromordinal(drawn[0].toordinal() + drawn[1]))
)


@given(PERIODS)
def test_the_period_before_ends_the_day_before(period: Period) -> None:
    earlier = previous_period(period)
    assert earlier.end is not None and period.start is not None
    assert (period.start - earlier.end).days == 1


@given(PERIODS)
def test_52_weeks_keep_weekdays_and_length(period: Period) -> None:
    earlier = previous_year(period, by_week=True)
    assert earlier.start is not None and period.start is not None
    assert (earlier.start.weekday(), days_in(earlier)) == (period.start.weekday(), days_in(period))


def test_a_period_is_cut_to_the_data() -> None:
    month = resolve("2026-11", TODAY)
    assert between(cut(month, date(2026, 11, 20))) == "2026-11-01..2026-11-20"
    assert cut(month, date(2026, 12, 5)) == month
    assert between(first_days(resolve("2026-10", TODAY), 20)) == "2026-10-01..2026-10-20"
    assert between(first_days(resolve("2026-02", TODAY), 31)) == "2026-02-01..2026-02-28"


@pytest.mark.parametrize(
    ("earlier", "shown", "part"),
    [
        pytest.param("2024-Q2", "2024-10-01..2024-11-19", "2024-05-19", id="quarters of other months"),
        pytest.param("2023", "2024-01-01..2024-11-19", "2023-11-19", id="a leap day in one of the years"),
        pytest.param("2024-02", "2024-03-01..2024-03-30", "2024-02-29", id="no longer than its month"),
        pytest.param("2024-04-01..2024-06-10", "2024-10-01..2024-11-19", "2024-05-20", id="days, not months"),
    ],
)
def test_parts_of_quarters_and_years_end_on_the_same_date(earlier: str, shown: str, part: str) -> None:
    assert str(like_part(resolve(earlier, TODAY), resolve(shown, TODAY)).end) == part


def test_a_quarter_to_date_is_set_beside_the_same_dates_of_the_one_before() -> None:
    assert between(previous_period(resolve("quarter_to_date", date(2024, 8, 20)))) == "2024-04-01..2024-05-20"
