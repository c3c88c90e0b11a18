"""Which units of time an average counts."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.errors import QueryInvalid
from metrics_cli.period import Period
from metrics_cli.query import METRIC_TIME, Filter, GroupBy, Operator
from metrics_cli.workflow.spans import Span
from metrics_cli.workflow.units import Units, units_of

FIRST, LAST, TODAY = date(2024, 1, 3), date(2024, 6, 20), date(2024, 6, 21)
DAY, WEEK, MONTH, WEEKDAY = (
    GroupBy(METRIC_TIME, "day"),
    GroupBy(METRIC_TIME, "week"),
    GroupBy(METRIC_TIME, "month"),
    GroupBy(METRIC_TIME, date_part="dow"),
)


def units(
    over: GroupBy,
    start: date | None = None,
    end: date | None = None,
    kept: tuple[GroupBy, ...] = (),
    conditions: tuple[Filter, ...] = (),
    first: date = FIRST,
    today: date = TODAY,
) -> Units:
    period = Period("asked", start, end) if start or end else None
    return units_of(over, kept, conditions, period, Span(first, LAST, first, LAST), today, {})


def months(*numbers: int) -> set[date]:
    return {date(2024, number, 1) for number in numbers}


def test_the_running_month_is_left_out() -> None:
    found = units(MONTH)
    assert (set(found.whole), set(found.parts)) == (months(1, 2, 3, 4, 5), months(6))


def test_a_quiet_edge_is_no_cut_and_a_long_one_is() -> None:
    assert units(MONTH).short == (date(2024, 1, 1),)
    assert set(units(MONTH, first=date(2024, 1, 22)).parts) == months(1, 6)


def test_a_month_that_has_ended_counts_though_its_last_days_are_quiet() -> None:
    found = units_of(MONTH, (), (), None, Span(FIRST, date(2024, 6, 27), FIRST, LAST), date(2024, 8, 1), {})
    assert date(2024, 6, 1) in found.whole


def test_what_the_period_cuts_is_left_out() -> None:
    found = units(WEEK, date(2024, 3, 1), date(2024, 3, 31))
    assert sorted(found.whole) == [date(2024, 3, day) for day in (4, 11, 18, 25)]
    assert set(found.parts) == {date(2024, 2, 26)}


def test_days_count_from_the_first_to_the_last_of_the_data() -> None:
    assert len(units(DAY).whole) == (LAST - FIRST).days + 1
    assert len(units(DAY, date(2023, 1, 1), date(2024, 1, 31)).whole) == 29


def test_only_days_under_the_conditions_count() -> None:
    saturdays = Filter(METRIC_TIME, Operator.EQ, (6,), date_part="dow")
    found = units(DAY, date(2024, 2, 1), date(2024, 2, 29), conditions=(saturdays,))
    assert sorted(found.whole) == [date(2024, 2, day) for day in (3, 10, 17, 24)]


def test_each_unit_has_its_place_in_what_stays() -> None:
    found = units(DAY, date(2024, 2, 1), date(2024, 2, 2), kept=(WEEKDAY, MONTH))
    assert found.whole == {date(2024, 2, 1): (4, date(2024, 2, 1)), date(2024, 2, 2): (5, date(2024, 2, 1))}


def test_weeks_lie_in_no_one_month() -> None:
    with pytest.raises(QueryInvalid, match="a week may lie in two"):
        units(WEEK, kept=(MONTH,))


def test_a_condition_that_names_no_days_is_refused() -> None:
    with pytest.raises(QueryInvalid, match="leaves open which days"):
        units(DAY, conditions=(Filter(METRIC_TIME, Operator.GE, ("2024-03-01",)),))
