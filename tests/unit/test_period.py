"""Every form of a period, at the edges of the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.errors import QueryInvalid
from metrics_cli.period import UNITS, Period, floor, resolve, shift, whole

NEW_YEAR = "2025-01-01"
LEAP_DAY = "2024-02-29"
MID_MAY = "2024-05-15"  # a Wednesday


@pytest.mark.parametrize(
    ("expression", "anchor", "start", "end"),
    [
        ("today", NEW_YEAR, "2025-01-01", "2025-01-01"),
        ("yesterday", NEW_YEAR, "2024-12-31", "2024-12-31"),
        ("yesterday", "2024-03-01", "2024-02-29", "2024-02-29"),
        ("tomorrow", "2024-12-31", "2025-01-01", "2025-01-01"),
        ("this_day", MID_MAY, "2024-05-15", "2024-05-15"),
        ("this_week", MID_MAY, "2024-05-13", "2024-05-19"),
        ("this_month", LEAP_DAY, "2024-02-01", "2024-02-29"),
        ("this_quarter", MID_MAY, "2024-04-01", "2024-06-30"),
        ("this_year", MID_MAY, "2024-01-01", "2024-12-31"),
        ("last_day", NEW_YEAR, "2024-12-31", "2024-12-31"),
        ("last_week", NEW_YEAR, "2024-12-23", "2024-12-29"),
        ("last_month", NEW_YEAR, "2024-12-01", "2024-12-31"),
        ("last_month", "2024-03-31", "2024-02-01", "2024-02-29"),
        ("last_month", "2023-03-31", "2023-02-01", "2023-02-28"),
        ("last_quarter", NEW_YEAR, "2024-10-01", "2024-12-31"),
        ("last_quarter", MID_MAY, "2024-01-01", "2024-03-31"),
        ("last_year", NEW_YEAR, "2024-01-01", "2024-12-31"),
        ("next_week", "2024-12-31", "2025-01-06", "2025-01-12"),
        ("next_month", "2024-12-31", "2025-01-01", "2025-01-31"),
        ("next_quarter", "2024-12-31", "2025-01-01", "2025-03-31"),
        ("trailing(30, day)", "2024-03-01", "2024-01-31", "2024-02-29"),
        ("trailing(1, month)", "2024-03-31", "2024-02-29", "2024-03-30"),
        ("trailing(1, year)", LEAP_DAY, "2023-02-28", "2024-02-28"),
        ("trailing(2,week)", NEW_YEAR, "2024-12-18", "2024-12-31"),
        ("last(3, month)", NEW_YEAR, "2024-10-01", "2024-12-31"),
        ("last(2, quarter)", MID_MAY, "2023-10-01", "2024-03-31"),
        ("last(2, week)", MID_MAY, "2024-04-29", "2024-05-12"),
        ("last(1, day)", MID_MAY, "2024-05-14", "2024-05-14"),
        ("month_to_date", LEAP_DAY, "2024-02-01", "2024-02-29"),
        ("week_to_date", MID_MAY, "2024-05-13", "2024-05-15"),
        ("quarter_to_date", MID_MAY, "2024-04-01", "2024-05-15"),
        ("year_to_date", NEW_YEAR, "2025-01-01", "2025-01-01"),
        ("2024", NEW_YEAR, "2024-01-01", "2024-12-31"),
        ("2024-H1", NEW_YEAR, "2024-01-01", "2024-06-30"),
        ("2024-h2", NEW_YEAR, "2024-07-01", "2024-12-31"),
        ("2024-Q1", NEW_YEAR, "2024-01-01", "2024-03-31"),
        ("2024-Q4", NEW_YEAR, "2024-10-01", "2024-12-31"),
        ("2024-W01", NEW_YEAR, "2024-01-01", "2024-01-07"),
        ("2020-W53", NEW_YEAR, "2020-12-28", "2021-01-03"),
        ("2024-02", NEW_YEAR, "2024-02-01", "2024-02-29"),
        ("2024-12", NEW_YEAR, "2024-12-01", "2024-12-31"),
        ("2024-02-29", NEW_YEAR, "2024-02-29", "2024-02-29"),
        ("2024-01-01..2024-03-31", NEW_YEAR, "2024-01-01", "2024-03-31"),
        ("2024-02-29..2024-02-29", NEW_YEAR, "2024-02-29", "2024-02-29"),
        ("2024-01-01..", NEW_YEAR, "2024-01-01", None),
        ("..2024-03-31", NEW_YEAR, None, "2024-03-31"),
        (" Last_Quarter ", NEW_YEAR, "2024-10-01", "2024-12-31"),
    ],
)
def test_an_expression_stands_for_whole_days(expression: str, anchor: str, start: str | None, end: str | None) -> None:
    day = date.fromisoformat(anchor)
    ends = [date.fromisoformat(text) if text else None for text in (start, end)]
    assert resolve(expression, day) == Period(expression.strip(), ends[0], ends[1], day)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "..",
        "soon",
        "last quarter",
        "last_fortnight",
        "trailing(0, day)",
        "trailing(-1, day)",
        "trailing(3)",
        "trailing(100000, day)",
        "trailing(9999, year)",
        "last(9999, year)",
        "2024-Q5",
        "2024-H3",
        "2024-13",
        "2024-W54",
        "2023-W53",
        "2023-02-29",
        "2024-04-31",
        "0000",
        "24-01-01",
        "2024-1-1",
        "2024-01-01...2024-02-01",
        "2024-03-31..2024-01-01",
        "2024-01..2024-03",
        "2024-01-01; drop table loans",
    ],
)
def test_anything_else_is_refused_by_name(expression: str) -> None:
    with pytest.raises(QueryInvalid) as refusal:
        resolve(expression, date(2024, 5, 15))
    assert refusal.value.hint or expression in refusal.value.message


@pytest.mark.parametrize("expression", ["9999-Q4", "9999-12", "0001-01", "this_year", "last_year", "next_day"])
@pytest.mark.parametrize("anchor", [date.min, date.max])
def test_the_ends_of_time_are_dates_or_a_refusal(expression: str, anchor: date) -> None:
    try:
        found = resolve(expression, anchor)
    except QueryInvalid as refusal:
        assert "not a period" in refusal.message
    else:
        assert found.start is not None and found.end is not None and found.start <= found.end


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(QueryInvalid, match=r"ends \(2024-01-01\) before it starts \(2024-02-01\)"):
        Period("x", date(2024, 2, 1), date(2024, 1, 1))


@pytest.mark.parametrize(
    ("expression", "first", "last", "complete"),
    [
        pytest.param("2024-03", "2024-03-01", "2024-03-31", True, id="exactly"),
        pytest.param("2024-03", "2024-01-01", "2024-12-31", True, id="inside"),
        pytest.param("2024-03", "2024-03-02", "2024-12-31", False, id="starts late"),
        pytest.param("2024-03", "2024-01-01", "2024-03-30", False, id="ends early"),
        pytest.param("2024-03", "2024-04-01", "2024-05-30", False, id="outside"),
        pytest.param("2024-03-01..", "2024-01-01", "2024-03-30", True, id="open end"),
        pytest.param("..2024-03-31", "2024-01-01", "2024-03-30", False, id="open start"),
        pytest.param("2024-03", None, None, False, id="no data"),
    ],
)
def test_a_period_is_complete_when_the_data_reach_over_it(
    expression: str, first: str | None, last: str | None, complete: bool
) -> None:
    period = resolve(expression, date(2024, 5, 15))
    span = [date.fromisoformat(text) if text else None for text in (first, last)]
    checked = period.checked(*span)
    assert checked.complete is complete
    assert (checked.start, checked.end, checked.expression) == (period.start, period.end, period.expression)
    assert period.complete is None


def test_a_period_tells_json_its_dates_and_where_it_was_seen_from() -> None:
    assert resolve("2024-02-01..", date(2024, 5, 15)).to_dict() == {
        "expression": "2024-02-01..",
        "start": "2024-02-01",
        "end": None,
        "anchor": "2024-05-15",
        "complete": None,
    }


DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(day=DAYS, unit=st.sampled_from(UNITS))
def test_the_units_of_a_calendar_follow_one_another_without_gap(day: date, unit: str) -> None:
    start, end = whole(day, unit)
    assert start <= day <= end
    assert whole(end + timedelta(days=1), unit)[0] == end + timedelta(days=1)
    assert floor(end, unit) == start == floor(start, unit)


@given(day=DAYS, unit=st.sampled_from(UNITS))
def test_last_this_and_next_meet(day: date, unit: str) -> None:
    last, this, following = (resolve(f"{which}_{unit}", day) for which in ("last", "this", "next"))
    assert last.end + timedelta(days=1) == this.start
    assert this.end + timedelta(days=1) == following.start


@pytest.mark.parametrize(
    ("day", "count", "unit", "expected"),
    [
        ("2024-01-31", 1, "month", "2024-02-29"),
        ("2024-01-31", 13, "month", "2025-02-28"),
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2024-02-29", -4, "year", "2020-02-29"),
        ("2024-11-30", 1, "quarter", "2025-02-28"),
        ("2024-12-31", 1, "week", "2025-01-07"),
    ],
)
def test_a_day_that_a_month_lacks_becomes_its_last(day: str, count: int, unit: str, expected: str) -> None:
    assert shift(date.fromisoformat(day), count, unit) == date.fromisoformat(expected)
