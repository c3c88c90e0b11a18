"""Queries get the dates they need, or are stopped when a date would make them mean nothing."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.catalog import Catalog, Metric
from metrics_cli.errors import QueryInvalid
from metrics_cli.period import resolve
from metrics_cli.query import METRIC_TIME, GroupBy, MetricQuery, OrderBy
from metrics_cli.workflow.dating import covered, dated, is_outside, moved, partial_edges
from metrics_cli.workflow.spans import Span

TODAY = date(2026, 11, 21)
SPAN = Span(date(2020, 1, 20), date(2026, 11, 20), date(2020, 1, 20), date(2026, 11, 20))
CATALOG = Catalog(
    {
        "visits": Metric("visits", "Visits", "", "simple"),
        "visits_mtd": Metric("visits_mtd", "Visits to date", "", "cumulative", is_cumulative=True, needs_time=True),
        "visits_mom": Metric("visits_mom", "Growth", "", "derived", needs_time=True, offset_grain="month"),
        "visits_yoy": Metric("visits_yoy", "Yearly growth", "", "derived", needs_time=True, offset_grain="year"),
        "visits_own": Metric(
            "visits_own", "Own", "", "derived", needs_time=True, offset_grain="year", grains=("quarter",)
        ),
    }
)


def ask(metric: str, period: str | None, grain: str | None = None) -> MetricQuery:
    group_by = (GroupBy(METRIC_TIME, grain),) if grain else ()
    query = MetricQuery((metric,), group_by, (), resolve(period, TODAY) if period else None)
    return dated(query, CATALOG, SPAN, TODAY)[0]


@pytest.mark.parametrize(
    ("metric", "period", "grain", "start"),
    [
        pytest.param("visits", "last_month", None, date(2026, 10, 1), id="a plain metric is left alone"),
        pytest.param("visits_mtd", None, "day", date(2026, 11, 20), id="a running figure stands at the data's end"),
        pytest.param("visits_mtd", "last_month", "day", date(2026, 10, 31), id="or at its period's end"),
        pytest.param("visits_mtd", "this_year", "day", date(2026, 11, 20), id="no later than the data"),
        pytest.param("visits_mom", "last_month", "month", date(2026, 10, 1), id="a month against the month before"),
        pytest.param("visits_mom", "last_quarter", "month", date(2026, 7, 1), id="a quarter month by month"),
        pytest.param("visits_yoy", "last_quarter", "quarter", date(2026, 7, 1), id="a quarter against last year's"),
        pytest.param("visits_yoy", "2025", "year", date(2025, 1, 1), id="a year against the year before"),
        pytest.param("visits_yoy", "2025-11-05", "day", date(2025, 11, 5), id="a day against last year's"),
        pytest.param("visits_own", "2025", "quarter", date(2025, 1, 1), id="only at the grains that its owners allow"),
    ],
)
def test_a_query_gets_the_date_it_needs(metric: str, period: str | None, grain: str | None, start: date) -> None:
    query = ask(metric, period)
    assert [g.grain for g in query.group_by] == ([grain] if grain else [])
    assert query.period is not None
    assert query.period.start == start


@pytest.mark.parametrize(
    ("metric", "period", "grain"),
    [
        pytest.param("visits_mom", None, "week", id="a month back from a week lands nowhere"),
        pytest.param("visits_mom", None, "quarter", id="nor from a quarter"),
        pytest.param("visits_mom", "month_to_date", None, id="part of a month against a whole one"),
        pytest.param("visits_yoy", "year_to_date", None, id="part of a year against a whole one"),
        pytest.param("visits_own", None, "month", id="a grain that its owners rule out"),
        pytest.param("visits_yoy", "this_year", None, id="a year that has not ended against a whole one"),
    ],
)
def test_a_comparison_of_unlike_periods_is_stopped(metric: str, period: str | None, grain: str | None) -> None:
    with pytest.raises(QueryInvalid):
        ask(metric, period, grain)


def test_a_running_figure_and_a_plain_one_are_not_told_together() -> None:
    query = MetricQuery(("visits", "visits_mtd"), period=resolve("2025", TODAY))
    with pytest.raises(QueryInvalid):
        dated(query, CATALOG, SPAN, TODAY)


def test_a_comparison_is_not_ranked_over_several_periods() -> None:
    query = MetricQuery(("visits_mom",), order_by=(OrderBy("visits_mom", True),), limit=3)
    with pytest.raises(QueryInvalid):
        dated(query, CATALOG, SPAN, TODAY)


@pytest.mark.parametrize(
    ("grain", "period", "is_said"),
    [("month", None, True), ("month", "2025", False), ("day", None, False), ("year", "this_year", True)],
)
def test_a_comparison_says_when_its_last_unit_has_not_ended(grain: str, period: str | None, is_said: bool) -> None:
    query = MetricQuery(("visits_mom",), (GroupBy(METRIC_TIME, grain),), (), resolve(period, TODAY) if period else None)
    assert bool(partial_edges(query, CATALOG, SPAN)) is is_said


@pytest.mark.parametrize(
    ("period", "is_complete", "missing"),
    [
        ("last_month", True, ""),
        ("this_month", False, "end on 20 Nov 2026"),
        ("2020", False, "begin on 20 Jan 2020"),
        ("2026-11-01..", True, ""),
    ],
)
def test_a_period_partly_in_the_data_is_said(period: str, is_complete: bool, missing: str) -> None:
    query, caveats = covered(MetricQuery(("visits",), period=resolve(period, TODAY)), SPAN)
    assert query.period is not None
    assert query.period.complete is is_complete
    assert bool(caveats) == bool(missing)
    assert all(missing in caveat for caveat in caveats)


@pytest.mark.parametrize(
    ("period", "instead"),
    [("2019", "last_year"), ("next_quarter", "last_quarter"), ("tomorrow", "last_day"), ("2018-Q2", "last_quarter")],
)
def test_a_period_outside_the_data_is_moved_to_their_end(period: str, instead: str) -> None:
    asked = resolve(period, TODAY)
    assert is_outside(asked, SPAN)
    found = moved(asked, SPAN)
    assert found is not None
    assert not is_outside(found, SPAN)
    assert found.expression == instead


def test_a_period_that_the_end_of_the_data_does_not_have_is_moved_by_its_unit() -> None:
    span = Span(date(2024, 1, 1), date(2024, 3, 15), date(2024, 1, 1), date(2024, 3, 15))
    asked = resolve("first(31, day, last_month)", TODAY)
    assert asked.end == date(2026, 10, 31)
    assert moved(asked, span) == resolve("last_month", date(2024, 3, 16))


def test_growth_by_month_of_a_year_that_is_not_over_has_its_part_month_with_a_word() -> None:
    query = MetricQuery(("visits_mom",), (), (), resolve(str(SPAN.full_last.year), TODAY))
    found, _ = dated(query, CATALOG, SPAN, TODAY)
    assert found.period == query.period
    (told,) = partial_edges(found, CATALOG, SPAN)
    assert told.startswith("the last month is only partly in the data, which end on ")
