"""Quarters and years of the project's own fiscal calendar, where the words speak of it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.projects.built import Built

_TODAY = "2026-11-05"


def by_grain(built: Built, grain: str, first: str, last: str) -> list[tuple[date, int]]:
    joined = "accounts join days on signed_up_on = date_day"
    where = f"signed_up_on between date '{first}' and date '{last}'"
    return built.sql(f"select {grain}, count(*) from {joined} where {where} group by 1 order by 1")


@pytest.mark.parametrize(
    ("question", "grain", "first", "last"),
    [
        pytest.param(
            "signups by quarter in FY2026", "fiscal_quarter", "2025-02-01", "2026-01-31", id="in a fiscal year"
        ),
        pytest.param(
            "quarterly signups last fiscal year", "fiscal_quarter", "2025-02-01", "2026-01-31", id="quarterly"
        ),
        pytest.param(
            "signups per quarter since the start of FY2026, fiscal quarters please",
            "fiscal_quarter",
            "2025-02-01",
            _TODAY,
            id="said again",
        ),
        pytest.param("signups by year since FY2025", "fiscal_year", "2024-02-01", _TODAY, id="years"),
    ],
)
def test_quarters_are_fiscal_where_the_words_are(
    subscriptions: Built, question: str, grain: str, first: str, last: str
) -> None:
    asked = subscriptions.metrics("ask", question, "--as-of", _TODAY, "--json")
    assert [g["grain"] for g in asked.json["query"]["group_by"]] == [grain]
    assert [(date.fromisoformat(day), n) for day, n in asked.json["rows"]] == by_grain(
        subscriptions, grain, first, last
    )
    assert grain.replace("_", " ") in asked.json["sentence"]


def test_whole_fiscal_quarters_are_not_said_to_be_cut(subscriptions: Built) -> None:
    asked = subscriptions.metrics("ask", "signups by fiscal quarter in FY2026", "--as-of", _TODAY, "--json")
    assert not [told for told in asked.json["caveats"] if "inside the period" in told]


def test_quarters_are_of_the_calendar_where_no_word_is_fiscal(subscriptions: Built) -> None:
    asked = subscriptions.metrics("ask", "signups by quarter in 2025", "--as-of", _TODAY, "--json")
    assert [g["grain"] for g in asked.json["query"]["group_by"]] == ["quarter"]
