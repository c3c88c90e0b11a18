"""Periods whose words stand apart: a quarter or a month here, its year there."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.answer import Ambiguous
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
    ("question", "same"),
    [
        ("Q4 visits 2025", "visits in Q4 2025"),
        ("Q4 visits, 2025", "visits in Q4 2025"),
        ("Q4 visits by ward 2025", "visits by ward in Q4 2025"),
        ("2025 visits by ward in Q4", "visits by ward in Q4 2025"),
        ("March visits 2025", "visits in March 2025"),
        ("a breakdown of 2025 visits by ward", "visits by ward in 2025"),
        ("Q4 visits 2025 vs 2024", "visits in Q4 2025 vs 2024"),
        ("Q4 visits 2025 vs Q4 2024", "visits in Q4 2025 vs Q4 2024"),
        ("visits in 2025 compared with those in 2024", "visits in 2025 vs 2024"),
        ("visits in Q4 2025 compared to what they were in Q4 2024", "visits in Q4 2025 vs Q4 2024"),
        ("compare visits between Q4 2024 and Q4 2025", "compare visits in Q4 2024 and Q4 2025"),
    ],
)
def test_a_year_that_stands_apart_is_that_of_the_period(question: str, same: str, valued: Catalog) -> None:
    assert query_of(question, valued) == query_of(same, valued)


@pytest.mark.parametrize(
    "question", ["Q4 visits and 2025 fees", "visits from Q4 to 2025 patients", "Q4 visits since 2025"]
)
def test_two_periods_stay_two(question: str, valued: Catalog) -> None:
    assert not isinstance(RulesInterpreter().read(question, valued, TODAY), Reading)


def test_a_comparison_that_may_be_a_span_is_asked_about(valued: Catalog) -> None:
    read = RulesInterpreter().read("compare visits Q1 2025 to Q3 2025 by ward", valued, TODAY)
    assert isinstance(read, Ambiguous), read
