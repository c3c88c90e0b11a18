"""Things dated by an event of their own, counted under a condition: over a gym that knows when its members joined."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.answer import Ambiguous
from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.additivity import BALANCE
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import MetricQuery

TODAY = date(2026, 11, 21)
JOINED, VISITED = Home("members", "joined_on"), Home("visits", "visited_on")


@pytest.fixture(scope="module")
def gym() -> Catalog:
    count = "count(member_id) of members"
    metrics = [
        Metric("members", "Members", "", "simple", count, "integer", dated_in=(JOINED,)),
        Metric("trial_members", "Trial members", "", "simple", count, "integer", dated_in=(JOINED,)),
        Metric("new_members", "New members", "", "simple", count, "integer", dated_in=(JOINED,)),
        Metric("visits", "Visits", "", "simple", "count(visit_id) of visits", "integer", dated_in=(VISITED,)),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("member", "Member", "", "entity", home=Home("members", "member")),
        Dimension("member__town", "Town", "", "categorical", home=Home("members", "town")),
    ]
    joins = {m.name: frozenset(d.name for d in dimensions) for m in metrics}
    named = {d.name: d for d in dimensions}
    return Catalog({m.name: m for m in metrics}, named, joins, declared=tuple(dimensions))


def read(question: str, catalog: Catalog) -> MetricQuery:
    found = RulesInterpreter().read(question, catalog, TODAY)
    assert isinstance(found, Reading)
    return found.query


@pytest.mark.parametrize(
    "question",
    [
        "how many members made more than 10 visits in 2025",
        "how many members had at least 10 visits last year",
        "in 2025, how many members had over 10 visits",
        "how many members in 2025 made more than 10 visits",
        "number of members with more than 10 visits in 2025",
    ],
)
def test_a_period_belongs_to_what_is_bounded_and_the_things_are_all_of_them(gym: Catalog, question: str) -> None:
    query = read(question, gym)
    told = query.metric_filters[0].period
    assert (query.metrics, query.period, told and told.start) == (("members",), None, date(2025, 1, 1))


def test_new_things_are_those_of_the_period(gym: Catalog) -> None:
    query = read("new members with more than 10 visits in 2025", gym)
    assert (query.period and query.period.expression, query.metric_filters[0].period) == ("2025", None)


def test_without_a_period_or_with_ever_nothing_moves(gym: Catalog) -> None:
    assert read("how many members made more than 10 visits", gym).metric_filters[0].period is None
    ever = read("how many members in 2025 made more than 10 visits ever", gym)
    assert (ever.period and ever.period.expression, ever.metric_filters[0].period is None) == ("2025", False)


def test_a_kind_of_thing_with_a_date_of_its_own_is_asked_back_in_words_that_differ(gym: Catalog) -> None:
    found = RulesInterpreter().read("trial members with more than 10 visits in 2025", gym, TODAY)
    assert isinstance(found, Ambiguous)
    sentences = [option.sentence for option in found.options]
    assert len(set(sentences)) == len(sentences)
    assert {option.query.period is None for option in found.options} == {True, False}


def test_how_many_meet_it_is_not_told_by_date(gym: Catalog) -> None:
    found = RulesInterpreter().read("members with more than 10 visits in 2025 vs 2024", gym, TODAY)
    assert not isinstance(found, Reading)


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("how many Oslo guests joined in 2024", "guest_book"),
        ("guests who joined last year", "guest_book"),
        ("guests by town", "guest_book"),
        ("number of guests by town", "guest_book"),
        ("bookings of guests who joined in 2024", "bookings"),
    ],
)
def test_things_are_counted_by_the_table_that_keeps_them(inn: Catalog, question: str, metric: str) -> None:
    assert read(question, inn).metrics == (metric,)


def test_things_of_a_period_are_not_taken_for_those_that_began_in_it(inn: Catalog) -> None:
    assert not isinstance(RulesInterpreter().read("guests by town in 2024", inn, TODAY), Reading)


def test_what_one_metric_alone_is_of_stands_for_it(inn: Catalog) -> None:
    assert read("waste by town", inn).metrics == ("waste_cost",)


def test_a_state_today_is_the_last_one_told(inn: Catalog) -> None:
    found = read("beds today", inn).period
    assert found and found.start is None


@pytest.fixture(scope="module")
def inn() -> Catalog:
    arrived, booked, stood = Home("guests", "joined_on"), Home("bookings", "booked_on"), Home("months", "month_end")
    metrics = [
        Metric("guest_book", "Guest book", "", "simple", "count(guest_id) of guests", "integer", dated_in=(arrived,)),
        Metric("bookings", "Bookings", "", "simple", "count(booking_id) of bookings", "integer", dated_in=(booked,)),
        Metric("waste_cost", "Waste cost", "", "simple", "sum(cost) of bookings", "usd", dated_in=(booked,)),
        replace(Metric("beds", "Beds", "", "simple", "sum(beds) of months", dated_in=(stood,)), additivity=BALANCE),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("guest", "Guest", "", "entity", home=Home("guests", "guest")),
        Dimension("guest__town", "Town", "", "categorical", home=Home("guests", "town")),
        Dimension("guest__joined_on", "Join date", "", "time", "day", home=arrived),
    ]
    values = {Home("guests", "town"): Values((("Oslo", 1), ("Bergen", 1)), 2, 2, 0)}
    joins = {m.name: frozenset(d.name for d in dimensions) for m in metrics}
    named = {d.name: d for d in dimensions}
    return Catalog({m.name: m for m in metrics}, named, joins, declared=tuple(dimensions), values=values)
