"""The story of an answer: a question is read, its query prepared, run and explained; one stage a line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from metrics_cli.answer import Ambiguous, Answer, Definition, Empty, Exported, Outcome, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.interpreter import Interpreter, Reading
from metrics_cli.presentation.sentences import describe
from metrics_cli.query import MetricQuery
from metrics_cli.workflow.prepared import Phrase, Prepared, prepare, that_work
from metrics_cli.workflow.results import is_blank, tabulate, tie_caveat
from metrics_cli.workflow.stages import Stages


def ask(
    question: str,
    interpreter: Interpreter,
    phrase: Phrase,
    stages: Stages,
    run: Callable[[MetricQuery, Stages, tuple[str, ...], Phrase | None], Outcome | Exported] | None = None,
) -> Outcome | Exported:
    """Return the outcome of a question in words; `phrase` turns a query back into a question that can be read.

    `run` is what becomes of the query that it is read as: `answer`, unless said.
    """
    started = perf_counter()
    reading = interpreter.read(question, stages.catalog, stages.today)
    if isinstance(reading, Ambiguous):
        return reading
    if isinstance(reading, Refused):
        return replace(reading, nearest=that_work(reading.nearest, stages))
    try:
        outcome = (run or answer)(reading.query, stages, reading.assumed, phrase)
    except QueryInvalid as error:
        return Refused(f"{error.message[:1].upper()}{error.message[1:]}: {error.hint}.")
    return _received(outcome, question, interpreter, reading, started)


def answer(query: MetricQuery, stages: Stages, notes: tuple[str, ...] = (), phrase: Phrase | None = None) -> Outcome:
    """Return the outcome of a typed query: an answer, or Empty when the period or the filters hold no data.

    Raises QueryInvalid when MetricFlow rejects the query, QueryFailed or WarehouseUnavailable when it can't be run.
    """
    prepared = prepare(query, stages, notes, phrase)
    return prepared if isinstance(prepared, Empty) else _run(prepared, stages)


def _run(prepared: Prepared, stages: Stages) -> Answer | Empty:
    query, plan = prepared.query, prepared.plan
    rows = stages.warehouse.run(plan.sql, max(stages.max_rows, (query.limit or 0) + 1))
    if is_blank(rows, query):
        return without_rows(prepared, stages)
    return Answer(
        sentence=describe(query, stages.catalog),
        query=query,
        table=tabulate(rows, query, stages.catalog),
        sql=plan.sql,
        mf=plan.mf,
        definitions=_definitions(query, stages.catalog),
        caveats=(*prepared.caveats, *tie_caveat(rows, query)),
        receipt=_receipt(prepared, stages),
    )


def without_rows(prepared: Prepared, stages: Stages) -> Empty:
    """Return the outcome of a query that ran and brought nothing back."""
    query, span = prepared.query, prepared.span
    cause = "No row meets the filters in that period." if query.filters else "There are no rows in that period."
    ends = (span.first, span.last) if span else None
    return Empty(describe(query, stages.catalog), query, cause, ends, (), prepared.plan.sql, prepared.plan.mf)


def _definitions(query: MetricQuery, catalog: Catalog) -> tuple[Definition, ...]:
    metrics = [catalog.metrics[m] for m in query.metrics]
    return tuple(Definition(m.name, m.label, m.description, m.formula, m.time_label) for m in metrics)


def _receipt(prepared: Prepared, stages: Stages) -> dict[str, object]:
    span = prepared.span
    ends = f"{span.first.isoformat()} to {span.last.isoformat()}" if span else "no dates"
    written = stages.state.get("warehouse_written_at", "")[:16].replace("T", " ")
    return {
        "sql_hash": hashlib.sha256(prepared.plan.sql.encode()).hexdigest(),
        "data_span": {"start": span.first.isoformat(), "end": span.last.isoformat()} if span else None,
        "data": f"{ends}{f', written {written} UTC' if written else ''}",
        "today": stages.today.isoformat(),
        **stages.state,
    }


def _received(
    outcome: Outcome | Exported, question: str, interpreter: Interpreter, reading: Reading, started: float
) -> Outcome | Exported:
    if not isinstance(outcome, Answer):
        return outcome
    parts = [{"words": p.words, "role": p.role, "target": p.target} for p in reading.parts]
    asked = {"question": question, "interpreter": interpreter.name, "parts": parts}
    return replace(outcome, receipt={**asked, **outcome.receipt, "seconds": round(perf_counter() - started, 3)})
