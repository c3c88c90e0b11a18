"""What an outcome is worth, held to what is right for the question."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from metrics_cli.answer import Ambiguous, Answer, Empty, Exported, Failed, Outcome, Refused, Told
from metrics_cli.evaluation.questions import Question
from metrics_cli.interpretation.interpreter import Inquiry, Reading

Judged = Outcome | Exported | Reading | Inquiry


class Verdict(StrEnum):
    """What an outcome is worth.

    `wrong` is silently so: rows, or the word that there are none, which are not what was asked for. `answered` is an
    answer to what has none, just as wrong. `over_refused` and `asked_back` are of questions that have an answer.
    `figures` is a question about the layer that got rows of the very thing: no lie, but not what was asked for.
    `left_out` is one that can't be judged.
    """

    RIGHT = "right"
    CORRECTLY_EMPTY = "correctly empty"
    CORRECTLY_REFUSED = "correctly refused"
    CORRECTLY_ASKED_BACK = "correctly asked back"
    WRONG = "silently wrong"
    ANSWERED = "answered what has no answer"
    OVER_REFUSED = "over-refused"
    ASKED_BACK = "asked back"
    FAILED = "failed"
    FIGURES = "figures where meaning was asked for"
    LEFT_OUT = "left out"

    @property
    def is_good(self) -> bool:
        """Tell whether it is what the question's file says is right."""
        return self in _GOOD

    @property
    def is_wrong(self) -> bool:
        """Tell whether somebody was told what is not so, without a word of doubt."""
        return self in (Verdict.WRONG, Verdict.ANSWERED)

    @property
    def is_counted(self) -> bool:
        """Tell whether it says something of the reader."""
        return self is not Verdict.LEFT_OUT


_GOOD = (Verdict.RIGHT, Verdict.CORRECTLY_EMPTY, Verdict.CORRECTLY_REFUSED, Verdict.CORRECTLY_ASKED_BACK)


def verdict_of(question: Question, outcome: Judged, is_match: Callable[[], bool]) -> Verdict:
    """Return what `outcome` is worth; `is_match` tells whether its rows or its query are among those that are right.

    "There are no data" is an answer: wrong where there are some, and right where the file says `empty`. A reading that
    was not run is held to the queries that are right; where there are none nothing is known of it.
    """
    if isinstance(outcome, Reading):
        return _read(question, is_match)
    if isinstance(outcome, Failed):
        return Verdict.FAILED
    if isinstance(outcome, Told | Inquiry):
        return _told(question, outcome)
    if isinstance(outcome, Refused):
        return _refused(question)
    if isinstance(outcome, Ambiguous):
        return _asked_back(question)
    if question.about is not None and isinstance(outcome, Answer | Empty):
        return _figures(question, outcome)
    if isinstance(outcome, Empty) and "empty" in question.marks:
        return Verdict.CORRECTLY_EMPTY
    if not question.is_answerable and isinstance(outcome, Answer | Empty):
        return Verdict.ANSWERED
    return Verdict.RIGHT if is_match() else Verdict.WRONG


def _read(question: Question, is_match: Callable[[], bool]) -> Verdict:
    if not question.queries:
        return Verdict.LEFT_OUT
    if is_match():
        return Verdict.RIGHT
    return Verdict.LEFT_OUT if question.golds else Verdict.WRONG


def _told(question: Question, outcome: Told | Inquiry) -> Verdict:
    """Return what it is worth to be told of the layer: right when it is of all that the question is about."""
    if question.about is None:
        return Verdict.WRONG if question.is_answerable else Verdict.ANSWERED
    about = outcome.about if isinstance(outcome, Told) else (*outcome.metrics, *(d.name for d in outcome.dimensions))
    # A dimension may be named as it is declared: state for customer__state.
    known = {*about, *(name.rpartition("__")[2] for name in about)}
    return Verdict.RIGHT if set(question.about) <= known else Verdict.WRONG


def _figures(question: Question, outcome: Answer | Empty) -> Verdict:
    named = {*outcome.query.metrics, *(group.name for group in outcome.query.group_by)}
    return Verdict.FIGURES if question.about and set(question.about) <= named else Verdict.WRONG


def _refused(question: Question) -> Verdict:
    # Refusing what should be asked back leaves a person without help, but tells nothing that is not so.
    is_right = question.marks & {"refuse", "either"} or not question.is_answerable
    return Verdict.CORRECTLY_REFUSED if is_right else Verdict.OVER_REFUSED


def _asked_back(question: Question) -> Verdict:
    is_right = question.marks & {"ask_back", "either"} or not question.is_answerable
    return Verdict.CORRECTLY_ASKED_BACK if is_right else Verdict.ASKED_BACK


def unnamed(question: Question, outcome: Judged) -> tuple[str, ...]:
    """Return the words that a refusal or a question back should name and does not."""
    said = _said(outcome).casefold()
    return tuple(word for word in question.names if word.casefold() not in said) if said else ()


def _said(outcome: Judged) -> str:
    if isinstance(outcome, Ambiguous):
        return " ".join((outcome.reason, *(option.sentence for option in outcome.options)))
    if isinstance(outcome, Refused):
        return " ".join((outcome.reason, *outcome.missing, *(s.question for s in outcome.nearest)))
    return ""
