"""States set side by side: how a snapshot stood at the end of one span and of another, as SQL over the rows has it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics_cli.analysis import dates, like_part
from tests.projects.built import Built

# The last snapshot is of 31 October 2026.
_TODAY = "2026-11-05"


def mrr(built: Built, day: str) -> float:
    return float(built.sql(f"select sum(mrr) from subscription_months where month_end = date '{day}'")[0][0])


@pytest.mark.parametrize(
    ("question", "now", "then"),
    [
        pytest.param("MRR now vs a year ago", "2026-10-31", "2025-10-31", id="a year before the last snapshot"),
        pytest.param("MRR this year vs last year", "2026-10-31", "2025-12-31", id="the end of last year, whole"),
        pytest.param("MRR growth this year", "2026-10-31", "2025-12-31", id="since the year before ended"),
        pytest.param("MRR growth year to date", "2026-10-31", "2025-12-31", id="so far this year"),
        pytest.param("how much has MRR gone up since the end of 2025", "2026-10-31", "2025-12-31", id="since a day"),
        pytest.param("how much has MRR grown since last year", "2026-10-31", "2025-12-31", id="since last year"),
        pytest.param("MRR growth in Q2 2026", "2026-06-30", "2026-03-31", id="end against end"),
        pytest.param("MRR growth from March to June 2026", "2026-06-30", "2026-03-31", id="from month to month"),
        pytest.param("MRR in February 2025 vs a year ago", "2025-02-28", "2024-02-29", id="the ends of Februaries"),
        pytest.param("MRR now vs 6 months ago", "2026-10-31", "2026-04-30", id="the last one known half a year ago"),
    ],
)
def test_a_state_is_set_beside_a_state(subscriptions: Built, question: str, now: str, then: str) -> None:
    asked = subscriptions.metrics("ask", question, "--as-of", _TODAY, "--json")
    shown = [float(Decimal(str(cell))) for cell in asked.json["rows"][0][:3]]
    here, there = mrr(subscriptions, now), mrr(subscriptions, then)
    assert shown == pytest.approx([here, there, here - there])


def test_a_state_of_a_year_ago_is_the_last_one_known_that_day(subscriptions: Built) -> None:
    asked = subscriptions.metrics("ask", "MRR a year ago", "--as-of", _TODAY, "--json")
    assert float(asked.json["rows"][0][0]) == pytest.approx(mrr(subscriptions, "2025-10-31"))


def test_each_month_stands_beside_a_whole_one(subscriptions: Built) -> None:
    """Cut to as many days, April to August would end on 30 August, before the snapshot of that month."""
    asked = subscriptions.metrics("ask", "MRR growth by month in 2026", "--as-of", "2026-11-05", "--json")
    before = {row[0][:7]: float(row[3]) for row in asked.json["rows"]}
    ends = subscriptions.sql("select distinct month_end from subscription_months where year(month_end) = 2026")
    assert set(before) == {f"{day:%Y-%m}" for (day,) in ends}
    assert before["2026-10"] == pytest.approx(mrr(subscriptions, "2026-09-30"))


def test_since_a_month_may_be_since_its_beginning_or_its_end(subscriptions: Built) -> None:
    asked = subscriptions.metrics("ask", "how much has MRR grown since March 2026", "--as-of", _TODAY, "--json")
    assert asked.json["outcome"] == "ambiguous"
    ends = [option["query"]["compare"]["period"]["end"] for option in asked.json["options"]]
    assert ends == ["2026-03-31", "2026-02-28"]


def test_a_day_without_a_snapshot_has_no_state_and_the_last_known_one_is_offered(subscriptions: Built) -> None:
    asked = subscriptions.metrics("ask", "MRR on 15 March 2026", "--as-of", _TODAY, "--json")
    assert asked.json["outcome"] == "empty"
    assert asked.json["nearest"][0]["query"]["period"]["end"] == "2026-03-15"


@pytest.mark.parametrize(
    ("earlier", "shown", "by_month", "part"),
    [
        (("2025-01-01", "2025-12-31"), ("2026-01-01", "2026-05-31"), False, "2025-05-31"),
        (("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-02-29"), False, "2023-02-28"),
        (("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-05-31"), True, "2026-02-28"),
        (("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-05-31"), False, "2026-02-28"),
    ],
)
def test_the_part_of_an_earlier_period_that_is_like_what_is_shown(
    earlier: tuple[str, str], shown: tuple[str, str], by_month: bool, part: str
) -> None:
    before, here = (dates(*map(date.fromisoformat, ends)) for ends in (earlier, shown))
    assert str(like_part(before, here, by_month).end) == part
