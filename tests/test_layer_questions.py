"""Questions about the layer itself, in words: read by rules, answered from the catalog and the index."""

from __future__ import annotations

import json
from datetime import date

import pytest

from metrics_cli.answer import Refused
from metrics_cli.interpretation.interpreter import Inquiry, Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from tests.projects.built import Built

TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("question", "kind", "about"),
    [
        ("What can I ask?", "contents", ()),
        ("help", "contents", ()),
        ("which metrics do you have?", "metrics", ()),
        ("Can you list all the metrics please", "metrics", ()),
        ("what dimensions are there", "dimensions", ()),
        ("What does overdue rate mean?", "meaning", ("overdue_rate",)),
        ("define penalties", "meaning", ("fines",)),
        ("what do you mean by tier", "meaning", ("member__tier",)),
        ("what is tier?", "meaning", ("member__tier",)),
        ("How is the overdue rate calculated?", "formula", ("overdue_rate",)),
        ("how do you compute fine per loan", "formula", ("fine_per_loan",)),
        ("what's the difference between loans and overdue loans?", "difference", ("loans", "overdue_loans")),
        ("what can I break loans down by?", "splits_of", ("loans",)),
        ("how can fines be split", "splits_of", ("fines",)),
        ("which metrics can I see by town?", "metrics_by", ("branch__town",)),
        ("can I split loans by genre?", "can_split", ("loans", "title__genre")),
        ("is new members available by genre", "can_split", ("new_members", "title__genre")),
        ("what towns are there?", "values", ("branch__town",)),
        ("list the genres", "values", ("title__genre",)),
        ("show me all the branches", "values", ("branch__branch_name",)),
        ("how many genres are there?", "count", ("title__genre",)),
        ("what's the date range of the data?", "span", ()),
        ("how far back does the data go?", "span", ()),
        ("since when do we have loans", "span", ("loans",)),
        ("when was this last updated?", "freshness", ()),
        ("is the data up-to-date?", "freshness", ()),
        ("How fresh is this data", "freshness", ()),
        ("when were fines last updated?", "freshness", ("fines",)),
        ("which genres are there", "values", ("title__genre",)),
        ("what values does tier have", "values", ("member__tier",)),
        ("is overdue rate a metric?", "known", ("overdue_rate",)),
        ("do we track penalties?", "known", ("fines",)),
        ("is there a metric for fines", "known", ("fines",)),
        ("who owns the overdue rate?", "owner", ("overdue_rate",)),
        ("what's the unit of fines", "unit", ("fines",)),
        ("what currency are fines in?", "unit", ("fines",)),
        ("what is a loan", "meaning", ("loans",)),
        ("fines meaning", "meaning", ("fines",)),
        ("what's the difference between borrowings and fines?", "difference", ("loans", "fines")),
    ],
)
def test_a_question_about_the_layer_is_read_as_one(
    library: Built, question: str, kind: str, about: tuple[str, ...]
) -> None:
    found = RulesInterpreter().read(question, library.catalog, TODAY)
    assert isinstance(found, Inquiry), found
    assert (found.kind, (*found.metrics, *(d.name for d in found.dimensions))) == (kind, about)


@pytest.mark.parametrize("question", ["how many borrowers are there?", "list loans by genre", "loans in total"])
def test_what_could_be_a_question_about_the_data_is_one(library: Built, question: str) -> None:
    assert isinstance(RulesInterpreter().read(question, library.catalog, TODAY), Reading)


@pytest.mark.parametrize(
    "question",
    [
        "how many towns do we lend to",
        "what towns are there in Texas",
        "what does overdue rate mean for genre Crime",
        "how is the weather",
        "list the saucers",
        "why did loans drop",
        "explain the drop in loans",
        "what can I ask my boss for",
    ],
)
def test_a_word_that_no_wording_accounts_for_is_never_left_out(library: Built, question: str) -> None:
    assert isinstance(RulesInterpreter().read(question, library.catalog, TODAY), Refused)


def test_an_unknown_name_is_said_with_the_nearest(library: Built) -> None:
    found = RulesInterpreter().read("what does loan growing mean?", library.catalog, TODAY)
    assert isinstance(found, Refused)
    assert "'loan growing'" in found.reason and "Loan growth" in found.reason


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("do we track churn?", "no metric called 'churn'"),
        ("is footfall a metric", "no metric called 'footfall'"),
        ("what's the difference between gross and net", "no metric called 'gross'"),
    ],
)
def test_what_the_layer_lacks_is_said_to_be_lacking(library: Built, question: str, reason: str) -> None:
    found = RulesInterpreter().read(question, library.catalog, TODAY)
    assert isinstance(found, Refused) and reason in found.reason


def test_owners_and_units_are_told_as_far_as_the_layer_has_them(library: Built) -> None:
    assert "keeps no owners" in library.metrics("ask", "who owns the overdue rate?").out
    assert "US dollars" in library.metrics("ask", "what currency are fines in?").out
    assert library.metrics("ask", "do we track fines?").out.startswith("Yes: Fines")


def test_last_year_is_no_question_about_the_layer(library: Built) -> None:
    assert not isinstance(RulesInterpreter().read("last year", library.catalog, TODAY), Inquiry)


def test_values_are_those_of_the_data(library: Built) -> None:
    shown = library.metrics("ask", "--csv", "which genres are there?")
    gold = library.sql("select genre, count(*) from titles where genre is not null group by 1 order by 2 desc, 1")
    assert shown.code == 0
    assert sorted(shown.csv[1:]) == sorted([str(a), str(b)] for a, b in gold)


def test_a_count_of_values_is_that_of_the_data(library: Built) -> None:
    ((gold,),) = library.sql("select count(distinct genre) from titles")
    assert library.metrics("ask", "--json", "how many genres are there?").json["rows"] == [[gold]]


def test_personal_values_are_not_told(library: Built) -> None:
    ((email,),) = library.sql("select email from members where email is not null limit 1")
    for question in ("list the emails", "which emails are there?", "how many emails are there?"):
        shown = library.metrics("ask", question, "--json")
        assert (shown.code, shown.json["outcome"]) == (4, "refused")
        assert email not in shown.out


def test_the_envelope_has_the_keys_of_every_other_answer(library: Built) -> None:
    told = library.metrics("ask", "--json", "how is the overdue rate calculated?").json
    answered = library.metrics("ask", "--json", "loans").json
    assert list(told) == list(answered)
    assert told["outcome"] == "answered"
    assert [d["name"] for d in told["definitions"]] == ["overdue_rate", "overdue_loans", "loans"]
    assert (told["receipt"]["kind"], told["receipt"]["about"]) == ("formula", ["overdue_rate"])


def test_the_span_and_what_can_be_split_are_told_in_a_sentence(library: Built) -> None:
    ((first, last),) = library.sql("select min(lent_on), max(lent_on) from loans")
    text = library.metrics("ask", "how far back do loans go?").out
    assert f"{first:%Y}" in text and f"{last:%Y}" in text
    assert library.metrics("ask", "can I split new members by genre?").out.startswith("No, New members can't")
    assert library.metrics("ask", "can I split loans by genre?").out.startswith("Yes, Loans can")


@pytest.mark.parametrize("form", ["csv", "jsonl", "markdown", "json", "table"])
def test_every_form_takes_what_is_told(library: Built, form: str) -> None:
    shown = library.metrics("ask", "define loans", "--format", form)
    assert shown.code == 0
    assert "Books lent" in shown.out
    if form == "jsonl":
        assert json.loads(shown.out)["name"] == "loans"
