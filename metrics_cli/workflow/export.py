"""Results that may be too long to hold: prepared as an answer is, then written a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from metrics_cli.answer import Answer, Empty, Exported, Outcome, Row, Told
from metrics_cli.execution.parquet import write_rows
from metrics_cli.execution.warehouse import Rows, Stream
from metrics_cli.presentation.exports import Writer, rows_of
from metrics_cli.presentation.sentences import describe
from metrics_cli.query import MetricQuery
from metrics_cli.workflow.analysed import MOST_ROWS
from metrics_cli.workflow.columns import columns_of
from metrics_cli.workflow.prepared import Phrase, Prepared, prepare
from metrics_cli.workflow.results import arranged, is_blank, tie_caveat
from metrics_cli.workflow.stages import Stages
from metrics_cli.workflow.story import answer, receipt_of, without_rows


def export(
    query: MetricQuery,
    stages: Stages,
    notes: tuple[str, ...] = (),
    phrase: Phrase | None = None,
    *,
    to: Writer | Path,
) -> Outcome | Exported:
    """Write every row of a typed query and return how many there were; Empty writes nothing.

    `to` takes columns and batches of rows and returns the number of rows, or is the path of a new Parquet file. There
    is no cap on rows and they are not held, but for those of a query that is analysed. Raises as `answer`.
    """
    is_short = not query.shown_groups or (query.limit is not None and query.limit <= stages.max_rows)
    if is_short or query.is_analysed:
        # What is worked out is held anyway: all of it is written.
        held = replace(stages, max_rows=MOST_ROWS) if query.is_analysed else stages
        return _written(answer(query, held, notes, phrase), to)
    prepared = prepare(query, stages, notes, phrase)
    if isinstance(prepared, Empty):
        return prepared
    found = _to_parquet(prepared, stages, to) if isinstance(to, Path) else _streamed(prepared, stages, to)
    return found or without_rows(prepared, stages)


def export_told(told: Told, to: Writer | Path) -> Exported:
    """Write what was told of the layer as rows."""
    table = rows_of(told)
    count = (write_rows(to) if isinstance(to, Path) else to)(table.columns, [table.rows])
    return Exported(told.sentence, None, count, told.caveats, table.truncated, told.receipt)


def _written(outcome: Outcome, to: Writer | Path) -> Outcome | Exported:
    if not isinstance(outcome, Answer):
        return outcome
    table = outcome.table
    count = (write_rows(to) if isinstance(to, Path) else to)(table.columns, [table.rows])
    return Exported(outcome.sentence, outcome.query, count, outcome.caveats, table.truncated, outcome.receipt)


def _to_parquet(prepared: Prepared, stages: Stages, path: Path) -> Exported | None:
    query, catalog = prepared.query, stages.catalog
    # The plan of an answer asks for a row beyond the limit, to see a tie.
    first = prepared.span.first if prepared.span else None
    plan = prepared.plan if query.limit is None else stages.layer.plan(query, catalog, first=first)
    names = [*(g.column for g in query.group_by), *query.metrics]
    columns = columns_of(["string"] * len(names), names, query, catalog)
    count = stages.warehouse.write_parquet(plan.sql, columns, path)
    exported = Exported(describe(query, catalog), query, count, prepared.caveats, receipt=receipt_of(prepared, stages))
    return exported if count else None


def _streamed(prepared: Prepared, stages: Stages, write: Writer) -> Exported | None:
    query, catalog = prepared.query, stages.catalog
    stream = stages.warehouse.stream(prepared.plan.sql, {g.column for g in query.group_by})
    first = next(stream.batches, ())
    if is_blank(Rows(stream.names, stream.types, tuple(first)), query):
        return None
    rest = _Cut(chain([first], stream.batches), query.limit)
    columns = columns_of(stream.types, stream.names, query, catalog)
    count = write(columns, (tuple(arranged(batch, stream.names, columns)) for batch in rest))
    caveats = (*prepared.caveats, *_tie(rest.edge, stream, query))
    return Exported(describe(query, catalog), query, count, caveats, receipt=receipt_of(prepared, stages))


class _Cut:
    """Batches up to a limit of rows; `edge` is the last row within it with the first beyond it, once that is seen."""

    def __init__(self, batches: Iterable[Sequence[Row]], limit: int | None) -> None:
        self._batches = batches
        self._limit = limit
        self.edge: tuple[Row, ...] = ()

    def __iter__(self) -> Iterator[Sequence[Row]]:
        left = self._limit
        for batch in self._batches:
            if left is None:
                yield batch
                continue
            self.edge = (*self.edge, *batch[max(left - 1, 0) : left + 1])[:2]
            if left:
                yield batch[:left]
            left -= min(left, len(batch))


def _tie(edge: tuple[Row, ...], stream: Stream, query: MetricQuery) -> tuple[str, ...]:
    """Return what must be said of the last place: what is said of a query for one row, told at the edge."""
    return tie_caveat(Rows(stream.names, stream.types, edge), replace(query, limit=1)) if len(edge) == 2 else ()
