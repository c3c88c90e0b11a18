"""What becomes of a proposal: borne out by the words, asked back, or thrown back with the reason."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.model.contract import Offer, ReplyInvalid
from metrics_cli.interpretation.model.judging import judged
from metrics_cli.interpretation.model.reply import read_reply
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.period import ISO
from metrics_cli.query import MetricQuery

TODAY = date(2026, 11, 21)

Keys = dict[str, Any]


def metric(words: str, name: str) -> Keys:
    return {"words": words, "name": name}


def group(words: str, name: str, grain: str | None = None, part: str | None = None) -> Keys:
    return {"words": words, "name": name, "grain": grain, "date_part": part}


def where(words: str, dimension: str, operator: str, *values: str) -> Keys:
    return {"words": words, "dimension": dimension, "operator": operator, "values": list(values)}


def over(words: str, expression: str) -> Keys:
    return {"words": words, "expression": expression}


def beside(words: str, kind: str, expression: str | None = None) -> Keys:
    return {"words": words, "kind": kind, "expression": expression}


def ranked(words: str, by: str, descending: bool = True, limit: int | None = None, *within: str) -> Keys:
    return {"words": words, "by": by, "descending": descending, "limit": limit, "within": list(within)}


VISITS, FEES = metric("visits", "visits"), metric("fees", "fees")
LAST_MONTH = over("last month", "last_month")


def judge(question: str, query: Keys, catalog: Catalog, offer: Offer) -> Reading | Ambiguous | Refused:
    text = json.dumps({"kind": "query", "queries": [query], "reason": None, "missing": []})
    return judged(read_reply(text, offer), question, offer, catalog, TODAY, ISO)


def asked(question: str, catalog: Catalog) -> MetricQuery:
    """Return what the rules read, which is what hand-written expectations are easiest said in."""
    found = RulesInterpreter().read(question, catalog, TODAY)
    assert isinstance(found, Reading), found
    return found.query


@pytest.mark.parametrize(
    ("question", "query", "same_as"),
    [
        ("visits last month", {"metrics": [VISITS], "period": LAST_MONTH}, None),
        ("visits by ward", {"metrics": [VISITS], "group_by": [group("by ward", "visit__ward")]}, None),
        (
            "visits in Bergen by ward",
            {
                "metrics": [VISITS],
                "group_by": [group("by ward", "visit__ward")],
                "filters": [where("in Bergen", "patient__home_city", "eq", "Bergen")],
            },
            None,
        ),
        (
            "monthly fees in 2025",
            {
                "metrics": [FEES],
                "group_by": [group("monthly", "metric_time", "month")],
                "period": over("in 2025", "2025"),
            },
            None,
        ),
        (
            "top 3 wards by visits",
            {
                "metrics": [VISITS],
                "group_by": [group("wards", "visit__ward")],
                "rank": ranked("top 3", "visits", True, 3),
            },
            None,
        ),
        (
            "visits that were not cancelled",
            {"metrics": [VISITS], "filters": [where("not cancelled", "visit__status", "ne", "cancelled")]},
            "visits by status where status is not cancelled",
        ),
        (
            "fees vs last year this quarter",
            {
                "metrics": [FEES],
                "period": over("this quarter", "this_quarter"),
                "compare": beside("vs last year", "previous_year"),
            },
            None,
        ),
        (
            "could you kindly tell me the takings for last month?",
            {"metrics": [metric("takings", "fees")], "period": LAST_MONTH},
            "fees last month",
        ),
        (
            "visits from Texas",
            {"metrics": [VISITS], "filters": [where("from Texas", "patient__state", "eq", "TX")]},
            None,
        ),
        (
            "billings of urgent visits by physician",
            {
                "metrics": [metric("billings", "fees")],
                "group_by": [group("by physician", "doctor__doctor_name")],
                "filters": [where("urgent visits", "visit__is_urgent", "eq", "true")],
            },
            "fees by physician where urgent is true",
        ),
        (
            "wards with more than 100 visits",
            {
                "metrics": [VISITS],
                "group_by": [group("wards", "visit__ward")],
                "having": [{"words": "more than 100 visits", "metric": "visits", "operator": "gt", "values": ["100"]}],
            },
            None,
        ),
    ],
)
def test_what_the_words_bear_out_is_read(
    question: str, query: Keys, same_as: str | None, clinic: Catalog, offer: Offer
) -> None:
    found = judge(question, query, clinic, offer)
    assert isinstance(found, Reading), found
    if same_as is None or "where status" not in same_as:
        assert found.query == asked(same_as or question, clinic)


@pytest.mark.parametrize(
    ("question", "query", "told"),
    [
        pytest.param("visits by ward", {"metrics": [VISITS]}, "ward", id="a breakdown left out"),
        pytest.param("visits in Bergen", {"metrics": [VISITS]}, "Bergen", id="a filter left out"),
        pytest.param(
            "visits in Bergen", {"metrics": [metric("visits in Bergen", "visits")]}, "Bergen", id="a filter swallowed"
        ),
        pytest.param("visits last month", {"metrics": [VISITS]}, "last_month", id="a period left out"),
        pytest.param(
            "visits last month",
            {"metrics": [VISITS], "period": over("last month", "last_year")},
            "last_month",
            id="a period widened",
        ),
        pytest.param(
            "visits last month",
            {"metrics": [VISITS], "period": over("last month", "2026-10-01..2026-10-31")},
            "is not in the question",
            id="dates instead of a name",
        ),
        pytest.param(
            "visits last month",
            {"metrics": [VISITS], "period": over("visits last month", "shift(last_month, -1, year)")},
            "last_month",
            id="a period moved",
        ),
        pytest.param(
            "visits lately",
            {"metrics": [VISITS], "period": over("lately", "trailing(30, day)")},
            "is not in the question",
            id="a vague period",
        ),
        pytest.param("visits", {"metrics": [VISITS], "period": over("visits", "this_year")}, "this_year", id="made up"),
        pytest.param(
            "visits by policy number",
            {"metrics": [VISITS], "group_by": [group("by policy number", "visit__claim_number")]},
            "policy",
            id="another dimension",
        ),
        pytest.param(
            "visits by referral number",
            {"metrics": [VISITS], "group_by": [group("by referral number", "visit__claim_number")]},
            "referral",
            id="half a name",
        ),
        pytest.param("fees", {"metrics": [metric("fees", "net_fees")]}, "fees", id="another metric"),
        pytest.param("gross fees", {"metrics": [metric("gross fees", "fees")]}, "gross", id="another kind of it"),
        pytest.param(
            "fees from refurbished beds",
            {"metrics": [metric("fees from refurbished beds", "fees")]},
            "refurbished",
            id="a condition swallowed",
        ),
        pytest.param(
            "takings from refurbished beds",
            {"metrics": [metric("takings from refurbished beds", "fees")]},
            "refurbished",
            id="a condition swallowed by a guess",
        ),
        pytest.param(
            "fees from refurbished beds",
            {"metrics": [FEES], "ignored": ["from refurbished beds"]},
            "refurbished",
            id="a condition ignored",
        ),
        pytest.param("fees in Bergen", {"metrics": [FEES], "ignored": ["in Bergen"]}, "Bergen", id="a value ignored"),
        pytest.param(
            "visits not in Bergen",
            {"metrics": [VISITS], "filters": [where("in Bergen", "patient__home_city", "eq", "Bergen")]},
            "not",
            id="a not ignored",
        ),
        pytest.param(
            "visits not in Bergen",
            {"metrics": [VISITS], "filters": [where("not in Bergen", "patient__home_city", "eq", "Bergen")]},
            "not",
            id="a not denied",
        ),
        pytest.param(
            "visits in Bergen",
            {"metrics": [VISITS], "filters": [where("in Bergen", "patient__home_city", "ne", "Bergen")]},
            "not",
            id="a not made up",
        ),
        pytest.param(
            "visits in Atlantis",
            {"metrics": [VISITS], "filters": [where("in Atlantis", "patient__home_city", "eq", "Atlantis")]},
            "has no value 'Atlantis'",
            id="a value that is none",
        ),
        pytest.param(
            "visits in Atlantis",
            {"metrics": [VISITS], "filters": [where("in Atlantis", "patient__home_city", "eq", "Bergen")]},
            "does not say Bergen",
            id="a value for another",
        ),
        pytest.param(
            "visits in Texas",
            {"metrics": [VISITS], "filters": [where("in Texas", "patient__state", "eq", "CA")]},
            "Texas",
            id="a value of the data for another",
        ),
        pytest.param(
            "visits in Bergen",
            {
                "metrics": [VISITS],
                "filters": [where("in Bergen", "patient__home_city", "eq", "Bergen' or '1'='1")],
            },
            "has no value",
            id="SQL in a literal",
        ),
        pytest.param(
            "visits in Bergen",
            {
                "metrics": [VISITS],
                "filters": [where("in Bergen", "patient__home_city", "like", "%'; drop table visits; --%")],
            },
            "is not in the question",
            id="SQL in a pattern",
        ),
        pytest.param(
            "visits in Bergen",
            {
                "metrics": [VISITS],
                "filters": [where("in Bergen", "patient__home_city", "eq", "{{ Dimension('patient__phone') }}")],
            },
            "has no value",
            id="Jinja in a literal",
        ),
        pytest.param(
            "visits of 555-1234",
            {"metrics": [VISITS], "filters": [where("of 555-1234", "patient__phone", "eq", "555-1234")]},
            "personal",
            id="a personal value",
        ),
        pytest.param(
            "visits by ward",
            {
                "metrics": [VISITS],
                "group_by": [group("by ward", "visit__ward")],
                "rank": ranked("visits by ward", "visits", True, 5),
            },
            "rank",
            id="a limit not asked for",
        ),
        pytest.param(
            "top 3 wards by visits",
            {
                "metrics": [VISITS],
                "group_by": [group("wards", "visit__ward")],
                "rank": ranked("top 3", "visits", False, 3),
            },
            "descending",
            id="a ranking turned round",
        ),
        pytest.param(
            "best ward by waiting time",
            {
                "metrics": [metric("waiting time", "average_wait")],
                "group_by": [group("ward", "visit__ward")],
                "rank": ranked("best", "average_wait", True, 1),
            },
            "descending",
            id="the best is the least here",
        ),
        pytest.param(
            "top 3 wards by visits",
            {
                "metrics": [VISITS],
                "group_by": [group("wards", "visit__ward")],
                "rank": ranked("top 3", "visits", True, 5),
            },
            "number",
            id="another number",
        ),
        pytest.param(
            "top 3 wards by visits",
            {"metrics": [VISITS], "group_by": [group("top 3 wards", "visit__ward")]},
            "rank is null",
            id="a ranking left out",
        ),
        pytest.param(
            "wards with more than 100 visits",
            {
                "metrics": [VISITS],
                "group_by": [group("wards", "visit__ward")],
                "having": [{"words": "more than 100 visits", "metric": "visits", "operator": "ge", "values": ["100"]}],
            },
            "compares by gt",
            id="another comparison",
        ),
        pytest.param(
            "fees this month vs last month",
            {"metrics": [FEES], "period": over("this month", "this_month")},
            "compare",
            id="a comparison left out",
        ),
        pytest.param(
            "fees this month",
            {
                "metrics": [FEES],
                "period": over("this month", "this_month"),
                "compare": beside("this month", "previous_year"),
            },
            "no comparison",
            id="a comparison made up",
        ),
        pytest.param(
            "share of fees by ward",
            {"metrics": [FEES], "group_by": [group("by ward", "visit__ward")]},
            "share",
            id="a share left out",
        ),
        pytest.param("forecast fees for next month", {"metrics": [FEES]}, "", id="a forecast"),
        pytest.param("why did fees fall last month", {"metrics": [FEES], "period": LAST_MONTH}, "", id="a cause"),
        pytest.param(
            "average fees last month", {"metrics": [FEES], "period": LAST_MONTH}, "average", id="an average left out"
        ),
        pytest.param("how many fees", {"metrics": [FEES]}, "count", id="a count of an amount"),
        pytest.param("visits by month", {"metrics": [VISITS]}, "month", id="a grain left out"),
        pytest.param(
            "visits by month",
            {"metrics": [VISITS], "group_by": [group("by month", "metric_time", "week")]},
            "month",
            id="another grain",
        ),
        pytest.param(
            "visits by budget owner",
            {"metrics": [VISITS], "group_by": [group("by budget owner", "visit__ward")]},
            "owner",
            id="a dimension that was not offered",
        ),
        pytest.param(
            "visits in 2025",
            {
                "metrics": [VISITS],
                "filters": [where("2025", "visit__booked_on", "between", "2025-01-01", "2025-12-31")],
            },
            "no word for visit__booked_on",
            id="a period laid on another date",
        ),
        pytest.param(
            "visits booked in 2024 in 2025",
            {
                "metrics": [VISITS],
                "filters": [where("booked in 2025", "visit__booked_on", "between", "2025-01-01", "2025-12-31")],
                "period": over("2024", "2024"),
            },
            "2024",
            id="two periods exchanged",
        ),
        pytest.param(
            "visits in 2025",
            {
                "metrics": [VISITS],
                "filters": [where("visits", "visit__booked_on", "not_null")],
                "period": over("2025", "2025"),
            },
            "no word for",
            id="a date that has to be there",
        ),
        pytest.param(
            "visits booked in 2025",
            {"metrics": [VISITS], "filters": [where("booked in 2025", "visit__booked_on", "gt", "2025-12-31")]},
            "in 2025",
            id="after a period instead of in it",
        ),
        pytest.param(
            "visits by ward",
            {
                "metrics": [VISITS],
                "group_by": [group("by ward", "visit__ward")],
                "filters": [where("by ward", "visit__ward", "not_null")],
            },
            "no word for",
            id="a breakdown that has to be there",
        ),
        pytest.param(
            "visits in 2025",
            {
                "metrics": [VISITS],
                "entity_filters": [
                    {"words": "visits", "metric": "visits", "entity": "patient", "operator": "gt", "value": "0"}
                ],
                "period": over("2025", "2025"),
            },
            "does not say 0",
            id="some of what is counted anyway",
        ),
        pytest.param(
            "visits by ward",
            {
                "metrics": [VISITS],
                "group_by": [group("by ward", "visit__ward")],
                "filters": [where("ward", "visit__ward", "contains", "ward")],
            },
            "part of a text",
            id="a part of a text",
        ),
        pytest.param(
            "fees by ward in 2025",
            {
                "metrics": [FEES],
                "group_by": [group("by ward", "visit__ward")],
                "having": [{"words": "fees", "metric": "fees", "operator": "gt", "values": ["2025"]}],
                "period": over("2025", "2025"),
            },
            "does not say 2025",
            id="a bound by the year of the period",
        ),
        pytest.param(
            "top 5 wards by fees",
            {
                "metrics": [FEES],
                "group_by": [group("wards", "visit__ward")],
                "having": [{"words": "top 5", "metric": "fees", "operator": "gt", "values": ["5"]}],
                "rank": ranked("top 5", "fees", True, 5),
            },
            "does not say 5",
            id="a bound by the number of a ranking",
        ),
        pytest.param(
            "wards with fees shy of 500",
            {
                "metrics": [FEES],
                "group_by": [group("wards", "visit__ward")],
                "having": [{"words": "fees shy of 500", "metric": "fees", "operator": "gt", "values": ["500"]}],
            },
            "compares by lt",
            id="a bound turned round",
        ),
        pytest.param(
            "wards with fees around 500",
            {
                "metrics": [FEES],
                "group_by": [group("wards", "visit__ward")],
                "having": [{"words": "fees around 500", "metric": "fees", "operator": "gt", "values": ["500"]}],
            },
            "no exact bound",
            id="a vague bound",
        ),
        pytest.param(
            "wards with fees of 500",
            {
                "metrics": [FEES],
                "group_by": [group("wards", "visit__ward")],
                "having": [{"words": "fees of 500", "metric": "fees", "operator": "lt", "values": ["500"]}],
            },
            "does not say that it is compared by lt",
            id="a bound without a word for it",
        ),
        pytest.param(
            "fees and visits of the top 3 wards by visits",
            {
                "metrics": [FEES, VISITS],
                "group_by": [group("wards", "visit__ward")],
                "rank": ranked("top 3", "fees", True, 3),
            },
            "ranked by 'visits'",
            id="ranked by another metric",
        ),
        pytest.param(
            "top 3 doctors in each ward by fees",
            {
                "metrics": [FEES],
                "group_by": [group("doctors", "doctor__doctor_name"), group("in each ward", "visit__ward")],
                "rank": ranked("top 3", "fees", True, 3),
            },
            "within",
            id="a ranking of all instead of within each",
        ),
        pytest.param(
            "wards sorted by fees ascending",
            {
                "metrics": [FEES],
                "group_by": [group("wards", "visit__ward")],
                "rank": ranked("sorted by", "fees", True),
            },
            "descending false",
            id="an order turned round",
        ),
        pytest.param(
            "share of fees by doctor within each ward",
            {
                "metrics": [FEES],
                "group_by": [group("by doctor", "doctor__doctor_name"), group("each ward", "visit__ward")],
                "share": {"words": "share", "within": []},
            },
            "within",
            id="a share of the whole instead of within each",
        ),
        pytest.param(
            "fees by fortnight",
            {"metrics": [FEES], "group_by": [group("by fortnight", "metric_time", "month")]},
            "no word for",
            id="a unit that is none",
        ),
        pytest.param(
            "fees by fiscal quarter",
            {"metrics": [FEES], "group_by": [group("by fiscal quarter", "metric_time", "quarter")]},
            "",
            id="a quarter of another calendar",
        ),
        pytest.param(
            "fees by month",
            {"metrics": [FEES], "group_by": [group("by month", "metric_time", None, "month")]},
            "splits by month",
            id="months of the year for months",
        ),
        pytest.param(
            "fees in 2025 vs forecast last year",
            {
                "metrics": [FEES],
                "period": over("2025", "2025"),
                "compare": beside("vs forecast last year", "previous_year"),
            },
            "",
            id="something else to compare with",
        ),
        pytest.param(
            "are visits up on last quarter",
            {"metrics": [VISITS], "period": over("last quarter", "last_quarter"), "ignored": ["up on"]},
            "",
            id="a comparison said to mean nothing",
        ),
        pytest.param(
            "unbilled last month",
            {"metrics": [metric("unbilled", "fees")], "period": LAST_MONTH},
            "",
            id="the opposite of a name",
        ),
        pytest.param("visits", {"metrics": [VISITS, metric("revenue", "fees")]}, "not in the question", id="lies"),
        pytest.param("visits", {"metrics": [VISITS, metric("", "fees")]}, "no words", id="a part without words"),
    ],
)
def test_what_the_words_do_not_bear_out_is_thrown_back(
    question: str, query: Keys, told: str, clinic: Catalog, offer: Offer
) -> None:
    with pytest.raises(ReplyInvalid) as stop:
        found = judge(question, query, clinic, offer)
        print(found)
    assert not told or told.lower() in str(stop.value).lower()
    assert "\n" not in str(stop.value)


@pytest.mark.parametrize(
    ("question", "query", "count"),
    [
        pytest.param(
            "visits in Oslo",
            {"metrics": [VISITS], "filters": [where("in Oslo", "patient__home_city", "eq", "Oslo")]},
            2,
            id="a value of two dimensions",
        ),
        pytest.param(
            "visits by city",
            {"metrics": [VISITS], "group_by": [group("by city", "patient__birth_city")]},
            2,
            id="two dimensions of one name",
        ),
        pytest.param(
            "visits about hearts",
            {"metrics": [VISITS], "filters": [where("about hearts", "doctor__speciality", "eq", "Cardiology")]},
            1,
            id="a value that no word names",
        ),
        pytest.param(
            "wards with fees hovering 500",
            {
                "metrics": [FEES],
                "group_by": [group("wards", "visit__ward")],
                "having": [{"words": "fees hovering 500", "metric": "fees", "operator": "gt", "values": ["500"]}],
            },
            1,
            id="a comparison that nothing knows",
        ),
        pytest.param(
            "the results last month", {"metrics": [metric("results", "fees")], "period": LAST_MONTH}, 1, id="any"
        ),
    ],
)
def test_what_is_a_guess_of_the_model_is_asked_back(
    question: str, query: Keys, count: int, clinic: Catalog, offer: Offer
) -> None:
    found = judge(question, query, clinic, offer)
    assert isinstance(found, Ambiguous), found
    assert len(found.options) == count


def test_what_an_unknown_word_is_read_as_is_said(clinic: Catalog, offer: Offer) -> None:
    found = judge(
        "the takings last month", {"metrics": [metric("takings", "fees")], "period": LAST_MONTH}, clinic, offer
    )
    assert isinstance(found, Reading)
    assert "'takings' is read as Fees" in found.assumed


def test_one_word_stands_for_one_thing(clinic: Catalog, offer: Offer) -> None:
    query = {"metrics": [metric("takings", "fees"), metric("takings", "visits")]}
    with pytest.raises(ReplyInvalid, match="has no word for the metric visits"):
        judge("takings", query, clinic, offer)


def test_what_a_bound_is_of_and_which_end_goes_first_is_said(clinic: Catalog, offer: Offer) -> None:
    query = {
        "metrics": [FEES],
        "group_by": [group("doctors", "doctor__doctor_name")],
        "having": [{"words": "takings over 500", "metric": "fees", "operator": "gt", "values": ["500"]}],
    }
    found = judge("fees of doctors with takings over 500", query, clinic, offer)
    assert isinstance(found, Reading)
    assert "'takings' is read as Fees" in found.assumed
    several = {
        "metrics": [FEES, VISITS],
        "group_by": [group("wards", "visit__ward")],
        "rank": ranked("top 3", "visits", True, 3),
    }
    found = judge("fees and visits of the top 3 wards", several, clinic, offer)
    assert isinstance(found, Reading)
    assert "ranked by Visits" in found.assumed


def test_half_a_character_and_a_number_of_5000_digits_are_no_json(offer: Offer) -> None:
    body = json.dumps({"kind": "refusal", "queries": [], "reason": "X", "missing": []})
    for broken in (body.replace('"X"', '"\\ud800"'), body.replace('"X"', "9" * 5000)):
        with pytest.raises(ReplyInvalid):
            read_reply(broken, offer)
