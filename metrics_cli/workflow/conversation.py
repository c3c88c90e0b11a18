"""A conversation: each line a new question, an edit of the last query, or something asked of the last answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter

from metrics_cli.answer import Ambiguous, Answer, Empty, Exported, Failed, Outcome, Refused, Told
from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.interpretation.dialogue import (
    Edited,
    FollowUp,
    Request,
    Unread,
    about_metrics,
    follow_up,
    is_marked,
    is_period_alone,
    names_only_metrics,
    reply_of,
    request_of,
    restricts,
    widest,
)
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.interpretation.interpreter import Inquiry, Interpreter, Reading
from metrics_cli.interpretation.rules.rivals import ask_back
from metrics_cli.interpretation.second import Second, both_refused
from metrics_cli.presentation.sentences import describe
from metrics_cli.presentation.statements import statements
from metrics_cli.query import MetricQuery
from metrics_cli.workflow.edges import settled
from metrics_cli.workflow.prepared import Phrase, prepare
from metrics_cli.workflow.stages import Stages
from metrics_cli.workflow.story import answer, ask, definitions_of, picked, received
from metrics_cli.workflow.threads import Thread, changes, left_behind, offered

Run = Callable[[MetricQuery, Stages, tuple[str, ...], Phrase | None], Outcome | Exported]

# What leads a line in that turns out to be a question of its own.
_LED_IN = re.compile(r"^(?:(?:and|but|so|now|then|ok|okay|also)\b[\s,]*)+(?=\S)", re.IGNORECASE)
_FORMS = "as csv, as json, as markdown; into a file: metrics ask … --output FILE"


@dataclass(frozen=True)
class Turn:
    """What a line came to: its outcome, the thread after it, and how the line was taken.

    `taken` is question, follow_up or request; `kept` and `changed` are the parts of the query that an edit kept and
    changed, in words, and for a new question what of the last one was left behind; `form` is set when the answer is
    wanted in another form.
    """

    outcome: Outcome | Exported
    thread: Thread
    taken: str = "question"
    kept: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    form: str | None = None


@dataclass(frozen=True)
class Talk:
    """What a conversation goes through.

    `interpreter` reads what is said; `asked` what opens it or begins anew, and `second` a line that neither a question
    nor an edit is found in: another reader each, or none.
    """

    interpreter: Interpreter
    phrase: Phrase
    stages: Stages
    run: Run = answer
    asked: Interpreter | None = None
    second: Callable[[], Second | None] | None = None

    def turn(self, line: str, thread: Thread, pick: int | None = None) -> Turn:
        """Return what `line` comes to after `thread`; one that can't be answered leaves its queries as they were.

        A line that reads as a whole question is one, unless it begins as a follow-up does. Of several readings `pick`
        takes one, from 1. Raises QueryInvalid when there is no such reading.
        """
        started = perf_counter()
        found = self._replied(line, thread) or self._turn(line, replace(thread, offers=()))
        if pick is not None and isinstance(found.outcome, Ambiguous):
            found = self._chosen(picked(found.outcome, pick), replace(thread, offers=()), found.taken)
        offers = offered(found.outcome) if found.taken != "request" or isinstance(found.outcome, Empty) else ()
        outcome = received(found.outcome, line, self.interpreter, None, started)
        return replace(found, outcome=outcome, thread=replace(found.thread, offers=offers or found.thread.offers))

    def _replied(self, line: str, thread: Thread) -> Turn | None:
        """Return what a reply to the question back, or to what was offered instead, comes to."""
        reply = reply_of(line, len(thread.offers)) if thread.offers else None
        if reply is None:
            return None
        number = (widest([o.query for o in thread.offers]) if reply.wants_all else None) or reply.number
        if not number:
            return Turn(Refused(reply.problem), thread, "request")
        if number > len(thread.offers):
            return Turn(Refused(f"There is no {number}: 1 to {len(thread.offers)} were offered."), thread, "request")
        offer = thread.offers[number - 1]
        reading = Reading(offer.query, (), (f"it is number {number} of what was offered: {offer.sentence}",))
        return self._chosen(reading, replace(thread, offers=()), "follow_up")

    def _turn(self, line: str, thread: Thread) -> Turn:
        request = request_of(line)
        if request is not None and (thread.last or request.kind in ("undo", "restart", "thanks")):
            return self._requested(request, thread)
        last = thread.last
        if last is None:
            return self._asked(line, thread, self.asked)
        if not is_marked(line) and not self._is_period(line, last):
            heard = self.interpreter.read(line, self.stages.catalog, self.stages.today)
            if isinstance(heard, Reading) and names_only_metrics(heard) and set(heard.query.metrics) - {*last.metrics}:
                return self._of_metrics(heard, thread, last)
            # Of what may be several questions, words that say no more than an edit are one.
            is_edit = isinstance(heard, Ambiguous) and not isinstance(self._edit(line, last), Unread | None)
            if isinstance(heard, Reading | Inquiry | Ambiguous) and not is_edit:
                return self._asked(self._spelt_out(line, heard, last), thread, self.asked)
        return self._followed(line, thread, last)

    def _edit(self, line: str, last: MetricQuery) -> FollowUp | None:
        return follow_up(line, last, self.stages.catalog, self.interpreter, self.stages.today)

    def _is_period(self, line: str, last: MetricQuery) -> bool:
        return is_period_alone(line, last, self.stages.catalog, self.interpreter, self.stages.today)

    def _spelt_out(self, line: str, heard: object, last: MetricQuery) -> str:
        """Return a question about the layer that says 'it' with the names of the metrics that are meant."""
        named = about_metrics(line, [self.stages.catalog.metrics[m].label for m in last.metrics])
        if not isinstance(heard, Inquiry) or heard.metrics or named is None:
            return line
        spelt = self.interpreter.read(named, self.stages.catalog, self.stages.today)
        return named if isinstance(spelt, Inquiry) else line

    def _of_metrics(self, heard: Reading, thread: Thread, last: MetricQuery) -> Turn:
        """Return what a line comes to that only names metrics: the same asked of these, or they alone."""
        alone = MetricQuery(heard.query.metrics)
        same = self._edit(f"what about {self.phrase(alone, self.stages.catalog)}", last)
        if not isinstance(same, Edited) or same.query == alone:
            return self._ran(alone, thread, "question", heard.assumed)
        return Turn(ask_back([same.query, alone], self.stages.catalog), thread, "follow_up")

    def _asked(self, line: str, thread: Thread, reader: Interpreter | None = None) -> Turn:
        heard: list[MetricQuery] = []

        def run(
            query: MetricQuery, stages: Stages, notes: tuple[str, ...], phrase: Phrase | None
        ) -> Outcome | Exported:
            heard.append(query)
            return self.run(query, stages, notes, phrase)

        outcome = ask(line, reader or self.interpreter, self.phrase, self.stages, run)
        if not heard or not isinstance(outcome, Answer | Empty | Exported):
            return Turn(outcome, thread)
        left = left_behind(thread.last, heard[0], self.stages.catalog)
        return Turn(_accounted(outcome, "question", (), left, thread), thread.then(heard[0]), changed=left)

    def _followed(self, line: str, thread: Thread, last: MetricQuery) -> Turn:
        found = self._edit(line, last)
        if found is None or isinstance(found, Unread):
            return self._no_edit(line, str(found or ""), thread, last)
        if isinstance(found, Misfit):
            return Turn(Refused(str(found)), thread, "follow_up")
        if isinstance(found, Ambiguous):
            one = settled(found, lambda query: answer(query, self.stages))
            return (
                Turn(one, thread, "follow_up") if isinstance(one, Ambiguous) else self._chosen(one, thread, "follow_up")
            )
        if found.query == last:
            same = f"That changes nothing: it is {describe(last, self.stages.catalog)} already."
            return Turn(Refused(same), thread, "follow_up")
        return self._ran(found.query, thread, "follow_up", found.assumed)

    def _no_edit(self, line: str, reason: str, thread: Thread, last: MetricQuery) -> Turn:
        """Return what a line comes to that is no edit: a new question, or refused as that and as an edit as well."""
        sentence = describe(last, self.stages.catalog)
        heard = self.interpreter.read(line, self.stages.catalog, self.stages.today)
        if restricts(line) and isinstance(heard, Reading | Ambiguous):
            # It leaves something out of what was asked: as a question of its own it would drop all the rest.
            reason = f"I can't tell what that changes of: {sentence}. To ask anew, say it without the first word."
            return Turn(Refused(reason), thread, "follow_up")
        if reply_of(line, 1) is not None:
            return Turn(Refused("Nothing was offered that it could be said of, or that has such a number."), thread)
        turn = self._asked(_LED_IN.sub("", line), thread)
        refused = turn.outcome
        if not isinstance(refused, Refused):
            return turn
        nearest = () if reason or is_marked(line) else refused.nearest
        reason = f"{reason or refused.reason} It is no change either of: {sentence}."
        refused = replace(refused, reason=reason, nearest=nearest)
        second = self.second() if self.second else None
        if second is None:
            return replace(turn, outcome=refused)
        return self._seconded(line, second, refused, thread, last)

    def _seconded(self, line: str, second: Second, refused: Refused, thread: Thread, last: MetricQuery) -> Turn:
        """Return what the second reader makes of a line that the first found nothing in."""
        started = perf_counter()
        found = second.read_follow_up(line, last, self.stages.catalog, self.stages.today)
        if isinstance(found, Reading):
            turn = self._chosen(found, thread, "follow_up")
        else:
            if isinstance(found, Refused):
                found = both_refused(replace(refused, receipt={}), found, second.silence)
            turn = Turn(found, thread, "follow_up")
        read = found if isinstance(found, Reading) else None
        return replace(turn, outcome=received(turn.outcome, line, second, read, started))

    def _chosen(self, reading: Reading, thread: Thread, taken: str) -> Turn:
        return self._ran(reading.query, thread, taken, reading.assumed)

    def _ran(self, query: MetricQuery, thread: Thread, taken: str, notes: tuple[str, ...]) -> Turn:
        try:
            outcome = self.run(query, self.stages, notes, self.phrase)
        except (QueryInvalid, NameUnknown) as error:
            reason = f"{error.message[:1].upper()}{error.message[1:]}: {error.hint}."
            return Turn(Refused(reason), thread, taken)
        if isinstance(outcome, Refused | Ambiguous | Failed | Told):
            return Turn(outcome, thread, taken)
        last, catalog = thread.last, self.stages.catalog
        kept, changed = changes(last, query, catalog) if last and taken != "question" else ((), ())
        if taken == "question":
            changed = left_behind(last, query, catalog)
        return Turn(_accounted(outcome, taken, kept, changed, thread), thread.then(query), taken, kept, changed)

    def _requested(self, request: Request, thread: Thread) -> Turn:
        if request.kind == "restart":
            return Turn(Told("Started over: the next question is a new one."), Thread(), "request")
        if request.kind == "undo":
            return self._undone(thread)
        last = thread.last
        if request.kind == "thanks" or last is None:
            stands = f" The last question stands: {describe(last, self.stages.catalog)}." if last else ""
            return Turn(Told(f"All right.{stands}"), thread, "request")
        if request.kind == "export":
            return Turn(Refused(f"In which form? Say: {_FORMS}."), thread, "request")
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


def _accounted(
    outcome: Outcome | Exported, taken: str, kept: tuple[str, ...], changed: tuple[str, ...], thread: Thread
) -> Outcome | Exported:
    """Return the outcome with the account of how the line was taken in its receipt."""
    if thread.last is None or not isinstance(outcome, Answer | Empty):
        return outcome
    account = {"taken": taken, "kept": list(kept), "changed": list(changed)}
    return replace(outcome, receipt={**outcome.receipt, "follow_up": account})
