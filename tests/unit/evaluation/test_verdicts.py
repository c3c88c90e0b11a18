"""Each outcome is worth what the question's keys make of it."""

from __future__ import annotations

import pytest

from metrics_cli.answer import Ambiguous, Answer, Empty, Failed, Option, Outcome, Refused, Table, Told
from metrics_cli.evaluation.questions import Question
from metrics_cli.evaluation.verdicts import Verdict, unnamed, verdict_of
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.typed import Flags
from metrics_cli.query import MetricQuery

QUERY = MetricQuery(("loans",))
ANSWER = Answer("Loans", QUERY, Table((), ()), "", "")
EMPTY = Empty("Loans", QUERY, "No rows.", None)
REFUSED = Refused("I know no shoe size.", ("shoe size",))
ASKED = Ambiguous("Which date?", (Option("Loans by Due date", QUERY),))
FAILED = Failed("the warehouse burnt down")
SQL = ("select 1",)


def question(*marks: str, golds: tuple[str, ...] = (), about: tuple[str, ...] | None = None) -> Question:
    """Return a question with these keys."""
    return Question("a.yml", 1, "how many?", golds=golds, marks=frozenset(marks), about=about)


@pytest.mark.parametrize(
    ("asked", "outcome", "is_match", "verdict"),
    [
        pytest.param(question(golds=SQL), ANSWER, True, Verdict.RIGHT, id="right rows"),
        pytest.param(question(golds=SQL), ANSWER, False, Verdict.WRONG, id="other rows"),
        pytest.param(question(golds=SQL), EMPTY, False, Verdict.WRONG, id="no data where there are some"),
        pytest.param(question(golds=SQL), EMPTY, True, Verdict.RIGHT, id="no data, and the gold has none"),
        pytest.param(question(golds=SQL), REFUSED, False, Verdict.OVER_REFUSED, id="over-refused"),
        pytest.param(question(golds=SQL), ASKED, False, Verdict.ASKED_BACK, id="asked back for nothing"),
        pytest.param(question(golds=SQL), FAILED, True, Verdict.FAILED, id="broken"),
        pytest.param(question("ask_back", golds=SQL), ASKED, False, Verdict.CORRECTLY_ASKED_BACK, id="may ask back"),
        pytest.param(question("ask_back", golds=SQL), ANSWER, True, Verdict.RIGHT, id="may ask back and need not"),
        pytest.param(question("ask_back", golds=SQL), ANSWER, False, Verdict.WRONG, id="should have asked back"),
        pytest.param(
            question("ask_back", golds=SQL), REFUSED, False, Verdict.OVER_REFUSED, id="may ask back, not refuse"
        ),
        pytest.param(question("either", golds=SQL), REFUSED, False, Verdict.CORRECTLY_REFUSED, id="may refuse"),
        pytest.param(question("empty", golds=SQL), EMPTY, False, Verdict.CORRECTLY_EMPTY, id="may be empty"),
        pytest.param(question("refuse"), REFUSED, False, Verdict.CORRECTLY_REFUSED, id="refused"),
        pytest.param(question("refuse"), ASKED, False, Verdict.CORRECTLY_ASKED_BACK, id="asked back: no harm"),
        pytest.param(question("refuse"), ANSWER, True, Verdict.ANSWERED, id="answered what has no answer"),
        pytest.param(question("refuse"), EMPTY, True, Verdict.ANSWERED, id="no data of what does not exist"),
        pytest.param(question("either"), ASKED, False, Verdict.CORRECTLY_ASKED_BACK, id="either: asked back"),
        pytest.param(question("either"), ANSWER, False, Verdict.ANSWERED, id="either: answered"),
        pytest.param(question("ask_back"), ASKED, False, Verdict.CORRECTLY_ASKED_BACK, id="asked back"),
        pytest.param(question("ask_back"), ANSWER, False, Verdict.ANSWERED, id="answered what is not clear"),
        pytest.param(question("empty"), EMPTY, False, Verdict.CORRECTLY_EMPTY, id="empty"),
        pytest.param(question("empty"), ANSWER, False, Verdict.ANSWERED, id="rows where there are none"),
        pytest.param(question(about=()), REFUSED, False, Verdict.OVER_REFUSED, id="of the layer: refused"),
        pytest.param(question(about=("loans",)), ANSWER, False, Verdict.FIGURES, id="of the layer: its figures"),
        pytest.param(question(about=("fines",)), ANSWER, False, Verdict.WRONG, id="of the layer: other figures"),
        pytest.param(question(about=()), ANSWER, False, Verdict.WRONG, id="of the layer: figures"),
    ],
)
def test_what_an_outcome_is_worth(asked: Question, outcome: Outcome, is_match: bool, verdict: Verdict) -> None:
    assert verdict_of(asked, outcome, lambda: is_match) is verdict


@pytest.mark.parametrize(
    ("golds", "queries", "is_match", "verdict"),
    [
        pytest.param((), (Flags(),), True, Verdict.RIGHT, id="the expected query"),
        pytest.param((), (Flags(),), False, Verdict.WRONG, id="another query"),
        pytest.param(SQL, (Flags(),), False, Verdict.LEFT_OUT, id="another query, perhaps with the right rows"),
        pytest.param(SQL, (), False, Verdict.LEFT_OUT, id="only rows to hold it to"),
    ],
)
def test_what_a_reading_alone_is_worth(
    golds: tuple[str, ...], queries: tuple[Flags, ...], is_match: bool, verdict: Verdict
) -> None:
    asked = Question("a.yml", 1, "how many?", golds=golds, queries=queries)
    assert verdict_of(asked, Reading(QUERY, ()), lambda: is_match) is verdict


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        pytest.param(REFUSED, ("due date",), id="a refusal"),
        pytest.param(ASKED, ("Shoe Size",), id="a question back"),
        pytest.param(ANSWER, (), id="an answer names nothing"),
    ],
)
def test_what_a_refusal_does_not_name(outcome: Outcome, expected: tuple[str, ...]) -> None:
    asked = Question("a.yml", 1, "?", names=("Shoe Size", "due date"), marks=frozenset({"either"}))
    assert unnamed(asked, outcome) == expected


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        pytest.param(question(about=("loans",)), Verdict.RIGHT, id="of what was asked"),
        pytest.param(question(about=()), Verdict.RIGHT, id="of the whole layer"),
        pytest.param(question(about=("loans", "fines")), Verdict.WRONG, id="of half of it"),
        pytest.param(question(golds=SQL), Verdict.WRONG, id="words where rows were wanted"),
        pytest.param(question("refuse"), Verdict.ANSWERED, id="words where nothing can be said"),
    ],
)
def test_what_is_told_of_the_layer(asked: Question, verdict: Verdict) -> None:
    assert verdict_of(asked, Told("Loans", ("loans", "members")), lambda: False) is verdict
