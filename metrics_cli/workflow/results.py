"""From the engine's rows to the table of an answer: labels, types, formats; nothing is computed here."""

from __future__ import annotations

from datetime import datetime, time

from metrics_cli.answer import Cell, Column, Table
from metrics_cli.catalog import Catalog
from metrics_cli.execution.warehouse import Rows
from metrics_cli.presentation.sentences import group_label
from metrics_cli.query import MetricQuery


def tabulate(rows: Rows, query: MetricQuery, catalog: Catalog) -> Table:
    """Return the rows in the query's order of columns, cut to its limit."""
    grouped = {g.column: g for g in query.group_by}
    wanted = [*grouped, *query.metrics]
    positions = [rows.names.index(name) for name in wanted]
    columns = []
    for name, position in zip(wanted, positions, strict=True):
        kind = rows.types[position]
        if name in grouped:
            group = grouped[name]
            label = group_label(group, catalog)
            kind = "date" if group.grain in _WHOLE_DAYS else kind
            columns.append(Column(name, label[:1].upper() + label[1:], kind, group.grain or "name"))
        else:
            metric = catalog.metrics[name]
            columns.append(Column(name, metric.label, kind, metric.format))
    kept = rows.rows if query.limit is None else rows.rows[: query.limit]
    cells = tuple(tuple(_cell(row[p], c) for p, c in zip(positions, columns, strict=True)) for row in kept)
    return Table(tuple(columns), cells, rows.truncated)


def is_blank(rows: Rows, query: MetricQuery) -> bool:
    """Tell whether nothing came back: no row, or the single row of totals without any value."""
    if not rows.rows:
        return True
    return not query.group_by and all(value is None for value in rows.rows[0])


def tie_caveat(rows: Rows, query: MetricQuery) -> tuple[str, ...]:
    """Say so when the limit cuts through equal values, or when a row without a name ranks."""
    if query.limit is None or not query.order_by or query.order_by[0].name not in query.metrics:
        return ()
    position = rows.names.index(query.order_by[0].name)
    values = [row[position] for row in rows.rows]
    said = []
    if len(values) > query.limit and values[query.limit - 1] == values[query.limit]:
        said.append("the last place is tied: others left out have the same value")
    names = [rows.names.index(g.column) for g in query.group_by]
    if any(row[n] is None for row in rows.rows[: query.limit] for n in names):
        said.append("a dash stands for rows where it is not recorded")
    return tuple(said)


_WHOLE_DAYS = ("day", "week", "month", "quarter", "year")


def _cell(value: Cell, column: Column) -> Cell:
    if column.type == "date" and isinstance(value, datetime) and value.time() == time.min:
        return value.date()
    return value
