"""Events and dates of things in a period: a workshop that repairs, which counts by the day something came in."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.period import Calendar

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def workshop() -> Catalog:
    metrics = [
        Metric(
            "repairs",
            "Repairs",
            "",
            "simple",
            format="integer",
            time_dimensions=("repair__opened_on",),
            dated_in=(Home("repair", "opened_on"),),
        ),
        Metric(
            "mean_hours",
            "Average repair time",
            "Hours from the day a bike comes in to the completion of its repair.",
            "simple",
            formula="average(hours) of repair",
            format="duration_s",
            time_dimensions=("repair__opened_on",),
            dated_in=(Home("repair", "opened_on"),),
        ),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        _date("repair", "opened_on", "Day it came in"),
        _date("repair", "finished_on", "Day of completion"),
        _date("bike", "launched_on", "Launch date"),
        Dimension("repair__status", "Status", "", "categorical", home=Home("repair", "status")),
        Dimension("bike", "Bike", "", "entity"),
        Dimension("repair__channel", "Channel", "", "categorical", home=Home("repair", "channel")),
        Dimension("repair__occasion", "Occasion", "", "categorical", home=Home("repair", "occasion")),
    ]
    held = {
        Home("repair", "status"): ("Completed", "Waiting"),
        Home("repair", "channel"): ("phone", "counter"),
        Home("repair", "occasion"): ("Black Friday", "None of them"),
    }
    values = {home: Values(tuple((v, 9) for v in some), len(some), 99, 1) for home, some in held.items()}
    joins = {m.name: frozenset(d.name for d in dimensions) for m in metrics}
    return Catalog({m.name: m for m in metrics}, {d.name: d for d in dimensions}, joins, {}, (), values=values)


def _date(model: str, element: str, label: str) -> Dimension:
    return Dimension(f"{model}__{element}", label, "", "time", "day", home=Home(model, element))


def read(question: str, catalog: Catalog) -> Reading | Ambiguous | Refused:
    found = RulesInterpreter().read(question, catalog, TODAY)
    assert isinstance(found, Reading | Ambiguous | Refused)
    return found


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("repairs completed in May 2026", id="a value, and the day of its event by another word"),
        pytest.param("repairs that were completed in May 2026", id="led in"),
        pytest.param("in May 2026, how many repairs were completed", id="the period first"),
        pytest.param("black friday repairs", id="a day, and a value of that name"),
    ],
)
def test_two_days_that_may_be_meant_are_asked_about(workshop: Catalog, question: str) -> None:
    assert isinstance(read(question, workshop), Ambiguous)


@pytest.mark.parametrize(
    ("question", "filters", "start"),
    [
        pytest.param("repairs raised in 2025", [], "2025-01-01", id="another word for the day it is counted by"),
        pytest.param("repairs opened in 2025", [], "2025-01-01", id="the very word"),
        pytest.param("repairs in 2025", [], "2025-01-01", id="no word"),
        pytest.param("repairs on black friday", [], "2025-11-28", id="led in, it is a day"),
        pytest.param("repairs fixed in 2025", ["repair__finished_on"] * 2, None, id="the day of the event"),
        pytest.param("repairs of bikes launched in 2025", ["bike__launched_on"] * 2, None, id="a date of the things"),
        pytest.param("repairs where launch date is in 2025", ["bike__launched_on"] * 2, None, id="by its label"),
        pytest.param(
            "repairs whose launch date was between 2024-02-01 and 2025-01-31",
            ["bike__launched_on"] * 2,
            None,
            id="a range",
        ),
        pytest.param("repairs launch date since 2025", ["bike__launched_on"], None, id="a bound"),
    ],
)
def test_the_day_of_the_event_is_bounded(
    workshop: Catalog, question: str, filters: list[str], start: str | None
) -> None:
    found = read(question, workshop)
    assert isinstance(found, Reading), found
    assert not found.query.group_by
    assert [f.dimension for f in found.query.filters] == filters
    assert (found.query.period.start.isoformat() if found.query.period and found.query.period.start else None) == start


def test_a_split_by_a_date_stays_one(workshop: Catalog) -> None:
    found = read("repairs by launch date in 2025", workshop)
    assert isinstance(found, Reading)
    assert [g.name for g in found.query.group_by] == ["bike__launched_on"]


@pytest.mark.parametrize(
    "question",
    ["how long does a repair take on average", "how long does it take to repair a bike", "average repair time"],
)
def test_how_long_it_takes_is_a_mean_of_a_span_of_time(workshop: Catalog, question: str) -> None:
    found = read(question, workshop)
    assert isinstance(found, Reading), found
    assert found.query.metrics == ("mean_hours",)


@pytest.mark.parametrize("question", ["how long does a delivery take", "how long does a repair of dragons take"])
def test_how_long_something_else_takes_is_not_told(workshop: Catalog, question: str) -> None:
    assert isinstance(read(question, workshop), Refused)


@pytest.mark.parametrize(("first", "is_told"), [(6, True), (0, False)])
def test_rows_that_are_no_weeks_of_the_project_are_told(workshop: Catalog, first: int, is_told: bool) -> None:
    found = RulesInterpreter(Calendar(week_start=first)).read("repairs by week", workshop, TODAY)
    assert isinstance(found, Reading)
    assert any("Sunday" in said for said in found.assumed) == is_told
