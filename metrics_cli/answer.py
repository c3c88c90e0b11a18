"""Outcomes: what a question comes to. Exactly one of Answer, Ambiguous, Refused, Empty and Failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from metrics_cli.query import MetricQuery

Cell = str | int | float | bool | Decimal | date | datetime | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """A column of a result: its MetricFlow name, what people call it, its type and its unit format.

    `type` is number, string, date, datetime or boolean; `format` one of usd, percent, integer, decimal, duration_s,
    bytes, a grain for a date, `name` for what names a row (a number there is no quantity), or None.
    """

    name: str
    label: str
    type: str
    format: str | None = None
    good_when: str | None = None


@dataclass(frozen=True)
class Table:
    """Rows of a result, in order; `truncated` says that the engine had more."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool = False


@dataclass(frozen=True)
class Suggestion:
    """A question that works, with the query it becomes."""

    question: str
    query: MetricQuery


@dataclass(frozen=True)
class Option:
    """One of several readings of a question."""

    sentence: str
    query: MetricQuery


@dataclass(frozen=True)
class Definition:
    """What a metric means, as its owners wrote it, how it is computed and which date it is counted by."""

    name: str
    label: str
    description: str
    formula: str
    dated_by: str | None = None


@dataclass(frozen=True)
class Answer:
    """A result with the account of how it was reached."""

    sentence: str
    query: MetricQuery
    table: Table
    sql: str
    mf: str
    definitions: tuple[Definition, ...] = ()
    caveats: tuple[str, ...] = ()
    receipt: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What the layer says of itself: what there is, what it means, how far the data go; `about` names what is told of.

    `table` lists what there are several of, None when a sentence or definitions say it all.
    """

    sentence: str
    about: tuple[str, ...] = ()
    table: Table | None = None
    definitions: tuple[Definition, ...] = ()
    caveats: tuple[str, ...] = ()
    sql: str = ""
    receipt: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Exported:
    """A result whose rows went to a file or a pipe: how many, and what must be said of them."""

    sentence: str
    query: MetricQuery | None
    rows: int
    caveats: tuple[str, ...] = ()
    truncated: bool = False
    receipt: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Ambiguous:
    """Several readings, none clearly meant."""

    reason: str
    options: tuple[Option, ...]
    receipt: Mapping[str, object] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Refused:
    """A question that can't be answered: why, which words are at fault, and the nearest that can."""

    reason: str
    missing: tuple[str, ...] = ()
    nearest: tuple[Suggestion, ...] = ()
    receipt: Mapping[str, object] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Empty:
    """A valid query over a window without data; `span` holds the first and the last day that have some."""

    sentence: str
    query: MetricQuery
    reason: str
    span: tuple[date, date] | None
    nearest: tuple[Suggestion, ...] = ()
    sql: str = ""
    mf: str = ""
    receipt: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """Something broke on the way: the message, and what to do next."""

    reason: str
    hint: str = ""


Outcome = Answer | Told | Ambiguous | Refused | Empty | Failed

EXIT_CODES: dict[type[Outcome], int] = {Answer: 0, Told: 0, Failed: 1, Ambiguous: 3, Refused: 4, Empty: 5}


def to_dict(outcome: Outcome, question: str | None = None) -> dict[str, object]:
    """Return the JSON envelope: the same keys for every outcome, absent parts empty or null.

    Dates become ISO strings; decimals stay exact (`Decimal`), for the JSON writer to print as numbers.
    """
    body: dict[str, object] = {
        "outcome": "answered" if isinstance(outcome, Answer | Told) else type(outcome).__name__.lower(),
        "question": question,
        "sentence": getattr(outcome, "sentence", None),
        "query": None,
        "mf": getattr(outcome, "mf", None) or None,
        "sql": getattr(outcome, "sql", None) or None,
        "columns": [],
        "rows": [],
        "truncated": False,
        "definitions": [],
        "caveats": list(getattr(outcome, "caveats", ())),
        "options": [],
        "reason": getattr(outcome, "reason", None),
        "hint": getattr(outcome, "hint", None) or None,
        "missing": list(getattr(outcome, "missing", ())),
        "nearest": [{"question": s.question, "query": s.query.to_dict()} for s in getattr(outcome, "nearest", ())],
        "span": None,
        "receipt": dict(getattr(outcome, "receipt", {})),
    }
    if isinstance(outcome, Answer | Empty):
        body["query"] = outcome.query.to_dict()
    if isinstance(outcome, Answer | Told):
        body |= _result(outcome)
    if isinstance(outcome, Ambiguous):
        body["options"] = [
            {"number": number, "sentence": o.sentence, "query": o.query.to_dict()}
            for number, o in enumerate(outcome.options, 1)
        ]
    if isinstance(outcome, Empty) and outcome.span:
        body["span"] = {"start": outcome.span[0].isoformat(), "end": outcome.span[1].isoformat()}
    return body


def _result(outcome: Answer | Told) -> dict[str, object]:
    table = outcome.table or Table((), ())
    return {
        "columns": [{"name": c.name, "label": c.label, "type": c.type, "format": c.format} for c in table.columns],
        "rows": [[v.isoformat() if isinstance(v, date) else v for v in row] for row in table.rows],
        "truncated": table.truncated,
        "definitions": [
            {
                "name": d.name,
                "label": d.label,
                "description": d.description,
                "formula": d.formula,
                "dated_by": d.dated_by,
            }
            for d in outcome.definitions
        ],
    }
