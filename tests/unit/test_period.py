"""Every form of a period, at the edges of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.errors import QueryInvalid
from metrics_cli.period import ISO, SPANS, UNITS, Calendar, Period, calendar_of, floor, resolve, shift, spoken, whole
from metrics_cli.period.named import easter

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
        ("ending(3, month, 2025-03)", MID_MAY, "2025-01-01", "2025-03-31"),
        ("ending(1, year, 2024-02-29)", MID_MAY, "2023-03-01", "2024-02-29"),
        ("starting(30, day, 2025-01-15)", MID_MAY, "2025-01-15", "2025-02-13"),
        ("starting(2, week, yesterday)", MID_MAY, "2024-05-14", "2024-05-27"),
        ("last_weekend", MID_MAY, "2024-05-11", "2024-05-12"),
        ("this_weekend", "2024-05-19", "2024-05-18", "2024-05-19"),
        ("next_weekend", MID_MAY, "2024-05-25", "2024-05-26"),
        ("weeks(sunday, last_weekend)", MID_MAY, "2024-05-11", "2024-05-12"),
        ("2025-easter", MID_MAY, "2025-04-20", "2025-04-20"),
        ("2024-good_friday", MID_MAY, "2024-03-29", "2024-03-29"),
        ("latest_pentecost", MID_MAY, "2023-05-28", "2023-05-28"),
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
        ("2024-01..2024-03", NEW_YEAR, "2024-01-01", "2024-03-31"),
        ("last_month..yesterday", MID_MAY, "2024-04-01", "2024-05-14"),
        ("..last_month", MID_MAY, None, "2024-04-30"),
        ("this_half", MID_MAY, "2024-01-01", "2024-06-30"),
        ("last_half", MID_MAY, "2023-07-01", "2023-12-31"),
        ("half_to_date", "2024-09-03", "2024-07-01", "2024-09-03"),
        ("trailing(1, half)", "2024-09-01", "2024-03-01", "2024-08-31"),
        ("next(2, month)", "2024-12-31", "2025-01-01", "2025-02-28"),
        ("next(3, day)", LEAP_DAY, "2024-03-01", "2024-03-03"),
        ("ago(1, day)", "2024-03-01", "2024-02-29", "2024-02-29"),
        ("ago(3, week)", MID_MAY, "2024-04-22", "2024-04-28"),
        ("ago(2, month)", MID_MAY, "2024-03-01", "2024-03-31"),
        ("ago(1, quarter)", NEW_YEAR, "2024-10-01", "2024-12-31"),
        ("last_friday", MID_MAY, "2024-05-10", "2024-05-10"),
        ("this_friday", MID_MAY, "2024-05-17", "2024-05-17"),
        ("next_monday", MID_MAY, "2024-05-20", "2024-05-20"),
        ("latest_friday", MID_MAY, "2024-05-10", "2024-05-10"),
        ("latest_monday", MID_MAY, "2024-05-13", "2024-05-13"),
        ("latest_wednesday", MID_MAY, "2024-05-08", "2024-05-08"),
        ("2024-summer", MID_MAY, "2024-06-01", "2024-08-31"),
        ("2023-winter", MID_MAY, "2023-12-01", "2024-02-29"),
        ("2024-fall", MID_MAY, "2024-09-01", "2024-11-30"),
        ("this_winter", "2024-02-10", "2023-12-01", "2024-02-29"),
        ("this_winter", MID_MAY, "2024-12-01", "2025-02-28"),
        ("last_winter", MID_MAY, "2023-12-01", "2024-02-29"),
        ("latest_summer", MID_MAY, "2023-06-01", "2023-08-31"),
        ("latest_spring", MID_MAY, "2024-03-01", "2024-05-31"),
        ("2024-christmas", MID_MAY, "2024-12-25", "2024-12-25"),
        ("latest_christmas", MID_MAY, "2023-12-25", "2023-12-25"),
        ("2024-black_friday", MID_MAY, "2024-11-29", "2024-11-29"),
        ("2026-thanksgiving", MID_MAY, "2026-11-26", "2026-11-26"),
        ("2025-cyber_monday", MID_MAY, "2025-12-01", "2025-12-01"),
        ("before(2, week, 2024-christmas)", NEW_YEAR, "2024-12-11", "2024-12-24"),
        ("after(1, week, 2024-christmas)", NEW_YEAR, "2024-12-26", "2025-01-01"),
        ("start_of(last_quarter)", MID_MAY, "2024-01-01", "2024-01-01"),
        ("end_of(2024-02)", MID_MAY, "2024-02-29", "2024-02-29"),
        ("first(1, week, 2024-03)", MID_MAY, "2024-03-01", "2024-03-07"),
        ("last(2, day, 2024-02)", MID_MAY, "2024-02-28", "2024-02-29"),
        ("last(1, quarter, last_year)", MID_MAY, "2023-10-01", "2023-12-31"),
        ("shift(2024-02, -1, year)", MID_MAY, "2023-02-01", "2023-02-28"),
        ("shift(2023-02, 1, year)", MID_MAY, "2024-02-01", "2024-02-29"),
        ("shift(2024-02-29, -1, year)", MID_MAY, "2023-02-28", "2023-02-28"),
        ("shift(2024-02-28, -1, year)", MID_MAY, "2023-02-28", "2023-02-28"),
        ("shift(year_to_date, -1, year)", MID_MAY, "2023-01-01", "2023-05-15"),
        ("shift(last_quarter, -1, quarter)", MID_MAY, "2023-10-01", "2023-12-31"),
        ("shift(2024-01-01.., -1, year)", MID_MAY, "2023-01-01", None),
        ("shift(shift(2024-06, -1, year), 1, year)", MID_MAY, "2024-06-01", "2024-06-30"),
        ("fiscal(2, 2024)", MID_MAY, "2023-02-01", "2024-01-31"),
        ("fiscal(2, 2024, start)", MID_MAY, "2024-02-01", "2025-01-31"),
        ("fiscal(2, 2024-Q2)", MID_MAY, "2023-05-01", "2023-07-31"),
        ("fiscal(10, 2024-H1)", MID_MAY, "2023-10-01", "2024-03-31"),
        ("fiscal(1, 2024)", MID_MAY, "2024-01-01", "2024-12-31"),
        ("fiscal(2, last_quarter)", MID_MAY, "2024-02-01", "2024-04-30"),
        ("fiscal(2, this_year)", "2024-01-31", "2023-02-01", "2024-01-31"),
        ("fiscal(7, year_to_date)", MID_MAY, "2023-07-01", "2024-05-15"),
        ("weeks(sunday, this_week)", MID_MAY, "2024-05-12", "2024-05-18"),
        ("weeks(saturday, last(2, week))", MID_MAY, "2024-04-27", "2024-05-10"),
        ("weeks(sunday, last_sunday)", "2024-05-12", "2024-05-05", "2024-05-05"),
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
        "2024-03..2024-01",
        "2024-01..2024-02..2024-03",
        "shift(last_month, -1)",
        "shift(last_month, one, year)",
        "first(6, week, 2024-02)",
        "last(3, year, 2024)",
        "end_of(2024-01-01..)",
        "fiscal(13, 2024)",
        "fiscal(2, 2024, stop)",
        "weeks(someday, last_week)",
        "weeks(sunday, 2024-W07)",
        "last_fiscal_quarter",
        "FY2024",
        "(2024)",
        "shift(" * 100,
        "ago(\u0661, day)",
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


@pytest.mark.parametrize(
    ("expression", "calendar", "spelt_out", "start", "end"),
    [
        ("FY2024", Calendar(fiscal_start=2), "fiscal(2, 2024)", "2023-02-01", "2024-01-31"),
        ("fy2024-q1", Calendar(fiscal_start=7), "fiscal(7, 2024-Q1)", "2023-07-01", "2023-09-30"),
        ("FY2024", Calendar(fiscal_start=2, named_by_start=True), "fiscal(2, 2024, start)", "2024-02-01", "2025-01-31"),
        ("last_fiscal_quarter", Calendar(fiscal_start=3), "fiscal(3, last_quarter)", "2023-12-01", "2024-02-29"),
        ("fiscal_year_to_date", Calendar(fiscal_start=4), "fiscal(4, year_to_date)", "2024-04-01", "2024-05-15"),
        ("last_week", Calendar(week_start=6), "weeks(sunday, last_week)", "2024-05-05", "2024-05-11"),
        ("this_sunday", Calendar(week_start=6), "weeks(sunday, this_sunday)", "2024-05-12", "2024-05-12"),
        ("last_week", ISO, "last_week", "2024-05-06", "2024-05-12"),
        ("last_month", Calendar(week_start=6, fiscal_start=2), "last_month", "2024-04-01", "2024-04-30"),
    ],
)
def test_what_the_project_says_of_its_calendar_is_written_into_the_expression(
    expression: str, calendar: Calendar, spelt_out: str, start: str, end: str
) -> None:
    found = resolve(expression, date.fromisoformat(MID_MAY), calendar)
    assert found.expression == spelt_out
    assert (found.start, found.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert resolve(found.expression, date.fromisoformat(MID_MAY)) == found


@pytest.mark.parametrize(
    ("settings", "calendar"),
    [
        ({}, ISO),
        ({"week_start": "Sunday"}, Calendar(week_start=6)),
        ({"fiscal_year_start": 2}, Calendar(fiscal_start=2)),
        ({"fiscal_year_start": "july", "fiscal_year_named": "start"}, Calendar(fiscal_start=7, named_by_start=True)),
        ({"date_order": "dmy"}, Calendar(day_first=True)),
        ({"date_order": "MDY", "timezone": "ignored here"}, Calendar(day_first=False)),
    ],
)
def test_a_project_describes_its_calendar(settings: dict[str, object], calendar: Calendar) -> None:
    assert calendar_of(settings) == calendar


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("week_start", "someday"),
        ("week_start", 1),
        ("fiscal_year_start", 13),
        ("fiscal_year_start", True),
        ("fiscal_year_start", ""),
        ("date_order", "ymd"),
    ],
)
def test_a_calendar_that_can_not_be_is_refused(key: str, value: object) -> None:
    with pytest.raises(QueryInvalid, match=key):
        calendar_of({key: value})


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("last_quarter", "last quarter"),
        ("trailing(30, day)", "the 30 days before today"),
        ("last(3, month)", "the last 3 whole months"),
        ("next(2, half)", "the next 2 whole halves"),
        ("ago(3, week)", "3 weeks ago"),
        ("shift(last_quarter, -1, year)", "1 year before last quarter"),
        ("shift(2024-03, 2, month)", "2 months after 2024-03"),
        ("end_of(last_month)", "the end of last month"),
        ("before(2, week, 2024-christmas)", "the 2 weeks before christmas 2024"),
        ("first(1, week, 2024-03)", "the first week of 2024-03"),
        ("fiscal(2, last_quarter)", "last fiscal quarter; fiscal years begin in February"),
        ("fiscal(2, 2024)", "fiscal year 2024; fiscal years begin in February"),
        ("fiscal(10, 2024-Q2, start)", "fiscal 2024-Q2; fiscal years begin in October"),
        ("fiscal(2, year_to_date)", "fiscal year to date; fiscal years begin in February"),
        ("weeks(sunday, last_week)", "last week; weeks start on Sunday"),
        ("2024-winter", "winter 2024, as whole months of the northern hemisphere"),
        ("2024-Q3", None),
        ("2024-01-01..", None),
        ("last_month..yesterday", None),
    ],
)
def test_an_expression_is_told_in_words(expression: str, words: str | None) -> None:
    assert spoken(expression) == words


COUNTS = st.integers(1, 30)
SIMPLE = st.one_of(
    st.sampled_from([f"{which}_{unit}" for which in ("this", "last", "next") for unit in SPANS]),
    st.sampled_from([f"{unit}_to_date" for unit in SPANS]),
    st.sampled_from([f"{which}_{n}" for which in ("this", "last", "next", "latest") for n in ("friday", "winter")]),
    st.builds(
        "{}({}, {})".format, st.sampled_from(["trailing", "last", "next", "ago"]), COUNTS, st.sampled_from(SPANS)
    ),
    st.builds("{}-{:02}".format, st.integers(1950, 2100), st.integers(1, 12)),
    st.builds("{}-Q{}".format, st.integers(1950, 2100), st.integers(1, 4)),
    st.builds(date.isoformat, DAYS),
)
NESTED = st.one_of(
    SIMPLE,
    st.builds("shift({}, {}, {})".format, SIMPLE, st.integers(-9, 9), st.sampled_from(SPANS)),
    st.builds("{}({})".format, st.sampled_from(["start_of", "end_of"]), SIMPLE),
    st.builds("{}({}, {}, {})".format, st.sampled_from(["before", "after"]), COUNTS, st.sampled_from(SPANS), SIMPLE),
    st.builds("fiscal({}, {})".format, st.integers(1, 12), SIMPLE),
    st.builds("weeks({}, {})".format, st.sampled_from(["sunday", "saturday"]), SIMPLE),
)
CALENDARS = st.builds(Calendar, st.integers(0, 6), st.integers(1, 12), st.booleans())


@given(expression=NESTED, day=DAYS, calendar=CALENDARS)
def test_every_expression_is_days_in_order_and_says_all_that_it_needs(
    expression: str, day: date, calendar: Calendar
) -> None:
    found = resolve(expression, day, calendar)
    assert found.start is not None and found.end is not None and found.start <= found.end
    assert resolve(found.expression, day) == found
    assert resolve(found.expression, day, calendar) == found
    spoken(found.expression)


@given(day=DAYS, unit=st.sampled_from(SPANS), calendar=CALENDARS)
def test_fiscal_units_follow_one_another(day: date, unit: str, calendar: Calendar) -> None:
    frame = f"fiscal({calendar.fiscal_start}, {{}}_{unit})"
    last, this, following = (resolve(frame.format(which), day, calendar) for which in ("last", "this", "next"))
    assert last.end + timedelta(days=1) == this.start <= day <= this.end == following.start - timedelta(days=1)


@given(day=DAYS, count=COUNTS, unit=st.sampled_from(SPANS))
def test_rolling_and_calendar_units_end_before_the_anchor_and_to_date_on_it(day: date, count: int, unit: str) -> None:
    rolling, calendar = (resolve(f"{kind}({count}, {unit})", day) for kind in ("trailing", "last"))
    assert rolling.end == day - timedelta(days=1)
    assert calendar.end == resolve(f"this_{unit}", day).start - timedelta(days=1)
    assert resolve(f"ago({count}, {unit})", day).start == calendar.start
    assert resolve(f"{unit}_to_date", day).end == day


@given(first=SIMPLE, day=DAYS, unit=st.sampled_from(SPANS))
def test_what_comes_before_and_after_touches(first: str, day: date, unit: str) -> None:
    middle = resolve(first, day)
    before, after = (resolve(f"{side}(1, {unit}, {first})", day) for side in ("before", "after"))
    assert before.end + timedelta(days=1) == middle.start
    assert after.start - timedelta(days=1) == middle.end


@given(text=st.one_of(st.text(max_size=60), st.text("()..,-_0123456789 lastyerqumonhifcdk", max_size=40)))
def test_any_text_is_a_period_that_resolves_to_itself_or_is_refused(text: str) -> None:
    try:
        found = resolve(text, date.fromisoformat(LEAP_DAY))
    except QueryInvalid as refusal:
        assert refusal.message
    else:
        assert resolve(found.expression, date.fromisoformat(LEAP_DAY)) == found


@given(st.integers(1600, 4000))
def test_easter_is_the_sunday_that_dateutil_finds(year: int) -> None:
    from dateutil import easter as theirs

    assert easter(year) == theirs.easter(year)
    assert easter(year).weekday() == 6


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 60), st.sampled_from(["day", "week", "month"]))
def test_what_ends_with_a_day_begins_after_what_ends_before(day: date, count: int, unit: str) -> None:
    ending = resolve(f"ending({count}, {unit}, {day})", day)
    starting = resolve(f"starting({count}, {unit}, {day + timedelta(days=1)})", day)
    assert ending.end == day
    assert ending == replace(
        resolve(f"before({count}, {unit}, {day + timedelta(days=1)})", day), expression=ending.expression
    )
    assert starting.start == day + timedelta(days=1)
