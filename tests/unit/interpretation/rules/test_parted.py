"""Names that a verb parts, ends of units, nouns that say what to count: the clinic with a few metrics more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.catalog import Catalog, Metric
from metrics_cli.catalog.additivity import BALANCE
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import MetricQuery

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def ward(valued: Catalog) -> Catalog:
    """The clinic with what it has at a month's end, and what has become of its visits."""
    more = [
        Metric("beds_in_use", "Beds in use", "", "simple", format="integer", additivity=BALANCE),
        Metric("visits_billed", "Visits billed", "", "simple", format="integer"),
        Metric("cancelled_visits", "Cancelled visits", "", "simple", format="integer"),
        Metric("samples_returned", "Samples returned", "", "simple", format="integer"),
        Metric("active_donors", "Active donors", "", "simple", format="integer", synonyms=("giving donors",)),
    ]
    joins = {**valued.joins, **{m.name: valued.joins["visits"] for m in more}}
    return replace(valued, metrics={**valued.metrics, **{m.name: m for m in more}}, joins=joins)


def _query(question: str, catalog: Catalog) -> MetricQuery:
    read = RulesInterpreter().read(question, catalog, TODAY)
    assert isinstance(read, Reading), read
    return read.query


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("how many beds were in use in 2025", "beds_in_use"),
        ("how many visits were cancelled in 2025", "cancelled_visits"),
        ("how many visits did we bill in 2025", "visits_billed"),
        ("how many visits from Oslo, home city, did we bill in 2025", "visits_billed"),
        ("visits we billed in 2025", "visits_billed"),
        ("how many samples came back in 2025", "samples_returned"),
        ("how many donors gave something in 2025", ""),
        ("how many fees did we bill in 2025", ""),
    ],
)
def test_a_metric_whose_name_is_said_as_a_sentence_is_found(question: str, metric: str, ward: Catalog) -> None:
    read = RulesInterpreter().read(question, ward, TODAY)
    assert (read.query.metrics if isinstance(read, Reading) else ()) == ((metric,) if metric else ())


@pytest.mark.parametrize(
    "question",
    ["beds in use at each month end of 2025", "beds in use at month-ends in 2025", "beds in use by month end of 2025"],
)
def test_each_month_end_of_a_year_is_a_row_for_each_of_its_months(question: str, ward: Catalog) -> None:
    query = _query(question, ward)
    assert query.period is not None
    assert ([g.grain for g in query.group_by], query.period.start) == (["month"], date(2025, 1, 1))


@pytest.mark.parametrize("question", ["number of urgent visits by ward", "how many North visits by doctor"])
def test_a_noun_behind_a_value_says_what_to_count(question: str, ward: Catalog) -> None:
    query = _query(question, ward)
    assert (query.metrics, len(query.filters)) == (("visits",), 1)


@pytest.mark.parametrize(
    ("question", "is_urgent"),
    [("average wait when it's urgent", True), ("visits where it is not urgent", False)],
)
def test_a_flag_is_led_in_by_when_it_is(question: str, is_urgent: bool, ward: Catalog) -> None:
    (condition,) = _query(question, ward).filters
    assert condition.values == (is_urgent,)


@pytest.mark.parametrize("question", ["compare visits Q3 2026 to Q3 2025", "compare fees by ward 2025 to 2024"])
def test_compare_with_an_earlier_period_is_no_range(question: str, ward: Catalog) -> None:
    compare = _query(question, ward).compare
    assert compare is not None
    assert compare.kind == "period"
