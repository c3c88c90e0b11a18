"""A condition within a metric that MetricFlow tells over all dates is said to be, whatever the period."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.built import Built

HEAVY = """
  - name: loans_of_frequent_members
    label: Loans of frequent members
    description: Loans of members with more than two loans ever.
    type: simple
    type_params:
      measure: loan_count
    filter: "{{ Metric('loans', group_by=['member']) }} > 2"
  - name: frequent_share
    label: Share of frequent members
    description: Their part of all loans.
    type: ratio
    type_params:
      numerator: loans_of_frequent_members
      denominator: loans
"""
SAID = "the condition 'loans per member > 2' counts all dates, not only the period"


@pytest.fixture(scope="module")
def extended(library: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The library with a metric that is filtered by a metric of each member, and one made of it."""
    built = library.copy(tmp_path_factory.mktemp("undated") / "library")
    meaning: Path = built.root / "models" / "meaning.yml"
    meaning.write_text(meaning.read_text().replace("\nmetrics:\n", f"\nmetrics:{HEAVY}", 1))
    assert built.metrics("list", "--parse").code == 0
    return built


@pytest.mark.parametrize("metric", ["loans_of_frequent_members", "frequent_share"])
def test_it_is_said_when_there_is_a_period_and_only_then(extended: Built, metric: str) -> None:
    assert SAID in extended.metrics("query", metric, "--period", "2024-03").err
    assert SAID not in extended.metrics("query", metric).err


def test_the_number_is_that_of_all_dates(extended: Built) -> None:
    shown = extended.metrics("query", "loans_of_frequent_members", "--period", "2024-03")
    expected = extended.sql(
        "select count(*) from loans where lent_on between '2024-03-01' and '2024-03-31' and member_id in "
        "(select member_id from loans group by 1 having count(*) > 2)"
    )
    assert shown.csv[1] == [str(expected[0][0])]


def test_the_formula_says_of_whom(extended: Built) -> None:
    assert "loans per member > 2" in extended.metrics("describe", "loans_of_frequent_members").out
