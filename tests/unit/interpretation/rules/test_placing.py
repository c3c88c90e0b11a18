"""How questions are put: orders, ratios, places in a ranking, spans of time, what is not so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import Filter, Operator, OrderBy


def read(question: str, catalog: Catalog) -> Reading | Ambiguous | Refused:
    found = RulesInterpreter().read(question, catalog, date(2026, 11, 21))
    assert isinstance(found, Reading | Ambiguous | Refused)
    return found


@pytest.fixture(scope="module")
def rated(valued: Catalog) -> Catalog:
    """The clinic with formulas, stars and a second person."""
    wait = replace(valued.metrics["average_wait"], type="simple", formula="average(wait_minutes) of visits")
    rate = replace(valued.metrics["visits"], name="rate", label="Load", synonyms=(), type="ratio", format="decimal")
    rate = replace(rate, formula="visits / patients", inputs=("visits", "patients"))
    metrics = {**valued.metrics, "average_wait": wait, "rate": rate}
    stars = Home("visit", "stars")
    dimensions = {
        **valued.dimensions,
        "visit__stars": Dimension("visit__stars", "Stars", "", "categorical", home=stars),
    }
    joins = {name: found | {"visit__stars"} for name, found in {**valued.joins, "rate": valued.joins["visits"]}.items()}
    values = {**valued.values, stars: Values(tuple((v, 9) for v in (1, 2, 3, 4, 5)), 5, 99, 1)}
    return replace(valued, metrics=metrics, dimensions=dimensions, joins=joins, values=values)


@pytest.mark.parametrize(
    "question", ["rank wards by visits", "wards ranked by visits", "ranking of the wards by visits"]
)
def test_a_ranking_of_all_is_an_order_without_a_limit(question: str, rated: Catalog) -> None:
    found = read(question, rated)
    assert isinstance(found, Reading)
    assert [g.name for g in found.query.group_by] == ["visit__ward"]
    assert found.query.order_by == (OrderBy("visits", True),)
    assert found.query.limit is None


def test_the_highest_by_may_be_one_or_all_in_that_order(rated: Catalog) -> None:
    found = read("lowest visits by ward", rated)
    assert isinstance(found, Ambiguous)
    assert [(o.query.limit, o.query.order_by) for o in found.options] == [
        (1, (OrderBy("visits", False),)),
        (None, (OrderBy("visits", False),)),
    ]
    for option in found.options:
        again = read(option.sentence, rated)
        assert isinstance(again, Reading)
        assert again.query == option.query


@pytest.mark.parametrize(
    ("question", "is_descending"),
    [
        ("which ward has the longest wait", True),
        ("which ward is the slowest", True),
        ("which ward is the fastest", False),
        ("ward with the shortest wait", False),
    ],
)
def test_words_of_time_rank_spans_of_time(question: str, is_descending: bool, rated: Catalog) -> None:
    found = read(question, rated)
    assert isinstance(found, Reading)
    assert found.query.metrics == ("average_wait",)
    assert found.query.order_by == (OrderBy("average_wait", is_descending),)


def test_words_of_time_rank_nothing_else(rated: Catalog) -> None:
    assert isinstance(read("which ward has the longest visits", rated), Refused)


@pytest.mark.parametrize(
    "question", ["visits as a percentage of patients", "the ratio of visits to patients", "visits to patients ratio"]
)
def test_a_division_that_a_metric_makes_is_that_metric(question: str, rated: Catalog) -> None:
    found = read(question, rated)
    assert isinstance(found, Reading)
    assert found.query.metrics == ("rate",)
    assert any("Load" in said for said in found.assumed)


def test_a_division_that_no_metric_makes_is_refused_with_its_parts(rated: Catalog) -> None:
    found = read("fees as a percentage of visits", rated)
    assert isinstance(found, Refused)
    assert found.reason.startswith("No metric divides Fees by Visits.")
    assert found.nearest[0].question == "Fees and Visits"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("5 star visits", Filter("visit__stars", Operator.EQ, (5,))),
        ("4 and 5 star visits", Filter("visit__stars", Operator.IN, (4, 5))),
        ("unurgent visits", Filter("visit__is_urgent", Operator.EQ, (False,))),
    ],
)
def test_values_are_read_from_numbers_and_opposites(question: str, expected: Filter, rated: Catalog) -> None:
    found = read(question, rated)
    assert isinstance(found, Reading)
    assert found.query.filters == (expected,)


def test_a_number_that_is_no_value_is_no_condition(rated: Catalog) -> None:
    assert isinstance(read("7 star visits", rated), Refused)
    assert isinstance(read("3 doctor visits", rated), Refused)


def test_one_place_of_a_ranking_is_refused_as_that(rated: Catalog) -> None:
    found = read("second busiest ward by visits", rated)
    assert isinstance(found, Refused)
    assert "one place of a ranking" in found.reason


def test_who_is_one_of_the_persons_and_asked_where_there_are_two(rated: Catalog) -> None:
    found = read("who has the most visits", rated)
    assert isinstance(found, Ambiguous)
    assert len(found.options) == 2
