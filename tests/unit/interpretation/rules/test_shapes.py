"""The shapes of questions: lists, signs, things side by side, bounds, rankings, parts of a whole."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.answer import Refused
from metrics_cli.catalog import Catalog
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
