"""Words that name things in other ways than the layer does, over a layer of a few lines: a library of two branches."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import Filter, GroupBy, MetricQuery, Operator

TODAY = date(2026, 11, 21)
LOANS = Home("loans_model", "loaned_on")


@pytest.fixture(scope="module")
def library() -> Catalog:
    about_loans = "Loans by day. Lost and withdrawn ones do not count, overdue ones do."
    metrics = [
        Metric("loans", "Loans", about_loans, "simple", "count(loan_id) of fct_loans", "integer", dated_in=(LOANS,)),
        Metric("loan_days", "Loan days", "", "simple", "sum(days) of fct_loans", dated_in=(LOANS,)),
        Metric("late_fees", "Late fees", "", "simple", "sum(fee) of fct_loans", "usd", dated_in=(LOANS,)),
        Metric("late_fees_waived", "Waived amount", "", "simple", "sum(waived) of fct_loans", "usd", dated_in=(LOANS,)),
        Metric("left_members", "Lapsed members", "", "simple", "count(case when x then 1 end) of members", "integer"),
        Metric("fees_loans", "Fees loans", "", "simple", "count(case when fee > 0 then 1 end) of fct_loans", "integer"),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("member", "Member", "", "entity"),
        Dimension("book", "Book", "", "entity"),
        Dimension("loan", "Loan", "", "entity"),
        Dimension("member__town", "Town", "", "categorical", home=Home("members", "town")),
        Dimension("branch__town", "Branch town", "", "categorical", home=Home("branches", "town")),
        Dimension("book__genre", "Genre", "", "categorical", home=Home("books", "genre")),
        Dimension("loan__status", "Status", "", "categorical", home=Home("loans_model", "status")),
        Dimension("loan__channel", "Channel", "", "categorical", home=Home("loans_model", "channel")),
        Dimension("loan__is_first_loan", "First loan", "", "categorical", home=Home("loans_model", "is_first_loan")),
        Dimension("member__wants_news", "Wants news", "", "categorical", home=Home("members", "wants_news")),
    ]
    held: dict[Home, tuple[str | bool, ...]] = {
        Home("members", "town"): ("Oslo", "Bergen"),
        Home("branches", "town"): ("Oslo", "Bergen"),
        Home("books", "genre"): ("Crime", "Poetry"),
        Home("loans_model", "status"): ("open", "lost", "overdue", "return_refused"),
        Home("loans_model", "channel"): ("walk_in", "van", "drive_thru"),
        Home("loans_model", "is_first_loan"): (True, False),
        Home("members", "wants_news"): (True, False),
    }
    values = {home: Values(tuple((v, 1) for v in some), len(some), len(some), 0) for home, some in held.items()}
    joins = {m.name: frozenset(d.name for d in dimensions) for m in metrics}
    return Catalog({m.name: m for m in metrics}, {d.name: d for d in dimensions}, joins, values=values)


def is_(name: str, *values: str | bool) -> Filter:
    return Filter(name, Operator.EQ if len(values) == 1 else Operator.IN, values)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        pytest.param(
            "late fees of people in Oslo",
            MetricQuery(("late_fees",), filters=(is_("member__town", "Oslo"),)),
            id="persons",
        ),
        pytest.param(
            "late fees for Crime books",
            MetricQuery(("late_fees",), filters=(is_("book__genre", "Crime"),)),
            id="entity",
        ),
        pytest.param(
            "late fees from overdue loans",
            MetricQuery(("late_fees",), filters=(is_("loan__status", "overdue"),)),
            id="what is counted",
        ),
        pytest.param(
            "late fees on books by genre", MetricQuery(("late_fees",), (GroupBy("book__genre"),)), id="broken down"
        ),
        pytest.param(
            "how many walk-ins", MetricQuery(("loans",), filters=(is_("loan__channel", "walk_in"),)), id="by value"
        ),
        pytest.param(
            "late fees of members who want news",
            MetricQuery(("late_fees",), filters=(is_("member__wants_news", True),)),
            id="flag",
        ),
        pytest.param(
            "late fees of members who do not want news",
            MetricQuery(("late_fees",), filters=(is_("member__wants_news", False),)),
            id="flag denied",
        ),
        pytest.param(
            "late fees because of refused returns",
            MetricQuery(("late_fees",), filters=(is_("loan__status", "return_refused"),)),
            id="a value in another order",
        ),
        pytest.param(
            "late fees of drive through loans",
            MetricQuery(("late_fees",), filters=(is_("loan__channel", "drive_thru"),)),
            id="a value spelt otherwise",
        ),
        pytest.param(
            "late fees of loans that aren't overdue",
            MetricQuery(("late_fees",), filters=(Filter("loan__status", Operator.NE, ("overdue",)),)),
            id="a short not",
        ),
        pytest.param(
            "late fees ex Poetry",
            MetricQuery(("late_fees",), filters=(Filter("book__genre", Operator.NE, ("Poetry",)),)),
            id="ex",
        ),
        pytest.param(
            "fees of loans in Oslo", None, id="head before of: no metric of the name 'fees loans' and two towns"
        ),
    ],
)
def test_words_say_the_layers_things_in_their_own_way(
    library: Catalog, question: str, query: MetricQuery | None
) -> None:
    outcome = RulesInterpreter().read(question, library, TODAY)
    if query is None:
        assert not isinstance(outcome, Reading) or "fees_loans" not in outcome.query.metrics
        return
    assert isinstance(outcome, Reading), outcome
    assert outcome.query == query


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("lost loans", id="left out by definition"),
        pytest.param("list the loans", id="a list is no count"),
        pytest.param("late fees of books in Oslo", id="a noun that has no part in the condition"),
        pytest.param("top 5 genres by late fees and loans", id="two rankings"),
        pytest.param("how many vans do we have", id="a value in the plural is no row that has it"),
        pytest.param("how many van members", id="a noun of other things than have the value"),
    ],
)
def test_what_would_be_another_number_is_refused_or_asked_back(library: Catalog, question: str) -> None:
    outcome = RulesInterpreter().read(question, library, TODAY)
    assert isinstance(outcome, Refused | Ambiguous), outcome


def test_a_metric_is_found_by_a_word_that_only_it_has_and_that_is_said(library: Catalog) -> None:
    outcome = RulesInterpreter().read("waived in 2025", library, TODAY)
    assert isinstance(outcome, Reading)
    assert outcome.query.metrics == ("late_fees_waived",)
    assert any("'waived' is read as Waived amount" in said for said in outcome.assumed)
