"""The model reader: what is offered, asked and said, judged, and once sent back; no reply becomes a query unjudged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from time import perf_counter

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.model.contract import (
    Endpoint,
    ModelUnavailable,
    Offer,
    Proposal,
    ReplyInvalid,
    Request,
    Spent,
)
from metrics_cli.interpretation.model.judging import judged
from metrics_cli.interpretation.model.lastquery import restored
from metrics_cli.interpretation.model.prompt import request_for
from metrics_cli.interpretation.model.quoting import plain
from metrics_cli.interpretation.model.repair import check_repair
from metrics_cli.interpretation.model.reply import read_reply
from metrics_cli.interpretation.model.retrieval import offer_for
from metrics_cli.interpretation.model.told import quoting
from metrics_cli.period import ISO, Calendar
from metrics_cli.query import MetricQuery

BUDGET = 2_000
LONGEST_QUESTION = 500

Read = Reading | Ambiguous | Refused


class ModelInterpreter:
    """A language model that picks words; names, joins, values, periods and the account of the words are code's.

    `budget` is the most input tokens of a request, `sends_values` whether values of dimensions may be sent (never those
    that are personal), `span` the first and last day of the data.
    """

    name = "model"

    def __init__(
        self,
        endpoint: Endpoint,
        calendar: Calendar = ISO,
        budget: int = BUDGET,
        sends_values: bool = True,
        span: tuple[date, date] | None = None,
    ) -> None:
        self._endpoint, self._calendar, self._budget = endpoint, calendar, budget
        self._sends_values, self._span = sends_values, span
        self._spent, self._silence = Spent(), ""

    @property
    def spent(self) -> Mapping[str, object]:
        """What the last question took: model, calls, tokens, cost, seconds; empty when no reply came."""
        return self._spent.account()

    @property
    def silence(self) -> str:
        """Why the model had no say on the last question, in one line; empty when it had."""
        return self._silence

    def read(self, question: str, catalog: Catalog, today: date) -> Read:
        """Return what the model reads, as far as the words bear it out; a refusal when it has no say."""
        return self._asked(question, catalog, today, None)

    def read_follow_up(self, line: str, last: MetricQuery, catalog: Catalog, today: date) -> Read:
        """Return the query that `line` makes of `last`; nothing of it goes or comes without words."""
        return self._asked(line, catalog, today, last)

    def request(self, question: str, catalog: Catalog, today: date, last: MetricQuery | None = None) -> Request:
        """Return what would be sent for a question; nothing is sent."""
        offer = offer_for(question, catalog, self._budget, self._sends_values, last)
        return request_for(question, offer, catalog, today, self._span, last, sends_values=self._sends_values)

    def _asked(self, question: str, catalog: Catalog, today: date, last: MetricQuery | None) -> Read:
        self._spent, self._silence, started = Spent(), "", perf_counter()
        if len(question) > LONGEST_QUESTION:
            return Refused(f"The question is longer than {LONGEST_QUESTION} characters. Ask one thing at a time.")
        try:
            return self._replied(question, catalog, today, last)
        except ModelUnavailable as silence:
            self._silence = " ".join(str(silence).split())
            return Refused(f"No model could be asked: {self._silence}.")
        finally:
            self._spent.seconds = perf_counter() - started

    def _replied(self, question: str, catalog: Catalog, today: date, last: MetricQuery | None) -> Read:
        request = self.request(question, catalog, today, last)
        first: Proposal | None = None
        try:
            first = read_reply(self._complete(request), request.offer)
            return self._judged(first, question, request.offer, catalog, today, last)
        except ReplyInvalid as problem:
            told = str(problem)
        again = request_for(question, request.offer, catalog, today, self._span, last, told, self._sends_values)
        return self._repaired(again, first, question, catalog, today, last)

    def _repaired(
        self,
        request: Request,
        first: Proposal | None,
        question: str,
        catalog: Catalog,
        today: date,
        last: MetricQuery | None,
    ) -> Read:
        """Return what the one repair comes to: a reading that lost nothing, or a refusal."""
        try:
            second = read_reply(self._complete(request), request.offer)
            if first is not None:
                check_repair(first, second, question)
            return self._judged(second, question, request.offer, catalog, today, last)
        except ReplyInvalid as problem:
            return Refused(f"The model's reading does not hold, nor does its repair: {plain(str(problem))}.")

    def _judged(
        self,
        proposal: Proposal,
        question: str,
        offer: Offer,
        catalog: Catalog,
        today: date,
        last: MetricQuery | None,
    ) -> Read:
        return judged(
            quoting(restored(proposal, last), question), question, offer, catalog, today, self._calendar, last
        )

    def _complete(self, request: Request) -> str:
        try:
            completion = self._endpoint.complete(replace(request, spent=self._spent.counted))
        except ModelUnavailable as error:
            # A reply that is of no use has its price, too.
            self._spent.completions += [error.completion] if error.completion else []
            raise
        self._spent.completions.append(completion)
        return completion.text
