"""The shapes of questions: lists, signs, things side by side, bounds, rankings, parts of a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.answer import Refused
from metrics_cli.catalog import Catalog, Home
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import MetricQuery

TODAY = date(2026, 11, 21)


def query_of(question: str, catalog: Catalog) -> MetricQuery:
    read = RulesInterpreter().read(question, catalog, TODAY)
    assert isinstance(read, Reading), read
    return read.query


@pytest.mark.parametrize(
    "question",
    [
        "visits + fees by ward",
        "visits/fees by ward",
        "both visits and fees by ward",
        "visits and fees respectively by ward",
        "Could you please give me a table of visits and fees by ward?",
        "visits, fees – by ward",
        "by ward: visits & fees",
        "“visits” [fees] / ward",
    ],
)
def test_lists_are_read_however_they_are_written(question: str, valued: Catalog) -> None:
    query = query_of(question, valued)
    assert (query.metrics, [g.name for g in query.group_by]) == (("visits", "fees"), ["visit__ward"])


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("did we have more visits in North or South Wing", ("North", "South Wing")),
        ("are visits higher in North than in South Wing?", ("North", "South Wing")),
        ("North or South Wing: which had more visits", ("North", "South Wing")),
        ("visits for North and South Wing each", ("North", "South Wing")),
        ("visits in North, South Wing and Intensive care, separately", ("North", "South Wing", "Intensive care")),
        ("visits urgent vs not", (True, False)),
        ("urgent visits compared to the rest", (True, False)),
    ],
)
def test_values_that_are_weighed_stand_side_by_side(question: str, values: tuple[object, ...], valued: Catalog) -> None:
    query = query_of(question, valued)
    (condition,) = query.filters
    assert ([g.name for g in query.group_by], condition.values) == ([condition.dimension], values)


@pytest.mark.parametrize(
    "question",
    [
        "more visits in March",
        "are visits higher in North",
        "visits in North each",
        "visits or fees",
        "North visits vs the rest",
        "higher visits by ward",
    ],
)
def test_what_weighs_one_thing_alone_is_refused(question: str, valued: Catalog) -> None:
    assert isinstance(RulesInterpreter().read(question, valued, TODAY), Refused)


def test_two_periods_may_be_weighed(valued: Catalog) -> None:
    query = query_of("did we have more visits in 2024 or 2025?", valued)
    assert query.period is not None
    assert (query.period.start, query.period.end) == (date(2024, 1, 1), date(2025, 12, 31))
    assert [g.grain for g in query.group_by] == ["year"]


@pytest.fixture(scope="module")
def counted(valued: Catalog) -> Catalog:
    """The clinic with formulas: who is counted, in which rows."""
    formulas = {
        "visits": ("count(visit_id) of visits where visit__status = 'done'", "visits"),
        "patients": ("count_distinct(case when status = 'done' then patient_id end) of visits", "visits"),
        "new_patients": ("count(patient_id) of people", "people"),
        "fees": ("sum(fee) of bills", "bills"),
    }
    metrics = dict(valued.metrics)
    for name, (formula, model) in formulas.items():
        metrics[name] = replace(metrics[name], formula=formula, dated_in=(Home(model, "on"),))
    person = replace(valued.dimensions["patient"], home=Home("people", "patient"))
    metrics["treated"] = replace(metrics.pop("patients"), label="People treated", name="treated")
    joins = {**valued.joins, "treated": valued.joins["patients"]}
    return replace(valued, metrics=metrics, dimensions={**valued.dimensions, "patient": person}, joins=joins)


@pytest.mark.parametrize(
    ("question", "having"),
    [
        ("fees by ward, only those with more than 15k", ("fees", "gt", (15000,))),
        ("fees by ward over $500", ("fees", "gt", (500,))),
        ("wards with 10k+ fees", ("fees", "ge", (10000,))),
        ("months in 2025 with fewer than 270 visits", ("visits", "lt", (270,))),
        ("wards that had more than 20 visits in 2025", ("visits", "gt", (20,))),
        ("doctors who visited at least twice", ("visits", "ge", (2,))),
    ],
)
def test_bounds_of_rows_are_read_wherever_they_stand(
    question: str, having: tuple[object, ...], counted: Catalog
) -> None:
    (bound,) = query_of(question, counted).having
    assert (bound.column, bound.operator.value, bound.values) == having


def test_a_count_of_things_that_meet_a_bound_is_by_what_counts_them_in_those_rows(counted: Catalog) -> None:
    query = query_of("how many patient had at least 3 visits in 2025", counted)
    assert (query.metrics, query.period and query.period.expression) == (("treated",), "2025")
    assert [(m.metric, m.per, m.period) for m in query.metric_filters] == [("visits", ("patient",), None)]


def test_a_count_by_a_date_of_their_own_leaves_the_period_to_the_condition(counted: Catalog) -> None:
    query = query_of("how many patient had more than $500 in fees in 2025", counted)
    assert (query.metrics, query.period) == (("new_patients",), None)
    assert [m.period and m.period.expression for m in query.metric_filters] == ["2025"]


@pytest.mark.parametrize(
    ("question", "periods"),
    [
        ("fees of patients with more than 3 visits in 2025", [None]),
        ("fees in 2025 of patients with more than 3 visits ever", ["all dates"]),
        ("fees in 2025 of patients with more than 3 visits", [None, "all dates"]),
        ("fees of patients with more than 3 visits, 2025", [None, "all dates"]),
    ],
)
def test_when_a_bound_is_told_is_asked_where_it_is_open(
    question: str, periods: list[str | None], counted: Catalog
) -> None:
    read = RulesInterpreter().read(question, counted, TODAY)
    assert not isinstance(read, Refused), read
    queries = [read.query] if isinstance(read, Reading) else [o.query for o in read.options]
    assert [m.period and m.period.expression for q in queries for m in q.metric_filters] == periods
