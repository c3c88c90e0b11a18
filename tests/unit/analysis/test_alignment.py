"""Which time bucket stands beside which."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import pytz

from metrics_cli.analysis import Alignment, align, align_listed, previous_period, previous_year
from metrics_cli.period import Period, resolve

TODAY = date(2026, 11, 21)


def beside(grain: str, period: str, by_year: bool = False, first: date | None = None) -> Alignment:
    current = resolve(period, TODAY)
    earlier = previous_year(current, grain == "week") if by_year else previous_period(current)
    return align(grain, current, earlier, by_year, first)


@pytest.mark.parametrize(
    ("grain", "period", "by_year", "current", "earlier"),
    [
        pytest.param("month", "2024-Q3", False, date(2024, 8, 1), date(2024, 5, 1), id="the second month"),
        pytest.param("month", "2024-Q3", True, date(2024, 8, 1), date(2023, 8, 1), id="the same month"),
        pytest.param("quarter", "2024", False, date(2024, 4, 1), date(2023, 4, 1), id="a quarter"),
        pytest.param("day", "2024-03", False, date(2024, 3, 29), date(2024, 2, 29), id="a day of the month"),
        pytest.param("day", "2024-03", False, date(2024, 3, 30), None, id="a day that February lacks"),
        pytest.param("day", "2024-02", True, date(2024, 2, 28), date(2023, 2, 28), id="the same day"),
        pytest.param("day", "2024-02", True, date(2024, 2, 29), None, id="29 February has no day before it"),
        pytest.param("day", "2025-03", True, date(2025, 3, 1), date(2024, 3, 1), id="1 March"),
        pytest.param("week", "2024", True, date(2024, 7, 1), date(2023, 7, 3), id="52 weeks before"),
        pytest.param("year", "2024", False, date(2024, 1, 1), date(2023, 1, 1), id="a year"),
        pytest.param("hour", "2024-03", False, datetime(2024, 3, 2, 7), datetime(2024, 2, 2, 7), id="an hour"),
        pytest.param("hour", "2024-03", False, datetime(2024, 3, 2, 0), datetime(2024, 2, 2, 0), id="midnight"),
    ],
)
def test_a_bucket_stands_beside_its_fellow(
    grain: str, period: str, by_year: bool, current: date, earlier: date | None
) -> None:
    found = beside(grain, period, by_year)
    assert found.earlier(current) == earlier
    assert found.is_like(current) is (earlier is not None)
    if earlier is not None:
        assert found.current(earlier) == current


def test_29_february_of_the_earlier_year_has_no_fellow() -> None:
    found = beside("day", "2025-02", by_year=True)
    assert found.current(date(2024, 2, 29)) is None
    assert found.current(date(2024, 2, 28)) == date(2025, 2, 28)


def test_a_part_of_a_bucket_is_not_compared_with_a_whole_one() -> None:
    found = beside("week", "2024-Q3")
    # The quarter before begins on a Monday as well, but 92 days end on a Monday and 91 on a Sunday.
    assert found.is_like(date(2024, 7, 1))
    assert not found.is_like(date(2024, 9, 30))
    cut = align(
        "month", Period("", date(2024, 8, 1), date(2024, 9, 20)), resolve("2024-06..2024-07", TODAY), False, None
    )
    assert (cut.is_like(date(2024, 8, 1)), cut.is_like(date(2024, 9, 1))) == (True, False)


def test_parts_of_the_same_length_are_compared() -> None:
    october = Period("", date(2024, 10, 1), date(2024, 10, 20))
    found = align("month", Period("", date(2024, 11, 1), date(2024, 11, 20)), october, False, None)
    assert found.is_like(date(2024, 11, 1))


def test_a_bucket_before_the_data_is_not_compared() -> None:
    found = beside("month", "2024-Q3", first=date(2024, 4, 5))
    assert [found.is_like(date(2024, month, 1)) for month in (7, 8, 9)] == [False, True, True]


def test_a_grain_of_the_project_is_aligned_by_the_days_it_lists() -> None:
    days = [date(2024, 1, 1) + timedelta(days=step) for step in range(366)]
    terms = {day: f"term {(day.month - 1) // 4}" for day in days}
    whole = align_listed(terms, resolve("2024-05..2024-08", TODAY), resolve("2024-01..2024-04", TODAY), None)
    assert (whole.earlier("term 1"), whole.is_like("term 1")) == ("term 0", True)
    part = align_listed(terms, resolve("2024-05..2024-07", TODAY), resolve("2024-01..2024-04", TODAY), None)
    assert not part.is_like("term 1")


def test_an_hour_of_a_time_zone_stands_beside_the_same_hour_of_its_clock() -> None:
    zone = pytz.timezone("America/New_York")
    summer, winter = zone.localize(datetime(2024, 3, 30, 7)), zone.localize(datetime(2024, 2, 29, 7))
    found = align("hour", resolve("2024-03-30", TODAY), resolve("2024-02-29", TODAY), False, None)
    assert (found.earlier(summer), found.current(winter)) == (winter, summer)
    assert found.earlier(datetime(2024, 3, 30, 7, tzinfo=UTC)) == datetime(2024, 2, 29, 7, tzinfo=UTC)
