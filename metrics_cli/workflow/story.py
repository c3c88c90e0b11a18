"""The story of an answer: a question is read, its query dated, planned, run and explained; one stage a line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from metrics_cli.answer import Ambiguous, Answer, Definition, Empty, Outcome, Refused, Suggestion
from metrics_cli.catalog import Catalog
from metrics_cli.errors import QueryInvalid
from metrics_cli.execution.warehouse import Warehouse
from metrics_cli.interpretation.interpreter import Interpreter, Reading
from metrics_cli.presentation.sentences import describe, format_day
from metrics_cli.query import MetricQuery, OrderBy
from metrics_cli.semantic_layer.layer import Plan, SemanticLayer
from metrics_cli.workflow.caveats import caveats_of
from metrics_cli.workflow.dating import covered, dated, is_outside, moved, partial_edges
from metrics_cli.workflow.literals import check_literals
from metrics_cli.workflow.results import is_blank, tabulate, tie_caveat
from metrics_cli.workflow.spans import Span, Spans

MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class Stages:
    """What an answer passes through, and the day it is asked on. `state` says when the data were built."""

    catalog: Catalog
    layer: SemanticLayer
    warehouse: Warehouse
    spans: Spans
    today: date
    max_rows: int
    state: Mapping[str, str]


def ask(
    question: str, interpreter: Interpreter, phrase: Callable[[MetricQuery, Catalog], str], stages: Stages
) -> Outcome:
    """Return the outcome of a question in words; `phrase` turns a query back into a question that can be read."""
    started = perf_counter()
    reading = interpreter.read(question, stages.catalog, stages.today)
    if isinstance(reading, Ambiguous):
        return reading
    if isinstance(reading, Refused):
        return replace(reading, nearest=_that_work(reading.nearest, stages))
    try:
        outcome = answer(reading.query, stages, reading.assumed, phrase)
    except QueryInvalid as error:
        return Refused(f"{error.message[:1].upper()}{error.message[1:]}: {error.hint}.")
    return _received(outcome, question, interpreter, reading, started)


def answer(
    query: MetricQuery,
    stages: Stages,
    notes: tuple[str, ...] = (),
    phrase: Callable[[MetricQuery, Catalog], str] | None = None,
) -> Outcome:
    """Return the outcome of a typed query: an answer, or Empty when the period or the filters hold no data.

    Raises QueryInvalid when MetricFlow rejects the query, QueryFailed or WarehouseUnavailable when it can't be run.
    """
    check_literals(query, stages.catalog, stages.layer, stages.warehouse)
    span = stages.spans.of(query.metrics, stages.catalog)
    query, chosen = dated(query, stages.catalog, span, stages.today)
    if is_outside(query.period, span):
        return _outside(query, span, stages, phrase)
    query, missing = covered(_ordered(query), span)
    plan = stages.layer.plan(query, stages.catalog, beyond_limit=1)
    rows = stages.warehouse.run(plan.sql, max(stages.max_rows, (query.limit or 0) + 1))
    if is_blank(rows, query):
        return _without_rows(query, span, stages, plan)
    told = caveats_of(query, stages.catalog)
    edges = (*partial_edges(query, stages.catalog, span), *_beyond(query, span, stages.today))
    caveats = (*notes, *chosen, *missing, *edges, *plan.caveats, *told, *tie_caveat(rows, query))
    return Answer(
        sentence=describe(query, stages.catalog),
        query=query,
        table=tabulate(rows, query, stages.catalog),
        sql=plan.sql,
        mf=plan.mf,
        definitions=_definitions(query, stages.catalog),
        caveats=caveats,
        receipt=_receipt(plan, span, stages),
    )


def _ordered(query: MetricQuery) -> MetricQuery:
    """Give rows an order when none was asked for: time first, else the largest value; names break ties."""
    if not query.group_by:
        return query
    names = [g.column for g in query.group_by]
    times = [g.column for g in query.group_by if g.grain]
    order = list(query.order_by) or [OrderBy(n) for n in times] or [OrderBy(query.metrics[0], descending=True)]
    order += [OrderBy(n) for n in names if n not in {o.name for o in order}]
    return replace(query, order_by=tuple(order))


def _outside(
    query: MetricQuery, span: Span | None, stages: Stages, phrase: Callable[[MetricQuery, Catalog], str] | None
) -> Empty:
    assert span is not None and query.period is not None
    known = f"the data run from {format_day(span.first)} to {format_day(span.last)}"
    period = moved(query.period, span)
    nearest: tuple[Suggestion, ...] = ()
    if period is not None and phrase is not None:
        there = replace(query, period=period)
        nearest = _that_work((Suggestion(phrase(there, stages.catalog), there),), stages)
    reason = f"There are no data in that period: {known}."
    return Empty(describe(query, stages.catalog), query, reason, (span.first, span.last), nearest)


def _without_rows(query: MetricQuery, span: Span | None, stages: Stages, plan: Plan) -> Empty:
    cause = "No row meets the filters in that period." if query.filters else "There are no rows in that period."
    ends = (span.first, span.last) if span else None
    return Empty(describe(query, stages.catalog), query, cause, ends, (), plan.sql, plan.mf)


def _beyond(query: MetricQuery, span: Span | None, today: date) -> tuple[str, ...]:
    """Say so when data after the day it is asked on are counted."""
    end = query.period.end if query.period else None
    if span is None or span.last <= today or (end is not None and end <= today):
        return ()
    return (f"data after {format_day(today)}, the day this is asked on, are counted as well",)


def _definitions(query: MetricQuery, catalog: Catalog) -> tuple[Definition, ...]:
    metrics = [catalog.metrics[m] for m in query.metrics]
    return tuple(Definition(m.name, m.label, m.description, m.formula, m.time_label) for m in metrics)


def _that_work(suggestions: tuple[Suggestion, ...], stages: Stages) -> tuple[Suggestion, ...]:
    """Keep the suggestions that MetricFlow can compile, at most three."""
    found: list[Suggestion] = []
    for suggestion in suggestions:
        try:
            query, _ = dated(
                suggestion.query,
                stages.catalog,
                stages.spans.of(suggestion.query.metrics, stages.catalog),
                stages.today,
            )
            stages.layer.plan(query, stages.catalog)
        except QueryInvalid:
            continue
        found.append(suggestion)
        if len(found) == MOST_SUGGESTIONS:
            break
    return tuple(found)


def _receipt(plan: Plan, span: Span | None, stages: Stages) -> dict[str, object]:
    ends = f"{span.first.isoformat()} to {span.last.isoformat()}" if span else "no dates"
    written = stages.state.get("warehouse_written_at", "")[:16].replace("T", " ")
    return {
        "sql_hash": hashlib.sha256(plan.sql.encode()).hexdigest(),
        "data_span": {"start": span.first.isoformat(), "end": span.last.isoformat()} if span else None,
        "data": f"{ends}{f', written {written} UTC' if written else ''}",
        "today": stages.today.isoformat(),
        **stages.state,
    }


def _received(outcome: Outcome, question: str, interpreter: Interpreter, reading: Reading, started: float) -> Outcome:
    if not isinstance(outcome, Answer):
        return outcome
    parts = [{"words": p.words, "role": p.role, "target": p.target} for p in reading.parts]
    asked = {"question": question, "interpreter": interpreter.name, "parts": parts}
    return replace(outcome, receipt={**asked, **outcome.receipt, "seconds": round(perf_counter() - started, 3)})
