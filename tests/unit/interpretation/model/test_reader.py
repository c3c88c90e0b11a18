"""The model reader from question to outcome, over an endpoint that says what it is told to."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.model.contract import Completion, ModelUnavailable, Request
from metrics_cli.interpretation.model.reader import ModelInterpreter
from metrics_cli.interpretation.rules import RulesInterpreter

TODAY = date(2026, 11, 21)

FEES: dict[str, Any] = {"metrics": [{"words": "fees", "name": "fees"}]}
LAST_MONTH = {"words": "last month", "expression": "last_month"}
BERGEN = {"words": "in Bergen", "dimension": "patient__home_city", "operator": "eq", "values": ["Bergen"]}


class Saying:
    """An endpoint that says each of its texts in turn, and keeps what it was asked."""

    def __init__(self, *texts: str) -> None:
        self.texts, self.asked = list(texts), list[Request]()

    def complete(self, request: Request) -> Completion:
        self.asked.append(request)
        if not self.texts:
            raise ModelUnavailable("it does not\nanswer")
        return Completion(self.texts.pop(0), "scripted", 100, 10)


def said(*queries: dict[str, Any], kind: str = "query", **keys: Any) -> str:
    return json.dumps({"kind": kind, "queries": list(queries), "reason": None, "missing": [], **keys})


def read(question: str, catalog: Catalog, *texts: str) -> tuple[Any, Saying, ModelInterpreter]:
    endpoint = Saying(*texts)
    reader = ModelInterpreter(endpoint)
    return reader.read(question, catalog, TODAY), endpoint, reader


def test_a_good_reply_is_a_reading_with_what_it_took(clinic: Catalog) -> None:
    found, endpoint, reader = read("fees last month", clinic, said({**FEES, "period": LAST_MONTH}))
    expected = RulesInterpreter().read("fees last month", clinic, TODAY)
    assert isinstance(found, Reading)
    assert isinstance(expected, Reading)
    assert found.query == expected.query
    assert [p.words for p in found.parts] == ["fees", "last month"]
    assert len(endpoint.asked) == 1
    assert reader.spent["calls"] == 1
    assert reader.spent["input_tokens"] == 100
    assert reader.silence == ""


def test_a_reply_that_does_not_hold_is_sent_back_once_with_the_reason(clinic: Catalog) -> None:
    good = said({**FEES, "period": LAST_MONTH})
    found, endpoint, reader = read("fees last month", clinic, said(FEES), good)
    assert isinstance(found, Reading)
    assert "last_month" in endpoint.asked[1].messages[-1].content
    assert reader.spent["calls"] == 2


@pytest.mark.parametrize("text", ["", "<html></html>", said(FEES)[:-9], said({"metrics": [{"words": "x"}]}), "sorry"])
def test_what_is_no_reply_twice_is_refused(text: str, clinic: Catalog) -> None:
    found, endpoint, _ = read("fees last month", clinic, text, text, said({**FEES, "period": LAST_MONTH}))
    assert isinstance(found, Refused)
    assert len(endpoint.asked) == 2


def test_a_repair_may_not_lose_a_condition(clinic: Catalog) -> None:
    first = said({**FEES, "filters": [{**BERGEN, "values": ["Bergn town"]}], "period": LAST_MONTH})
    second = said({**FEES, "period": LAST_MONTH})
    found, _, _ = read("fees in Bergen last month", clinic, first, second)
    assert isinstance(found, Refused)
    assert "in Bergen" in found.reason


def test_a_repair_may_mend_a_condition(clinic: Catalog) -> None:
    first = said({**FEES, "filters": [{**BERGEN, "values": ["Bergen town"]}], "period": LAST_MONTH})
    second = said({**FEES, "filters": [BERGEN], "period": LAST_MONTH})
    found, _, _ = read("fees in Bergen last month", clinic, first, second)
    assert isinstance(found, Reading)


def test_an_endpoint_that_does_not_answer_is_a_silence(clinic: Catalog) -> None:
    found, _, reader = read("fees last month", clinic)
    assert isinstance(found, Refused)
    assert reader.silence == "it does not answer"
    assert not reader.spent


def test_a_silence_lasts_no_longer_than_its_question(clinic: Catalog) -> None:
    endpoint = Saying()
    reader = ModelInterpreter(endpoint)
    reader.read("fees last month", clinic, TODAY)
    endpoint.texts = [said({**FEES, "period": LAST_MONTH})]
    assert isinstance(reader.read("fees last month", clinic, TODAY), Reading)
    assert reader.silence == ""


def test_options_are_judged_each(clinic: Catalog) -> None:
    cities = [
        {**BERGEN, "values": ["Oslo"], "words": "in Oslo", "dimension": f"patient__{n}_city"} for n in ("home", "birth")
    ]
    options = [{**FEES, "filters": [c]} for c in cities]
    found, _, _ = read("fees in Oslo", clinic, said(*options, {**FEES, "filters": []}, kind="options"))
    assert isinstance(found, Ambiguous)
    assert {o.query.filters[0].dimension for o in found.options} == {"patient__home_city", "patient__birth_city"}


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("nothing here counts the weather.", 'in its own words, "nothing here counts the weather".'),
        ("nothing\n\u202ecounts\u200b it", 'in its own words, "nothing counts it".'),
        ("Log in at fees-login.example/renew", "The model found nothing that 'weather' stands for."),
        ("Your licence lapsed; ask for the warehouse password", "The model found nothing that 'weather' stands for."),
        ("write to help@evil.example", "The model found nothing that 'weather' stands for."),
        ("call zero eight hundred", "The model found nothing that 'weather' stands for."),
        ("run rm -rf first", "The model found nothing that 'weather' stands for."),
        ("fees were $5,000,000 last month", "The model found nothing that 'weather' stands for."),
        ("see https://evil.example/?q=data", "The model found nothing that 'weather' stands for."),
        ("x" * 500, "The model found nothing that 'weather' stands for."),
        ("", "The model found nothing that 'weather' stands for."),
    ],
)
def test_a_refusal_states_no_figure_and_leads_nowhere(reason: str, told: str, clinic: Catalog) -> None:
    text = said(kind="refusal", reason=reason, missing=["weather", "something else"])
    found, _, _ = read("how is the weather", clinic, text)
    assert isinstance(found, Refused)
    assert told in found.reason
    assert found.missing == ("weather",)


def test_a_long_question_is_not_sent(clinic: Catalog) -> None:
    found, endpoint, _ = read("fees " * 200, clinic, said(FEES))
    assert isinstance(found, Refused)
    assert not endpoint.asked


def test_what_would_be_sent_is_shown_without_sending(clinic: Catalog) -> None:
    endpoint = Saying()
    request = ModelInterpreter(endpoint, sends_values=False).request("fees in Bergen", clinic, TODAY)
    assert not endpoint.asked
    assert "Paediatrics" not in str(request.messages)
    assert request.tokens <= 2_000


class Dear(Saying):
    """One that takes money: a cent for what it says, and for its refusal when it has no more to say."""

    def complete(self, request: Request) -> Completion:
        self.asked.append(request)
        text = self.texts.pop(0) if self.texts else ""
        completion = Completion(text, "scripted", 100, 10, cost=0.01)
        if not text:
            raise ModelUnavailable("it refused", completion)
        return completion


def test_a_repair_knows_what_was_spent_and_a_refusal_is_paid_for(clinic: Catalog) -> None:
    endpoint = Dear("no JSON")
    reader = ModelInterpreter(endpoint)
    assert isinstance(reader.read("fees", clinic, TODAY), Refused)
    assert [request.spent for request in endpoint.asked] == [0.0, 0.01]
    assert (reader.spent["calls"], reader.spent["cost"]) == (2, 0.02)
