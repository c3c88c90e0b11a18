"""Things reached in several roles, of several meanings, or taken off a metric: over a library of a few lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter

TODAY = date(2026, 11, 21)
LOANS, FEES = Home("loans", "loaned_on"), Home("fees", "charged_on")
CLERK, KIND = Home("clerks", "desk"), Home("fees", "kind")
OF_LOAN, OF_FEE, OF_TUTOR = "clerk__desk", "loan__clerk__desk", "member__tutor__desk"


@pytest.fixture(scope="module")
def library() -> Catalog:
    metrics = [
        Metric("loans", "Loans", "", "simple", "count(loan_id) of loans", "integer", dated_in=(LOANS,)),
        Metric("fees", "Fees", "", "simple", "sum(fee) of fees", "usd", dated_in=(FEES,)),
        Metric("net_fees", "Net fees", "Fees less refunds.", "simple", "sum(net) of fees", "usd", dated_in=(FEES,)),
        Metric("fee_rate", "Fee rate", "", "ratio", "fees / loans", inputs=("fees", "loans"), dated_in=(FEES, LOANS)),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        *(Dimension(name, "Desk", "", "categorical", home=CLERK) for name in (OF_LOAN, OF_FEE, OF_TUTOR)),
        Dimension("fee__kind", "Kind", "", "categorical", home=KIND),
        Dimension("member__segment", "Segment", "", "categorical", home=Home("members", "segment")),
        Dimension("loan__plan", "Plan", "", "categorical", home=Home("loans", "plan")),
    ]
    ours = {"metric_time", "member__segment", "loan__plan", OF_TUTOR}
    joins = {
        "loans": frozenset({*ours, OF_LOAN}),
        "fees": frozenset({*ours, OF_FEE, "fee__kind"}),
        "net_fees": frozenset({*ours, OF_FEE, "fee__kind"}),
        "fee_rate": frozenset(ours),
    }
    held: dict[Home, tuple[str, ...]] = {CLERK: ("Front", "Back"), KIND: ("refunds", "late")}
    values = {home: Values(tuple((v, 1) for v in some), len(some), len(some), 0) for home, some in held.items()}
    return Catalog({m.name: m for m in metrics}, {d.name: d for d in dimensions}, joins, values=values)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        pytest.param("loans by desk", {OF_LOAN}, id="the nearest"),
        pytest.param("fees by clerk desk", {OF_FEE}, id="of two as near the one of the role that is said"),
        pytest.param("fees by tutor desk", {OF_TUTOR}, id="or of the other"),
        pytest.param("fees by desk", {OF_FEE, OF_TUTOR}, id="asked where none is said"),
        pytest.param("fee rate by desk", set(), id="none where an input has it nearer in another role"),
        pytest.param("fee rate at Front", set(), id="nor a value of it"),
        pytest.param("fees by tier", {"member__segment", "loan__plan"}, id="a word of two meanings"),
    ],
)
def test_a_thing_is_reached_in_the_role_that_is_said(library: Catalog, question: str, names: set[str]) -> None:
    outcome = RulesInterpreter().read(question, library, TODAY)
    found = [outcome.query] if isinstance(outcome, Reading) else []
    found += [o.query for o in outcome.options] if isinstance(outcome, Ambiguous) else []
    assert {g.name for query in found for g in query.group_by} == names


@pytest.mark.parametrize("words", ["net of refunds", "less refunds", "after refunds", "minus refunds"])
def test_what_is_taken_off_is_no_condition(library: Catalog, words: str) -> None:
    outcome = RulesInterpreter().read(f"fees {words}", library, TODAY)
    assert isinstance(outcome, Reading)
    assert (outcome.query.metrics, outcome.query.filters) == (("net_fees",), ())


@pytest.mark.parametrize("question", ["fees net of late", "net fees less late", "loans net of refunds"])
def test_what_no_metric_takes_off_is_refused(library: Catalog, question: str) -> None:
    assert isinstance(RulesInterpreter().read(question, library, TODAY), Refused)


@pytest.mark.parametrize(
    ("question", "is_read"),
    [
        pytest.param("how much in fees did we write in 2025", True, id="another form of the verb in the description"),
        pytest.param("net fees we wrote in 2025", False, id="a verb that is told of no such metric"),
    ],
)
def test_a_verb_may_say_again_what_a_metric_is(library: Catalog, question: str, is_read: bool) -> None:
    written = Metric("fees", "Fees", "Written fees of loans.", "simple", "sum(fee) of fees", "usd", dated_in=(FEES,))
    told = replace(library, metrics={**library.metrics, "fees": written})
    assert isinstance(RulesInterpreter().read(question, told, TODAY), Reading) == is_read
