"""A layer without synonyms: what people in business say finds its things, or nothing; over a bakery of a few lines."""

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


@pytest.fixture(scope="module")
def bakery() -> Catalog:
    metrics = [
        Metric("net_takings", "Net sales", "Sales less refunds.", "simple", format="usd"),
        Metric("gross_takings", "Gross sales", "", "simple", format="usd"),
        Metric("hours", "Oven hours", "", "simple"),
        Metric("per_hour", "Sales per oven hour", "", "ratio", inputs=("net_takings", "hours")),
        Metric("tickets", "Tickets", "Paid tickets; refunds do not count.", "simple", format="integer"),
        Metric("average_ticket", "Average ticket", "", "ratio", inputs=("net_takings", "tickets")),
        Metric("loaves", "Loaves in stock", "", "simple", format="integer"),
        Metric("earned_premium", "Earned premium", "", "simple", format="usd"),
        Metric("open_claims", "Open claims", "", "simple", format="integer"),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("ticket__state_code", "Ticket status", "", "categorical", home=Home("tickets", "state_code")),
        Dimension("shop__country", "Country", "", "categorical", home=Home("shops", "country")),
        Dimension("baker__title", "Role", "", "categorical", home=Home("bakers", "title")),
    ]
    held = {
        Home("tickets", "state_code"): ("paid", "void"),
        Home("shops", "country"): ("CA", "DE"),
        Home("bakers", "title"): ("Apprentice", "Master"),
    }
    values = {home: Values(tuple((v, 1) for v in some), len(some), len(some), 0) for home, some in held.items()}
    joins = {m.name: frozenset(d.name for d in dimensions) for m in metrics}
    return Catalog({m.name: m for m in metrics}, {d.name: d for d in dimensions}, joins, values=values)


@pytest.mark.parametrize(
    ("question", "query", "said"),
    [
        pytest.param(
            "sales", MetricQuery(("net_takings",)), "Net sales", id="the layer's own word for what it divides"
        ),
        pytest.param("turnover", MetricQuery(("net_takings",)), "Net sales", id="a word of business for that word"),
        pytest.param("receipts", MetricQuery(("tickets",)), "Tickets", id="tickets of a till, by what is told of them"),
        pytest.param("avg ticket", MetricQuery(("average_ticket",)), None, id="short words in their order"),
        pytest.param("ticket count", MetricQuery(("tickets",)), None, id="the count of a count"),
        pytest.param("LIS", MetricQuery(("loaves",)), "Loaves in stock", id="initials"),
        pytest.param(
            "tickets by status",
            MetricQuery(("tickets",), (GroupBy("ticket__state_code"),)),
            "Ticket status",
            id="the last word of a dimension's label",
        ),
        pytest.param(
            "tickets by job title",
            MetricQuery(("tickets",), (GroupBy("baker__title"),)),
            "Role",
            id="a word of business for a dimension",
        ),
        pytest.param(
            "canadian tickets",
            MetricQuery(("tickets",), filters=(Filter("shop__country", Operator.EQ, ("CA",)),)),
            None,
            id="what is said of a country's things",
        ),
    ],
)
def test_words_that_no_synonym_gives_are_found_and_said(
    bakery: Catalog, question: str, query: MetricQuery, said: str | None
) -> None:
    outcome = RulesInterpreter().read(question, bakery, TODAY)
    assert isinstance(outcome, Reading), outcome
    assert outcome.query == query
    assert said is None or any(note.endswith(f"is read as {said}") for note in outcome.assumed), outcome.assumed


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("written premium", id="earned premium is not written premium"),
        pytest.param("new stores", id="an opening is of stores, not of claims"),
        pytest.param("tickets by state of the union", id="no part of a name"),
        pytest.param("support requests", id="tickets of a till are no cases"),
        pytest.param("polish tickets", id="a country that the data do not have"),
    ],
)
def test_words_for_something_else_are_refused_or_asked_back(bakery: Catalog, question: str) -> None:
    outcome = RulesInterpreter().read(question, bakery, TODAY)
    assert isinstance(outcome, Refused | Ambiguous), outcome


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        pytest.param("how many transactions by day", "txn_cnt", id="a count in short words"),
        pytest.param("overtime hours by day", "ot_hrs", id="a description that is a name"),
        pytest.param("biggest basket by day", "max_basket", id="another word for the largest"),
    ],
)
def test_names_without_labels_are_read_in_full(bakery: Catalog, question: str, metric: str) -> None:
    short = [
        Metric("txn_cnt", "txn_cnt", "Refunds do not count.", "simple", format="integer"),
        Metric("ot_hrs", "ot_hrs", "Overtime hours.", "simple"),
        Metric("max_basket", "max_basket", "", "simple", formula="max(amount) of sales"),
    ]
    joins = {m.name: frozenset({"metric_time"}) for m in short}
    reading = RulesInterpreter().read(question, Catalog({m.name: m for m in short}, bakery.dimensions, joins), TODAY)
    assert isinstance(reading, Reading), reading
    assert reading.query == MetricQuery((metric,), (GroupBy("metric_time", "day"),))
