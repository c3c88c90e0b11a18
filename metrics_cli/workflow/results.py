"""From the engine's rows to the table of an answer: labels, types, formats; nothing is computed here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from operator import itemgetter

from metrics_cli.answer import Cell, Column, Row, Table
from metrics_cli.catalog import Catalog
from metrics_cli.execution.warehouse import Rows
from metrics_cli.query import MetricQuery
from metrics_cli.workflow.columns import columns_of


def tabulate(rows: Rows, query: MetricQuery, catalog: Catalog) -> Table:
    """Return the rows in the query's order of columns, cut to its limit."""
    columns = columns_of(rows.types, rows.names, query, catalog)
    kept = rows.rows if query.limit is None else rows.rows[: query.limit]
    return Table(columns, tuple(arranged(kept, rows.names, columns)), rows.truncated)


def arranged(rows: Iterable[Row], names: Sequence[str], columns: Sequence[Column]) -> Iterator[Row]:
    """Yield the rows with their cells in the order of `columns`, midnights of a date column as dates."""
    positions = [names.index(column.name) for column in columns]
    dates = [place for place, column in enumerate(columns) if column.type == "date"]
    if not dates and len(positions) > 1:
        yield from map(itemgetter(*positions), rows)
        return
    for row in rows:
        cells = [row[position] for position in positions]
        for place in dates:
            cells[place] = _day(cells[place])
        yield tuple(cells)


def is_blank(rows: Rows, query: MetricQuery) -> bool:
    """Tell whether nothing came back: no row, or the single row of totals without any value."""
    if not rows.rows:
        return True
    return not query.shown_groups and not rows.has_lost and all(value is None for value in rows.rows[0])


def result_hash(table: Table) -> str | None:
    """Return the SHA-256 of the rows, in whatever order they came; None of a table that is cut short.

    Binary fractions count to twelve digits: the order in which an engine adds them up changes the last ones.
    """
    if table.truncated:
        return None
    found = hashlib.sha256("\x1f".join(column.name for column in table.columns).encode())
    for row in sorted("\x1f".join(map(_digest, row)) for row in table.rows):
        found.update(f"\x1e{row}".encode())
    return found.hexdigest()


def tie_caveat(rows: Rows, query: MetricQuery) -> tuple[str, ...]:
    """Say so when the limit cuts through equal values, or when a row without a name ranks."""
    groups = [g.column for g in query.shown_groups]
    if query.limit is None or not query.order_by or query.order_by[0].name in groups:
        return ()
    position = rows.names.index(query.order_by[0].name)
    values = [row[position] for row in rows.rows]
    said = []
    if len(values) > query.limit and values[query.limit - 1] == values[query.limit]:
        said.append("the last place is tied: others left out have the same value")
    names = [rows.names.index(name) for name in groups]
    if any(row[n] is None for row in rows.rows[: query.limit] for n in names):
        said.append("a row without a name stands for what is not recorded")
    return tuple(said)


def _digest(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.12g}"
    if isinstance(cell, Decimal):
        text = f"{cell:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(cell, date):
        return cell.isoformat()
    # What is missing is no text: no text begins with this sign.
    return "\x00" if cell is None else str(cell)


def _day(value: Cell) -> Cell:
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date()
    return value
