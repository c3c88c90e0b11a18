"""Asking the questions: each goes the way that a person's goes, and its outcome is held to what is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from metrics_cli import workflow
from metrics_cli.answer import Ambiguous, Failed, Refused
from metrics_cli.assembly import Assembly
from metrics_cli.catalog import Catalog
from metrics_cli.errors import MetricsError, QueryInvalid, QuestionsInvalid, WarehouseUnavailable
from metrics_cli.evaluation.figures import Result
from metrics_cli.evaluation.judging import Judge
from metrics_cli.evaluation.questions import Question, Questions
from metrics_cli.evaluation.usage import usage_of
from metrics_cli.evaluation.verdicts import Judged, unnamed, verdict_of
from metrics_cli.evaluation.words import expected_text, got_text, query_text
from metrics_cli.interpretation.interpreter import Inquiry, Interpreter, Reading
from metrics_cli.interpretation.rules import phrase
from metrics_cli.query import MetricQuery
from metrics_cli.settings import Reader, Settings
from metrics_cli.workflow import Stages


@dataclass(frozen=True)
class Task:
    """Questions of one file that one process asks of one project; with `has_warehouse` false they are only read."""

    settings: Settings
    questions: Questions
    interpreter: Reader = Reader.RULES
    has_warehouse: bool = True


class Listener:
    """An interpreter, opened when it is first needed, that remembers what it read and how long that took."""

    def __init__(self, interpreter: Callable[[str], Interpreter]) -> None:
        self.name = "listener"
        self._interpreter = interpreter
        self.heard: Reading | Inquiry | Ambiguous | Refused | None = None
        self.seconds = 0.0
        self.spent: Mapping[str, object] = {}

    @property
    def by(self) -> str:
        """Who read it: of several readers the one whose reading it is."""
        return (self.heard.by if isinstance(self.heard, Reading) else "") or self.name

    def read(self, question: str, catalog: Catalog, today: date) -> Reading | Inquiry | Ambiguous | Refused:
        """Return what the interpreter reads."""
        started = perf_counter()
        interpreter = self._interpreter(question)
        self.name = interpreter.name
        try:
            self.heard = interpreter.read(question, catalog, today)
            return self.heard
        finally:
            self.seconds = perf_counter() - started
            self.spent = interpreter.spent


def measure(task: Task, tell: Callable[[int], None] = lambda _: None) -> list[Result]:
    """Return what became of each question of the task; after each, `tell` is told that one more is done.

    Raises QuestionsInvalid when the data are not those that the questions are about or gold SQL can't be run, and
    WarehouseUnavailable.
    """
    reading = replace(task.settings.reading, reader=task.interpreter)
    with closing(Assembly(replace(task.settings, reading=reading))) as assembly:
        return list(_results(task, assembly, tell))


def _results(task: Task, assembly: Assembly, tell: Callable[[int], None]) -> Iterator[Result]:
    header = task.questions
    asked_on = assembly.as_of(header.today, date.today())
    now = asked_on if header.today else date.today()
    if task.has_warehouse and header.data_until:
        _check_data(header, assembly, now)
    for question in header.questions:
        today = question.today or asked_on
        yield _result(question, assembly, today, max(now, today), task.has_warehouse)
        tell(1)


def _check_data(header: Questions, assembly: Assembly, now: date) -> None:
    span = assembly.stages(now, now).spans.of_data(assembly.catalog)
    last = span.last if span else None
    if last != header.data_until:
        raise QuestionsInvalid(
            f"{header.path.name} is about data until {header.data_until}, those of the warehouse end on {last}",
            "ask the data that it was written for, or change data_until and what is right",
        )


def _result(question: Question, assembly: Assembly, today: date, now: date, has_warehouse: bool) -> Result:
    listener = Listener(assembly.interpreter)
    started = perf_counter()
    try:
        outcome = (_asked if has_warehouse else _read)(question.ask, listener, assembly.stages(today, now))
    except WarehouseUnavailable:
        raise
    except MetricsError as error:
        outcome = Failed(error.message, error.hint)
    except Exception as error:
        # A traceback is what is looked for here: it must not end the search.
        outcome = Failed(f"{type(error).__name__}: {error}")
    seconds = perf_counter() - started
    judge = Judge(question, assembly, today, listener.heard)
    verdict = verdict_of(question, outcome, lambda: judge.is_match(outcome))
    is_offered = _is_offered(outcome, judge, assembly.stages(today, now)) if has_warehouse else None
    return Result(
        question.file,
        question.number,
        question.ask,
        question.tags,
        question.split,
        question.is_answerable,
        verdict,
        expected_text(question, judge.known),
        got_text(outcome),
        query_text(outcome, listener.heard),
        seconds,
        listener.seconds,
        unnamed(question, outcome),
        is_offered,
        usage_of(listener.by, listener.spent),
    )


def _is_offered(outcome: Judged, judge: Judge, stages: Stages) -> bool | None:
    """Tell whether the right answer is among the options of a question back; None where there is neither."""
    if not isinstance(outcome, Ambiguous) or not judge.has_golds:
        return None
    return any(judge.is_match(_answered(option.query, stages)) for option in outcome.options)


def _answered(query: MetricQuery, stages: Stages) -> Judged:
    try:
        return workflow.answer(query, stages)
    except MetricsError as error:
        return Failed(error.message, error.hint)


def _asked(question: str, listener: Listener, stages: Stages) -> Judged:
    return workflow.ask(question, listener, phrase, stages)


def _read(question: str, listener: Listener, stages: Stages) -> Judged:
    """Return what the question is read as, if MetricFlow takes it; no warehouse is asked."""
    heard = listener.read(question, stages.catalog, stages.today)
    try:
        if isinstance(heard, Reading):
            workflow.explain(heard.query, stages.layer, stages.catalog)
    except QueryInvalid as error:
        return Refused(error.message)
    return heard
