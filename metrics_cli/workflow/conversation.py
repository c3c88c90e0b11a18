"""A conversation: each line a new question, an edit of the last query, or something asked of the last answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from metrics_cli.answer import Ambiguous, Answer, Empty, Exported, Failed, Outcome, Refused, Told
from metrics_cli.catalog import Catalog
from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.interpretation.dialogue import Edited, Request, Unread, follow_up, is_marked, request_of
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.interpretation.interpreter import Inquiry, Interpreter, Reading
from metrics_cli.presentation.sentences import describe, parts_of
from metrics_cli.presentation.statements import statements
from metrics_cli.query import METRIC_TIME, MetricQuery
from metrics_cli.workflow.prepared import Phrase, prepare
from metrics_cli.workflow.stages import Stages
from metrics_cli.workflow.story import answer, ask, definitions_of, picked

MOST_REMEMBERED = 50

Run = Callable[[MetricQuery, Stages, tuple[str, ...], Phrase | None], Outcome | Exported]


@dataclass(frozen=True)
class Thread:
    """The queries of a conversation as they were asked, the last one last."""

    queries: tuple[MetricQuery, ...] = ()

    @property
    def last(self) -> MetricQuery | None:
        """The query that a follow-up edits."""
        return self.queries[-1] if self.queries else None

    def then(self, query: MetricQuery) -> Thread:
        """Return the thread with one more query."""
        return Thread((*self.queries, query)[-MOST_REMEMBERED:])


def still_known(thread: Thread, catalog: Catalog) -> Thread:
    """Return the thread without the queries that name what the layer no longer has, empty when the last is one.

    What was said before that one is no longer what a follow-up is about.
    """
    known = tuple(query for query in thread.queries if _is_known(query, catalog))
    return Thread(known if known[-1:] == thread.queries[-1:] else ())


def _is_known(query: MetricQuery, catalog: Catalog) -> bool:
    metrics = {*query.metrics, *(f.metric for f in query.metric_filters)}
    if not query.metrics or not all(metric in catalog.metrics for metric in metrics):
        return False
    offered = {d.name for d in catalog.dimensions_of(query.metrics)} | {METRIC_TIME}
    named = {*(g.name for g in query.group_by), *(f.dimension for f in query.filters)}
    return named | {p for f in query.metric_filters for p in f.per} <= offered


@dataclass(frozen=True)
class Turn:
    """What a line came to: its outcome, the thread after it, and how the line was taken.

    `taken` is question, follow_up or request; `kept` and `changed` are the parts of the query that an edit kept and
    changed, in words; `form` is set when the answer is wanted in another form.
    """

    outcome: Outcome | Exported
    thread: Thread
    taken: str = "question"
    kept: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    form: str | None = None


@dataclass(frozen=True)
class Talk:
    """What a conversation goes through."""

    interpreter: Interpreter
    phrase: Phrase
    stages: Stages
    run: Run = answer

    def turn(self, line: str, thread: Thread, pick: int | None = None) -> Turn:
        """Return what `line` comes to after `thread`; one that can't be answered leaves the thread as it was.

        A line that reads as a whole question is one, unless it begins as a follow-up does. Of several readings `pick`
        takes one, from 1. Raises QueryInvalid when there is no such reading.
        """
        found = self._turn(line, thread)
        if pick is None or not isinstance(found.outcome, Ambiguous):
            return found
        return self.chosen(found.outcome, pick, thread, found.taken)

    def _turn(self, line: str, thread: Thread) -> Turn:
        request = request_of(line)
        if request is not None and (thread.last or request.kind in ("undo", "restart")):
            return self._requested(request, thread)
        if thread.last is None:
            return self._asked(line, thread)
        if not is_marked(line):
            heard = self.interpreter.read(line, self.stages.catalog, self.stages.today)
            if isinstance(heard, Reading | Inquiry | Ambiguous):
                return self._asked(line, thread)
        return self._followed(line, thread, thread.last)

    def chosen(self, several: Ambiguous, number: int, thread: Thread, taken: str) -> Turn:
        """Return what one of several readings comes to, by its number. Raises QueryInvalid when there is none."""
        reading = picked(several, number)
        return self._ran(reading.query, thread, taken, reading.assumed)

    def _asked(self, line: str, thread: Thread) -> Turn:
        heard: list[MetricQuery] = []

        def run(
            query: MetricQuery, stages: Stages, notes: tuple[str, ...], phrase: Phrase | None
        ) -> Outcome | Exported:
            heard.append(query)
            return self.run(query, stages, notes, phrase)

        outcome = ask(line, self.interpreter, self.phrase, self.stages, run)
        is_answered = bool(heard) and isinstance(outcome, Answer | Empty | Exported)
        return Turn(outcome, thread.then(heard[0]) if is_answered else thread)

    def _followed(self, line: str, thread: Thread, last: MetricQuery) -> Turn:
        found = follow_up(line, last, self.stages.catalog, self.interpreter, self.stages.today)
        if found is None or isinstance(found, Unread):
            return self._no_edit(self._asked(line, thread), str(found or ""), line, last)
        if isinstance(found, Misfit):
            return Turn(Refused(str(found)), thread, "follow_up")
        if isinstance(found, Ambiguous):
            return Turn(found, thread, "follow_up")
        if isinstance(found, Request):
            return self._requested(found, thread)
        if found.query == last:
            same = f"That changes nothing: it is {describe(last, self.stages.catalog)} already."
            return Turn(Refused(same), thread, "follow_up")
        return self._edited(found, thread)

    def _no_edit(self, turn: Turn, reason: str, line: str, last: MetricQuery) -> Turn:
        """Say of a line that is refused as a question that it is no follow-up either, and why when that is known."""
        refused = turn.outcome
        if not isinstance(refused, Refused):
            return turn
        nearest = () if reason or is_marked(line) else refused.nearest
        reason = f"{reason or refused.reason} It is no change either of: {describe(last, self.stages.catalog)}."
        return replace(turn, outcome=replace(refused, reason=reason, nearest=nearest))

    def _edited(self, found: Edited, thread: Thread) -> Turn:
        return self._ran(found.query, thread, "follow_up", found.assumed)

    def _ran(self, query: MetricQuery, thread: Thread, taken: str, notes: tuple[str, ...]) -> Turn:
        try:
            outcome = self.run(query, self.stages, notes, self.phrase)
        except (QueryInvalid, NameUnknown) as error:
            reason = f"{error.message[:1].upper()}{error.message[1:]}: {error.hint}."
            return Turn(Refused(reason), thread, taken)
        if isinstance(outcome, Refused | Ambiguous | Failed | Told):
            return Turn(outcome, thread, taken)
        kept, changed = changes(thread.last, query, self.stages) if thread.last else ((), ())
        if isinstance(outcome, Answer | Empty):
            account = {"taken": taken, "kept": list(kept), "changed": list(changed)}
            outcome = replace(outcome, receipt={**outcome.receipt, "follow_up": account})
        return Turn(outcome, thread.then(query), taken, kept, changed)

    def _requested(self, request: Request, thread: Thread) -> Turn:
        if request.kind == "restart":
            return Turn(Told("Started over: the next question is a new one."), Thread(), "request")
        if request.kind == "undo":
            return self._undone(thread)
        last = thread.last
        assert last is not None
        if request.kind == "form":
            turn = self._ran(last, Thread(thread.queries[:-1]), "request", ())
            return replace(turn, thread=thread, kept=(), changed=(), form=request.form)
        told = self._statement(last) if request.kind == "sql" else self._account(last)
        return Turn(told, thread, "request")

    def _undone(self, thread: Thread) -> Turn:
        if not thread.queries:
            return Turn(Refused("There is nothing to undo."), thread, "request")
        before = Thread(thread.queries[:-1])
        if before.last is None:
            return Turn(Told("Undone: that was the first question. Ask another."), before, "request")
        turn = self._ran(before.last, thread, "request", ())
        return replace(turn, thread=before)

    def _statement(self, query: MetricQuery) -> Told:
        prepared = prepare(query, self.stages)
        if isinstance(prepared, Empty):
            return Told(prepared.reason)
        plans = [("rows", prepared.plan.sql), *((a.name, a.plan.sql) for a in prepared.asides)]
        return Told(f"The SQL of {describe(prepared.query, self.stages.catalog)}", query.metrics, sql=statements(plans))

    def _account(self, query: MetricQuery) -> Told:
        definitions = definitions_of(query, self.stages.catalog)
        note = "why a number is what it is, I can't tell; this is what it means and how it is computed"
        return Told(describe(query, self.stages.catalog), query.metrics, definitions=definitions, caveats=(note,))


def changes(before: MetricQuery, after: MetricQuery, stages: Stages) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return in words what `after` keeps of `before` and what it changes: every part is in one of the two."""
    old, new = parts_of(before, stages.catalog), parts_of(after, stages.catalog)
    kept, changed = [], []
    for name in dict.fromkeys((*old, *new)):
        mine, theirs = old.get(name, ()), new.get(name, ())
        kept += [text for text in theirs if text in mine]
        gone, come = [t for t in mine if t not in theirs], [t for t in theirs if t not in mine]
        if gone and come:
            changed.append(f"{' and '.join(come)} instead of {' and '.join(gone)}")
        else:
            changed += [f"added {text}" for text in come] + [f"dropped {text}" for text in gone]
    return tuple(kept), tuple(changed)
