"""Typing a sound delivery and putting its rows into the warehouse, in one transaction with the audit."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sources.contracts import Column, Contract
from sources.ingestion import cells
from sources.ingestion.delivery import Delivery
from sources.warehouse import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Rejection:
    """A row that does not fit the contract: its number from 1, the first cell that does not fit, all reasons."""

    row: int
    column: str
    value: str
    reason: str


def stage(connection: DuckDBPyConnection, contract: Contract, delivery: Delivery, folder: Path) -> None:
    """Read `delivery` into temporary tables: `cells` holds the text of each cell, `typed` the values."""
    path = folder / "rows.csv"
    _write_canonical(contract, delivery, path)
    columns = ", ".join(f"'{column.name}': 'varchar'" for column in contract.columns)
    texts = ", ".join(f'{cells.text_of(column, _name(column))} as "{column.name}"' for column in contract.columns)
    connection.execute(
        f"""
        create or replace temp table cells as
        select _row, {texts}
        from read_csv({quoted(path)}, columns = {{'_row': 'bigint', {columns}}}, auto_detect = false, header = false,
                      delim = ',', quote = '"', escape = '"', strict_mode = true, nullstr = '', new_line = '\\n',
                      max_line_size = 100_000_000, compression = 'none')"""
    )
    values = ", ".join(f'{cells.typed(column, _name(column))} as "{column.name}"' for column in contract.columns)
    connection.execute(f"create or replace temp table typed as select _row, {values} from cells")
    path.unlink()


def rejections(connection: DuckDBPyConnection, contract: Contract) -> tuple[Rejection, ...]:
    """Return the staged rows that break the contract, in the order of the file."""
    faults = " union all ".join(_faults(place, column) for place, column in enumerate(contract.columns))
    connection.execute(f"create or replace temp table faults as {faults}")
    if contract.unique:
        connection.execute(f"insert into faults {_duplicates(contract)}")
    rows = connection.execute(
        """
        select _row, arg_min("column", place), arg_min(value, place),
               string_agg("column" || ': ' || reason, '; ' order by place)
        from faults group by _row order by _row"""
    ).fetchall()
    return tuple(Rejection(row, column, value, reason) for row, column, value, reason in rows)


def prepare(connection: DuckDBPyConnection, contract: Contract) -> None:
    """Make the contract's table, empty, if there is none of its shape."""
    columns = {column.name: cells.SQL_TYPES[column.type] for column in contract.columns}
    columns |= {"_source_file": "varchar", "_row": "bigint", "_loaded_at": "timestamp"}
    shape = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    if not _has_shape(connection, contract.table, columns):
        connection.execute("create schema if not exists raw")
        connection.execute(f'create or replace table raw."{contract.table}" ({shape})')


def replace_rows(connection: DuckDBPyConnection, contract: Contract, file: str, loaded_at: datetime) -> int:
    """Replace the rows of `file` in the contract's table by the staged ones that were not rejected; return how many."""
    table = f'raw."{contract.table}"'
    prepare(connection, contract)
    connection.execute(f"delete from {table} where _source_file = ?", [file])
    names = ", ".join(_name(column) for column in contract.columns)
    accepted = connection.execute(
        f"""
        insert into {table} select {names}, ?, _row, ? from typed
        where _row not in (select _row from faults) order by _row""",
        [file, loaded_at],
    ).fetchone()
    return int(accepted[0]) if accepted else 0


def _write_canonical(contract: Contract, delivery: Delivery, path: Path) -> None:
    """Write the contract's columns, in its order, as the one CSV dialect that DuckDB is asked to read.

    DuckDB's own reader drops a line with an open quote and a trailing extra value without a word (seen with 2.0.0) and
    fails on mixed line ends, so that what is a row was decided before.
    """
    places = [delivery.header.index(column.name) for column in contract.columns]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows(
            (number, *(record[place] for place in places)) for number, record in enumerate(delivery.records, start=1)
        )


def _faults(place: int, column: Column) -> str:
    """Return the query for the cells of `column` that break its rule."""
    name, label = _name(column), _literal(column.name)
    shown = rf"regexp_replace(left({name}, 60), '\s+', ' ', 'g')"  # a reason is one line
    unreadable = f"""
        select _row, {place} as place, {label} as "column", {name} as value,
               concat('''', {shown}, ''' {cells.FAULTS[column.type]}') as reason
        from cells where {name} is not null and _row in (select _row from typed where {name} is null)"""
    if not column.required:
        return unreadable
    return f"{unreadable} union all select _row, {place}, {label}, '', 'is empty' from cells where {name} is null"


def _duplicates(contract: Contract) -> str:
    keys = ", ".join(f'"{name}"' for name in contract.unique)
    value = " || ', ' || ".join(f'"{name}"::varchar' for name in contract.unique)
    first = contract.unique[0]
    return f"""
        select _row, 0, {_literal(first)}, {value}, 'row ' || first_row || ' has the same key ' || {value}
        from (select *, min(_row) over (partition by {keys}) as first_row from typed
              where _row not in (select _row from faults))
        where _row > first_row"""


def _has_shape(connection: DuckDBPyConnection, table: str, columns: dict[str, str]) -> bool:
    rows: Sequence[tuple[str, str]] = connection.execute(
        """
        select column_name, lower(data_type) from duckdb_columns()
        where database_name = current_database() and schema_name = 'raw' and table_name = ? order by column_index""",
        [table],
    ).fetchall()
    return list(rows) == list(columns.items())


def _name(column: Column) -> str:
    return f'"{column.name}"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
