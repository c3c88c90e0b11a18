"""The story of an answer: a question is read, its query prepared, run and explained; one stage a line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from time import perf_counter

from metrics_cli.answer import Ambiguous, Answer, Definition, Empty, Exported, Failed, Outcome, Refused, Told
from metrics_cli.catalog import Catalog
from metrics_cli.errors import QueryInvalid
from metrics_cli.execution.warehouse import Rows
from metrics_cli.interpretation.interpreter import Inquiry, Interpreter, Reading
from metrics_cli.period import Period
from metrics_cli.presentation.sentences import describe, format_day
from metrics_cli.query import MetricQuery
from metrics_cli.workflow.analysed import NOT_FINITE, analyse
from metrics_cli.workflow.averaging import Around
from metrics_cli.workflow.cohorts import left_out_caveats
from metrics_cli.workflow.dating import is_outside
from metrics_cli.workflow.edges import settled
from metrics_cli.workflow.once import over_rows
from metrics_cli.workflow.prepared import Phrase, Prepared, at_another_time, outside_reason, prepare, that_work
from metrics_cli.workflow.results import is_blank, result_hash, tabulate, tie_caveat
from metrics_cli.workflow.stages import Stages
from metrics_cli.workflow.standing import last_known
from metrics_cli.workflow.telling import tell


def ask(
    question: str,
    interpreter: Interpreter,
    phrase: Phrase,
    stages: Stages,
    run: Callable[[MetricQuery, Stages, tuple[str, ...], Phrase | None], Outcome | Exported] | None = None,
    pick: int | None = None,
) -> Outcome | Exported:
    """Return the outcome of a question in words; `phrase` turns a query back into a question that can be read.

    `run` is what becomes of the query that it is read as: `answer`, unless said. `pick` chooses among several readings,
    by their numbers from 1 on. Raises QueryInvalid for a number that none has.
    """
    started = perf_counter()
    reading = interpreter.read(question, stages.catalog, stages.today)
    if isinstance(reading, Inquiry):
        return received(tell(reading, stages), question, interpreter, reading, started)
    if isinstance(reading, Ambiguous):
        reading = settled(reading, lambda query: answer(query, stages))
    if isinstance(reading, Ambiguous) and pick is not None:
        reading = picked(reading, pick)
    if isinstance(reading, Refused):
        reading = replace(reading, nearest=that_work(reading.nearest, stages))
    if isinstance(reading, Ambiguous | Refused):
        return received(reading, question, interpreter, None, started)
    try:
        outcome: Outcome | Exported | None = over_rows(reading, stages, phrase, answer) if reading.once else None
        outcome = outcome or (run or answer)(reading.query, stages, reading.assumed, phrase)
    except QueryInvalid as error:
        outcome = Refused(f"{error.message[:1].upper()}{error.message[1:]}: {error.hint}.")
    return received(outcome, question, interpreter, reading, started)


def picked(several: Ambiguous, pick: int) -> Reading:
    """Return the reading of that number."""
    count = len(several.options)
    if not 1 <= pick <= count:
        raise QueryInvalid(f"there is no reading {pick}", f"the question has {count}: 1 to {count}")
    option = several.options[pick - 1]
    return Reading(option.query, (), (f"it is reading {pick} of {count}: {option.sentence}",))


def answer(query: MetricQuery, stages: Stages, notes: tuple[str, ...] = (), phrase: Phrase | None = None) -> Outcome:
    """Return the outcome of a typed query: an answer, or Empty when the period or the filters hold no data.

    Raises QueryInvalid when MetricFlow rejects the query, QueryFailed or WarehouseUnavailable when it can't be run.
    """
    prepared = prepare(query, stages, notes, phrase)
    return prepared if isinstance(prepared, Empty) else _run(prepared, stages, phrase)


def _run(prepared: Prepared, stages: Stages, phrase: Phrase | None) -> Answer | Empty:
    rows, worked_out = rows_of(prepared, stages)
    query = prepared.query
    if is_blank(rows, query):
        return without_rows(prepared, stages, phrase)
    table = tabulate(rows, query, stages.catalog)
    return Answer(
        sentence=describe(query, stages.catalog),
        query=query,
        table=table,
        sql=prepared.plan.sql,
        mf=prepared.plan.mf,
        definitions=definitions_of(query, stages.catalog),
        caveats=(*prepared.caveats, *worked_out, *tie_caveat(rows, query)),
        receipt={**receipt_of(prepared, stages), "result_hash": result_hash(table)},
    )


def rows_of(prepared: Prepared, stages: Stages, most: int | None = None) -> tuple[Rows, tuple[str, ...]]:
    """Return the rows of a prepared query, one beyond its limit where there is one, and what must be said of them.

    At most `most` of them, as many as an answer shows when it is None; an analysis rests on all rows all the same.
    """
    query = prepared.query
    most = max(most or stages.max_rows, (query.limit or 0) + 1)
    if not query.is_analysed:
        rows = stages.warehouse.run(prepared.plan.sql, most, {g.column for g in query.group_by})
        return rows, ((NOT_FINITE,) if rows.has_lost else ())
    around = Around({m: stages.spans.of((m,), stages.catalog) for m in query.metrics}, stages.today)
    found = analyse(
        query, prepared.plan, prepared.asides, prepared.beside, prepared.span, stages.catalog, stages.warehouse, around
    )
    is_long = len(found.rows.rows) > most
    return replace(found.rows, rows=found.rows.rows[:most], truncated=is_long and query.limit is None), found.caveats


def without_rows(prepared: Prepared, stages: Stages, phrase: Phrase | None = None) -> Empty:
    """Return the outcome of a query that ran and brought nothing back."""
    query, span = prepared.query, prepared.span
    cause = (
        "No row meets the filters in that period."
        if query.filters or query.metric_filters
        else "There are no rows in that period."
    )
    if query.having:
        cause = "No row meets the conditions on the result."
    if span and is_outside(query.period, span):
        cause = outside_reason(span)
    elif running := [m for m in query.metrics if stages.catalog.metrics[m].is_cumulative]:
        cause = _off_the_spine(query, running[0], stages) or cause
    cause = " ".join([cause, *(f"{said[:1].upper()}{said[1:]}." for said in left_out_caveats(query, stages.catalog))])
    ends = (span.first, span.last) if span else None
    known = last_known(query.period, query.metrics, span, stages.catalog) if query.period and span else None
    nearest = at_another_time(query, known, stages, phrase) if not query.filters else ()
    sentence, receipt = describe(query, stages.catalog), receipt_of(prepared, stages)
    return Empty(sentence, query, cause, ends, nearest, prepared.plan.sql, prepared.plan.mf, receipt)


def _off_the_spine(query: MetricQuery, metric: str, stages: Stages) -> str | None:
    """Return what is wrong when the project's time spine, off which running figures are read, lacks the period."""
    first, last = stages.index.spine_ends()
    period = query.period
    if not first or not last or period is None or _overlaps(period, first, last):
        return None
    label = stages.catalog.metrics[metric].label
    return (
        f"{label} is read off the project's time spine, which runs from {format_day(first)} to {format_day(last)}: "
        "build it so that it covers the data."
    )


