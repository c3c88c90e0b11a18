"""Two readers of one question: the rules first and a model where they find nothing, or both side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.errors import ModelSilent
from metrics_cli.interpretation.interpreter import Inquiry, Interpreter, Reading
from metrics_cli.interpretation.rules.rivals import ask_back
from metrics_cli.period import Period
from metrics_cli.query import Filter, MetricQuery, Operator

Read = Reading | Inquiry | Ambiguous | Refused


class Second(Interpreter, Protocol):
    """A reader that may have had no say, such as a model that can't be reached."""

    @property
    def silence(self) -> str:
        """Why it had no say on the last question, in one line; empty when it had."""
        ...

    def read_follow_up(
        self, line: str, last: MetricQuery, catalog: Catalog, today: date
    ) -> Reading | Ambiguous | Refused:
        """Return the query that `line` makes of `last`."""
        ...


class AloneInterpreter:
    """The model alone: that it can't be asked is a failure, no refusal of what is asked."""

    def __init__(self, model: Second) -> None:
        self._model = model
        self.name = model.name

    @property
    def spent(self) -> Mapping[str, object]:
        """What the model took."""
        return self._model.spent

    def read(self, question: str, catalog: Catalog, today: date) -> Read:
        """Return what the model reads. Raises ModelSilent when it had no say."""
        found = self._model.read(question, catalog, today)
        if self._model.silence:
            raise ModelSilent(
                f"no model could be asked: {self._model.silence}",
                "see `metrics model check`, or leave --interpreter out",
            )
        return found


class AutoInterpreter:
    """The rules; where they refuse, the model, which is opened then; where there is none, the rules' refusal stands.

    Of several readings that the rules find fair the person chooses, not the model: to prefer one of them in silence
    is how a wrong number comes about.
    """

    name = "auto"

    def __init__(self, rules: Interpreter, model: Callable[[], Second | None]) -> None:
        self._rules, self._model = rules, model
        self._spent: Mapping[str, object] = {}

    @property
    def spent(self) -> Mapping[str, object]:
        """What the model took, empty when it was not asked."""
        return self._spent

    def read(self, question: str, catalog: Catalog, today: date) -> Read:
        """Return what the rules read, or what the model does where they find no reading."""
        self._spent = {}
        found = self._rules.read(question, catalog, today)
        model = self._model() if isinstance(found, Refused) else None
        if model is None or not isinstance(found, Refused):
            return _by(self._rules.name, found)
        second = model.read(question, catalog, today)
        self._spent = model.spent
        if not isinstance(second, Refused):
            return _by(model.name, second)
        return both_refused(found, second, model.silence)


class BothInterpreter:
    """Rules and model on every question: where they agree it is answered, else their readings are there to choose."""

    name = "both"

    def __init__(self, rules: Interpreter, model: Second) -> None:
        self._rules, self._model = rules, model

    @property
    def spent(self) -> Mapping[str, object]:
        """What the model took."""
        return self._model.spent

    def read(self, question: str, catalog: Catalog, today: date) -> Read:
        """Return the reading that both have, or the readings of both to choose from."""
        first = self._rules.read(question, catalog, today)
        second = self._model.read(question, catalog, today)
        if self._model.silence:
            return _alone(first, self._model.silence)
        if isinstance(first, Inquiry):
            return _by(self._rules.name, first)
        if isinstance(first, Refused) and isinstance(second, Refused):
            return both_refused(first, second, "")
        if isinstance(first, Reading) and isinstance(second, Reading) and is_same(first.query, second.query):
            assumed = tuple(dict.fromkeys((*first.assumed, *second.assumed)))
            return replace(first, assumed=assumed, by=f"{self._rules.name} and {self._model.name}")
        return _beside(first, second, catalog)


def both_refused(first: Refused, second: Refused, silence: str) -> Refused:
    """Return the rules' refusal with what the model says of it; `silence` is why it said nothing."""
    said = f"No model could be asked: {silence}." if silence else second.reason
    missing = tuple(dict.fromkeys((*first.missing, *second.missing)))
    return replace(first, reason=f"{first.reason} {said}", missing=missing)


def is_same(one: MetricQuery, other: MetricQuery) -> bool:
    """Tell whether two queries ask the same, however their periods and conditions are written."""
    return _plain(one) == _plain(other)


def _plain(query: MetricQuery) -> MetricQuery:
    compare = query.compare and replace(query.compare, period=_days(query.compare.period))
    metric_filters = [replace(f, period=_days(f.period)) for f in query.metric_filters]
    # The order of rows that nobody asked to be ranked is no matter.
    order = query.order_by if query.limit is not None or query.top else ()
    return replace(
        query,
        filters=tuple(sorted(map(_condition, query.filters), key=repr)),
        metric_filters=tuple(sorted(metric_filters, key=repr)),
        period=_days(query.period),
        compare=compare,
        order_by=order,
    )


def _days(period: Period | None) -> Period | None:
    return Period("", period.start, period.end) if period else None


def _condition(condition: Filter) -> Filter:
    """Return the condition with one value as equal to it, several in one order."""
    single = {Operator.IN: Operator.EQ, Operator.NOT_IN: Operator.NE}
    if condition.operator not in single:
        return condition
    if len(condition.values) == 1:
        return replace(condition, operator=single[condition.operator])
    return replace(condition, values=tuple(sorted(condition.values, key=repr)))


def _by(name: str, found: Read) -> Read:
    return replace(found, by=name) if isinstance(found, Reading) else found


def _alone(first: Read, silence: str) -> Read:
    """Return what the rules read, with why there is no second opinion of it."""
    note = f"no model had a say: {silence}"
    if isinstance(first, Reading):
        return replace(first, assumed=(*first.assumed, note), by="rules")
    return replace(first, reason=f"{first.reason} ({note})") if isinstance(first, Ambiguous | Refused) else first


def _beside(first: Read, second: Read, catalog: Catalog) -> Ambiguous:
    """Return all readings of both to choose from, with who reads which."""
    readings: list[MetricQuery] = []
    for query in (*_queries(first), *_queries(second)):
        if not any(is_same(query, known) for known in readings):
            readings.append(query)
    reason = f"rules and model do not agree (the rules: {_stand(first)}; the model: {_stand(second)})"
    return ask_back(readings, catalog, reason)


def _queries(found: Read) -> tuple[MetricQuery, ...]:
    if isinstance(found, Reading):
        return (found.query,)
    return tuple(o.query for o in found.options) if isinstance(found, Ambiguous) else ()


def _stand(found: Read) -> str:
    if isinstance(found, Refused):
        return "no query"
    return "a question back" if isinstance(found, Ambiguous) else "a query"
