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
        pytest.param("appointments in the morning", id="a time of day is no greeting"),
        pytest.param("appointments evening", id="nor is one at the end"),
        pytest.param("percentage of cancelled appointments by month", id="of each month's, or of all cancelled ones"),
        pytest.param("unpaid invoices in 2026", id="how many, or how much is outstanding"),
        pytest.param("invoices paid in September 2026", id="issued or paid in September"),
        pytest.param(
            "received amount in September 2026 for invoices issued in August 2026", id="one date, two periods"
        ),
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


def test_metrics_may_share_their_last_word(clinic: Built) -> None:
    asked = clinic.metrics("ask", "no-show and collection rate", "--json").json
    read = [option["query"]["metrics"] for option in asked["options"]]
    assert sorted(read) == [["no_show_rate", "collection_rate"], ["no_shows", "collection_rate"]]


def test_which_of_them_has_asks_for_one(clinic: Built) -> None:
    asked = clinic.metrics("ask", "which of our doctors has the lowest no-show rate", "--json").json
    assert asked["query"]["limit"] == 1


@pytest.mark.parametrize("greeting", ["morning, ", "good morning, "])
def test_a_greeting_opens_a_question(clinic: Built, greeting: str) -> None:
    greeted, plain = (clinic.metrics("ask", f"{g}appointments in May 2026", "--json").json for g in (greeting, ""))
    assert greeted["query"] == plain["query"]


def test_a_participle_before_what_it_is_about_is_no_link(clinic: Built) -> None:
    asked = clinic.metrics("ask", "completed telehealth appointments in 2026", "--json").json
    other = clinic.metrics("ask", "telehealth completed appointments in 2026", "--json").json
    assert asked["rows"] == other["rows"]


@pytest.mark.parametrize(("words", "code"), [("for the team", 4), ("for the board", 0), ("for the Team tier", 0)])
def test_for_the_team_may_be_a_value(subscriptions: Built, words: str, code: int) -> None:
    assert subscriptions.metrics("ask", f"MRR {words} in May 2026").code == code


def test_a_metric_whose_name_ranks_answers_which_has_it(clinic: Built) -> None:
    asked = clinic.metrics("ask", "which doctor has the longest wait", "--json").json
    split = clinic.metrics("ask", "longest wait by practitioner", "--json").json
    assert (asked["query"]["limit"], split["query"]["limit"]) == (1, None)


@pytest.mark.parametrize("question", ["percentage of patients from Germany", "percentage in 2026", "ratio by clinic"])
def test_a_kind_of_number_alone_names_no_metric(clinic: Built, question: str) -> None:
    assert clinic.metrics("ask", question).code in (3, 4)


def test_the_share_of_a_part_is_of_what_each_group_has(clinic: Built) -> None:
    told = clinic.metrics("ask", "what share of appointments is cancelled by clinic", "--json").json
    counts = clinic.metrics("ask", "cancelled appointments and appointments by clinic", "--json").json
    place, share = 0, len(told["columns"]) - 1
    expected = {row[0]: row[-2] / row[-1] for row in counts["rows"] if row[-2]}
    assert {row[place]: row[share] for row in told["rows"]} == pytest.approx(expected)


def test_a_state_since_then_is_told_month_by_month(subscriptions: Built) -> None:
    asked = subscriptions.metrics("ask", "MRR since January 2026", "--json").json
    assert [g["grain"] for g in asked["query"]["group_by"]] == ["month"]


@pytest.mark.parametrize("question", ["MRR now vs last year", "MRR by plan since January 2026"])
def test_a_state_beside_a_span_is_asked_about(subscriptions: Built, question: str) -> None:
    assert subscriptions.metrics("ask", question).code in (3, 4)


def test_a_flow_has_no_state_at_the_end_of_a_year(subscriptions: Built, clinic: Built) -> None:
    state = subscriptions.metrics("ask", "MRR at year end 2025 vs 2026", "--json").json
    assert state["query"]["period"]["start"] is None
    assert clinic.metrics("ask", "appointments at year end 2025 vs 2026").code == 4


def test_years_bound_no_number(clinic: Built) -> None:
    asked = clinic.metrics("ask", "appointments between 2025 and 2026", "--json").json
    assert asked["query"]["period"]["expression"] == "2025-01-01..2026-12-31"


def test_a_rate_per_thing_is_a_row_of_each(clinic: Built) -> None:
    per, by = (clinic.metrics("ask", f"no-show rate {word} doctor", "--json").json for word in ("per", "by"))
    assert per["query"] == by["query"]


def test_states_of_the_last_months_are_told_month_by_month(subscriptions: Built) -> None:
    asked = subscriptions.metrics("ask", "MRR last 6 months", "--json").json
    assert [g["grain"] for g in asked["query"]["group_by"]] == ["month"]
    assert len(asked["rows"]) == 6


def test_what_is_still_to_come_stands_nowhere(subscriptions: Built) -> None:
    assert subscriptions.metrics("ask", "MRR at the end of 2031").code == 4


@pytest.mark.parametrize(
    ("question", "code"),
    [
        pytest.param("patients seen not by telehealth in 2026", 4, id="one may have come both ways"),
        pytest.param("patients seen not in Germany in 2026", 0, id="one has one country"),
    ],
)
def test_patients_counted_once_are_left_out_by_what_each_has_one_of(clinic: Built, question: str, code: int) -> None:
    assert clinic.metrics("ask", question).code == code


@pytest.mark.parametrize(
    ("question", "code"),
    [
        pytest.param("accounts using the product not on ios in September 2026", 4, id="another platform is no other"),
        pytest.param("accounts using the product only on ios in September 2026", 4, id="only"),
        pytest.param("accounts using the product on both web and ios in September 2026", 4, id="both"),
        pytest.param("accounts using the product on web or ios in September 2026", 0, id="one of them"),
        pytest.param("accounts using the product not in France in September 2026", 0, id="one has one country"),
    ],
)
def test_accounts_counted_once_are_left_out_by_what_each_has_one_of(
    subscriptions: Built, question: str, code: int
) -> None:
    assert subscriptions.metrics("ask", question).code == code


@pytest.mark.parametrize(
    ("question", "code"),
    [
        pytest.param("upgrades from Starter in 2026", 4, id="the tier is the one after the change"),
        pytest.param("upgrades to Business in 2026", 4, id="which the layer does not say"),
        pytest.param("upgrades from Germany in 2026", 0, id="where accounts are"),
    ],
)
def test_a_change_is_from_one_thing_to_another(subscriptions: Built, question: str, code: int) -> None:
    assert subscriptions.metrics("ask", question).code == code
