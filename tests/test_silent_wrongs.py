"""Questions that were answered with another thing than their words ask for: read right now, or not answered."""

from __future__ import annotations

import pytest

from tests.projects.built import Built


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("overdue amount", id="overdue is a status here, not what is outstanding"),
        pytest.param("longest waits", id="a list was asked for, a maximum is one number"),
        pytest.param(f"appointments over {'9' * 400}", id="a number that no float holds"),
        pytest.param("what share of appointments is cancelled by clinic", id="the share of a part in each clinic"),
    ],
)
def test_what_the_words_do_not_carry_is_not_answered(clinic: Built, question: str) -> None:
    assert clinic.metrics("ask", question).code in (3, 4)


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("us new patients", [("patient__country", "eq", ["US"])]),
        ("new patients in the us", [("patient__country", "eq", ["US"])]),
        ("give us new patients", []),
    ],
)
def test_us_is_a_country_unless_something_is_given_to_us(
    clinic: Built, question: str, filters: list[tuple[str, str, list[str]]]
) -> None:
    asked = clinic.metrics("ask", question, "--json").json
    assert [(f["dimension"], f["operator"], f["values"]) for f in asked["query"]["filters"]] == filters


def test_which_of_them_has_asks_for_one(clinic: Built) -> None:
    asked = clinic.metrics("ask", "which of our doctors has the lowest no-show rate", "--json").json
    assert asked["query"]["limit"] == 1
