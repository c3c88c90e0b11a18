"""Filters, bounds, shares, comparisons and rankings over a clinic whose values are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Inquiry, Reading
from metrics_cli.interpretation.rules import RulesInterpreter, phrase
from metrics_cli.period import resolve
from metrics_cli.query import (
    METRIC_TIME,
    Comparison,
    Filter,
    GroupBy,
    Having,
    MetricFilter,
    MetricQuery,
    Operator,
    OrderBy,
    Share,
    TopWithin,
)

TODAY = date(2026, 11, 21)
WARD, SPECIALITY, STATE, URGENT = "visit__ward", "doctor__speciality", "patient__state", "visit__is_urgent"


def read(question: str, catalog: Catalog) -> Reading | Inquiry | Ambiguous | Refused:
    return RulesInterpreter().read(question, catalog, TODAY)


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("visits in California", [Filter(STATE, Operator.EQ, ("CA",))]),
        ("visits in CA and NY", [Filter(STATE, Operator.IN, ("CA", "NY"))]),
        ("visits in CA, OR and NY", [Filter(STATE, Operator.IN, ("CA", "OR", "NY"))]),
        ("visits in IN", [Filter(STATE, Operator.EQ, ("IN",))]),
        ("visits not from California", [Filter(STATE, Operator.NE, ("CA",))]),
        ("visits excluding cardiology", [Filter(SPECIALITY, Operator.NE, ("Cardiology",))]),
        ("visits other than in the south wing", [Filter(WARD, Operator.NE, ("South Wing",))]),
        ("cardiology visits", [Filter(SPECIALITY, Operator.EQ, ("Cardiology",))]),
        ("visits for ear, nose and throat", [Filter(SPECIALITY, Operator.EQ, ("Ear, nose & throat",))]),
        ("visits where ward is other", [Filter(WARD, Operator.EQ, ("Other",))]),
        ("visits in Paediatricss", [Filter(SPECIALITY, Operator.EQ, ("Paediatrics",))]),
        ("urgent visits", [Filter(URGENT, Operator.EQ, (True,))]),
        ("visits that are not urgent", [Filter(URGENT, Operator.EQ, (False,))]),
        ("visits without a ward", [Filter(WARD, Operator.IS_NULL)]),
        ("visits with a known speciality", [Filter(SPECIALITY, Operator.NOT_NULL)]),
        ("visits with length over 15", [Filter("visit__length", Operator.GT, (15,))]),
        ("visits with length between 15 and 30", [Filter("visit__length", Operator.BETWEEN, (15, 30))]),
        ("only urgent visits in New York, where ward is north", None),
        (
            "visits in California in ward North",
            [Filter(STATE, Operator.EQ, ("CA",)), Filter(WARD, Operator.EQ, ("North",))],
        ),
    ],
)
def test_a_value_needs_no_dimension_s_name(question: str, filters: list[Filter] | None, valued: Catalog) -> None:
    reading = read(question, valued)
    if filters is None:
        assert not isinstance(reading, Refused)
    else:
        assert isinstance(reading, Reading), reading
        assert list(reading.query.filters) == filters
        assert reading.query.metrics == ("visits",)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("share of visits by ward", {"share": Share()}),
        ("what share of visits comes from cardiology", {"having": (Having(SPECIALITY, Operator.EQ, ("Cardiology",)),)}),
        ("top 3 doctors by visits in each ward", {"top": TopWithin(3, "visits", (WARD,))}),
        ("wards with more than 1.5k visits", {"having": (Having("visits", Operator.GT, (1500,)),)}),
        ("visits by ward where visits is at least 5", {"having": (Having("visits", Operator.GE, (5,)),)}),
        ("patients with more than 3 visits", None),
        (
            "how many patients had at least two visits",
            {"metric_filters": (MetricFilter("visits", ("patient",), Operator.GE, (2,)),)},
        ),
        ("visits last month vs the month before", {"compare": Comparison("previous_period")}),
        ("visits last quarter compared to the same quarter last year", {"compare": Comparison("previous_year")}),
        ("visits growth last month", {"compare": Comparison("previous_period")}),
        ("cardiology vs paediatrics visits", {"group_by": (GroupBy(SPECIALITY),)}),
        ("visits by weekday", {"group_by": (GroupBy(METRIC_TIME, date_part="dow"),)}),
        ("visits by ward sorted by visits ascending", {"order_by": (OrderBy("visits"),)}),
    ],
)
def test_a_shape_becomes_its_part_of_the_query(question: str, part: dict[str, object] | None, valued: Catalog) -> None:
    reading = read(question, valued)
    if part is None:
        assert isinstance(reading, Ambiguous)
        return
    assert isinstance(reading, Reading), reading
    for name, expected in part.items():
        assert getattr(reading.query, name) == expected


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("visits in Atlantis", id="no such value"),
        pytest.param("visits in California and not in Atlantis", id="one of them unknown"),
        pytest.param("visits in or", id="a word of the language"),
        pytest.param("visits over $100", id="money of a count"),
        pytest.param("visits in North in South Wing", id="two values at once"),
        pytest.param("average visits per month", id="a mean of months"),
        pytest.param("share of average wait by ward", id="a share of a mean"),
        pytest.param("visits growth", id="a change over no period"),
        pytest.param("budget in California", id="nothing joins them"),
    ],
)
def test_what_is_not_carried_by_the_words_is_refused(question: str, valued: Catalog) -> None:
    assert isinstance(read(question, valued), Refused)


def test_a_value_of_two_things_is_asked_back(valued: Catalog) -> None:
    outcome = read("visits in Oslo", valued)
    assert isinstance(outcome, Ambiguous)
    assert {o.query.filters[0].dimension for o in outcome.options} == {"patient__birth_city", "patient__home_city"}
    for option in outcome.options:
        again = read(option.sentence, valued)
        assert isinstance(again, Reading)
        assert again.query == option.query


_TEXTS = st.sampled_from(
    [
        (WARD, "North"),
        (WARD, "Other"),
        (WARD, "or"),
        (SPECIALITY, "Ear, nose & throat"),
        (STATE, "IN"),
        ("patient__home_city", "Oslo"),
        ("patient__birth_city", "Bergen"),
    ]
)
_FILTERS = st.lists(
    st.one_of(
        st.builds(lambda of, op: Filter(of[0], op, (of[1],)), _TEXTS, st.sampled_from([Operator.EQ, Operator.NE])),
        st.builds(
            lambda op: Filter(WARD, op, ("North", "South Wing")), st.sampled_from([Operator.IN, Operator.NOT_IN])
        ),
        st.builds(lambda is_so: Filter(URGENT, Operator.EQ, (is_so,)), st.booleans()),
        st.builds(lambda op: Filter(SPECIALITY, op), st.sampled_from([Operator.IS_NULL, Operator.NOT_NULL])),
        st.builds(lambda n: Filter("visit__length", Operator.GT, (n,)), st.integers(1, 10**6)),
    ),
    max_size=3,
    unique_by=lambda f: f.dimension,
)
_SHAPES = st.sampled_from(
    [
        {},
        {"group_by": (GroupBy(STATE),)},
        {"group_by": (GroupBy(STATE), GroupBy(METRIC_TIME, "week"))},
        {"group_by": (GroupBy(METRIC_TIME, None, "dow"),)},
        {"group_by": (GroupBy(METRIC_TIME, "fiscal_year"),)},
        {"group_by": (GroupBy(STATE),), "share": Share()},
        {"group_by": (GroupBy(STATE),), "having": (Having("visits", Operator.BETWEEN, (2, 5)),)},
        {"group_by": (GroupBy(STATE),), "order_by": (OrderBy("visits", True),)},
        {"metric_filters": (MetricFilter("fees", ("patient",), Operator.GT, (2.5,)),)},
    ]
)
_COMPARED = st.sampled_from([None, Comparison("previous_period"), Comparison("previous_year")])


@settings(max_examples=150, deadline=None)
@given(filters=_FILTERS, shape=_SHAPES, compare=_COMPARED)
def test_every_query_can_be_said_and_read_back(
    filters: list[Filter], shape: dict[str, Any], compare: Comparison | None, valued: Catalog
) -> None:
    period = resolve("2025-01-01..2025-03-31", TODAY) if compare else None
    query = replace(MetricQuery(("visits",), filters=tuple(filters), period=period, compare=compare), **shape)
    reading = read(phrase(query, valued), valued)
    assert isinstance(reading, Reading), (phrase(query, valued), reading)
    assert replace(reading.query, filters=()) == replace(query, filters=())
    assert set(reading.query.filters) == set(query.filters)


_WORDS = st.sampled_from(
    "visits patients fees by per in not only without with North other Oslo CA IN urgent over 5 $ % k share of vs last"
    " month 2024 growth top most each ward which and or more than between compare to the average total where is"
    " empty no".split()
)


@settings(max_examples=400, deadline=None)
@given(words=st.lists(_WORDS, max_size=14))
def test_salads_over_values_are_read_or_refused_and_lose_no_word(words: list[str], valued: Catalog) -> None:
    outcome = read(" ".join(words), valued)
    assert isinstance(outcome, Reading | Inquiry | Refused | Ambiguous)
    if isinstance(outcome, Reading):
        told = " ".join(p.words for p in outcome.parts).split()
        assert sorted(told) == sorted(words)
        # A negation among the words is one in the query.
        if "not" in words or "without" in words:
            negative = (Operator.NE, Operator.NOT_IN, Operator.IS_NULL)
            assert any(f.operator in negative or f.values == (False,) for f in outcome.query.filters)


@pytest.mark.parametrize(
    "question",
    [
        "urgent share of visits by ward",
        "urgent visits as a percentage of visits by ward",
        "what share of visits is urgent by ward",
    ],
)
def test_the_share_of_a_part_is_told_in_each_group(valued: Catalog, question: str) -> None:
    reading = read(question, valued)
    assert isinstance(reading, Reading)
    ward, urgent = reading.query.group_by
    assert reading.query.share == Share((ward.column,))
    assert reading.query.having == (Having(urgent.column, Operator.EQ, (True,)),)
    assert not reading.query.filters


def test_a_condition_before_the_breakdown_may_be_the_part_or_the_whole(valued: Catalog) -> None:
    found = read("share of urgent visits by ward", valued)
    assert isinstance(found, Ambiguous)
    shares = [option.query.share for option in found.options if option.query]
    assert shares == [Share(("visit__ward",)), Share()]
    assert all(
        isinstance(again := read(option.sentence, valued), Reading) and again.query == option.query
        for option in found.options
    )


def test_per_a_number_may_ask_for_a_ratio(valued: Catalog) -> None:
    assert isinstance(read("visits by length", valued), Reading)
    assert isinstance(read("visits per length", valued), Refused)


def test_a_share_has_no_part_that_the_metric_leaves_out(valued: Catalog) -> None:
    told = replace(valued.metrics["visits"], description="All visits; cardiology is left out.")
    catalog = replace(valued, metrics={**valued.metrics, "visits": told})
    question = "what share of visits is cardiology"
    assert isinstance(read(question, valued), Reading)
    assert isinstance(read(question, catalog), Refused)


def test_a_share_by_group_says_what_it_is_a_part_of(valued: Catalog) -> None:
    reading = read("share of visits by ward in Paris", valued)
    assert isinstance(reading, Reading)
    assert "each share is of all rows that meet the conditions" in reading.assumed


def test_a_value_behind_a_breakdown_that_has_it_not_is_refused(valued: Catalog) -> None:
    assert isinstance(read("visits by speciality in Oslo", valued), Reading | Ambiguous)
    assert isinstance(read("visits by ward Cardiology", valued), Refused)


def test_the_end_of_a_name_is_no_other_things_name(valued: Catalog) -> None:
    number = Dimension("visit__visit_number", "Visit number", "", "categorical")
    home = Dimension("doctor__doctor_number", "Doctor number", "", "categorical")
    both = {d.name: d for d in (number, home)}
    values = {**valued.values, Home("doctor", "doctor_number"): Values((("D-7", 9),), 1, 9, 0)}
    joins = {m: found | frozenset(both) if len(found) > 3 else found for m, found in valued.joins.items()}
    catalog = replace(valued, dimensions={**valued.dimensions, **both}, joins=joins, values=values)
    assert isinstance(read("fees for doctor number D-7", catalog), Reading)
    assert isinstance(read("fees for visit number D-7", catalog), Refused)


def test_a_nearer_join_does_not_win_silently_but_the_rows_that_are_counted_do(valued: Catalog) -> None:
    near, far = Home("visit", "town"), Home("patient", "home_city")
    town = Dimension("visit__town", "Town", "", "categorical", home=near)
    home = Dimension("visit__patient__home_city", "Home", "", "categorical", home=far)
    joins = {"visits": frozenset({"visit__town", "visit__patient__home_city"})}
    values = {home: Values((("Bergen", 9),), 1, 9, 0) for home in (near, far)}
    dimensions = {d.name: d for d in (town, home)}
    catalog = replace(valued, dimensions=dimensions, joins={**valued.joins, **joins}, values=values)
    found = read("visits in Bergen", catalog)
    assert isinstance(found, Ambiguous)
    assert {o.query.filters[0].dimension for o in found.options} == set(dimensions)
    own = replace(valued.metrics["visits"], dated_in=(Home("visit", "visited_on"),))
    found = read("visits in Bergen", replace(catalog, metrics={**valued.metrics, "visits": own}))
    assert isinstance(found, Reading)
    assert found.query.filters[0].dimension == "visit__town"