def _overlaps(period: Period, first: date, last: date) -> bool:
    return (period.start or first) <= last and (period.end or last) >= first


def definitions_of(query: MetricQuery, catalog: Catalog) -> tuple[Definition, ...]:
    """Return what the metrics of a query mean."""
    metrics = [catalog.metrics[m] for m in query.metrics]
    return tuple(Definition(m.name, m.label, m.description, m.formula, m.time_label) for m in metrics)


def receipt_of(prepared: Prepared, stages: Stages) -> dict[str, object]:
    """Return what a prepared query rests on: its SQL and the manifest by their hashes, and which data it reads."""
    span = prepared.span
    ends = f"{span.first.isoformat()} to {span.last.isoformat()}" if span else "no dates"
    written = stages.state.get("warehouse_written_at", "")[:16].replace("T", " ")
    return {
        "sql_hash": hashlib.sha256(prepared.plan.sql.encode()).hexdigest(),
        "data_span": {"start": span.first.isoformat(), "end": span.last.isoformat()} if span else None,
        "data": f"{ends}{f', written {written} UTC' if written else ''}",
        "today": stages.today.isoformat(),
        **_worked_out(prepared),
        **stages.state,
    }


def _worked_out(prepared: Prepared) -> dict[str, object]:
    """Return what was worked out of the engine's rows, in order, and the further SQL that it rests on."""
    query = prepared.query
    steps = [name for name in ("mean", "compare", "share", "having", "top") if getattr(query, name)]
    if not steps:
        return {}
    steps += ["order"] if query.order_by else []
    steps += ["limit"] if query.limit is not None else []
    return {"worked_out": steps, "sqls": {a.name: a.plan.sql for a in prepared.asides}}


def received(
    outcome: Outcome | Exported,
    question: str,
    interpreter: Interpreter,
    read: Reading | Inquiry | None,
    started: float,
) -> Outcome | Exported:
    """Return the outcome with the account of how it was read in its receipt; `started` is by `perf_counter`."""
    if isinstance(outcome, Failed):
        return outcome
    by = read.by if isinstance(read, Reading) else ""
    asked: dict[str, object] = {"question": question, "interpreter": by or interpreter.name}
    if read is not None:
        asked["parts"] = [{"words": p.words, "role": p.role, "target": p.target} for p in read.parts]
    if isinstance(read, Inquiry):
        asked |= {"about": list(outcome.about) if isinstance(outcome, Told) else [], "kind": read.kind}
    if interpreter.spent:
        asked["model"] = dict(interpreter.spent)
    seconds = {"seconds": round(perf_counter() - started, 3)}
    return replace(outcome, receipt={**asked, **outcome.receipt, **seconds})
