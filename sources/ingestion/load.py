"""Putting delivered files into their raw table: typed and checked by DuckDB in one pass, numbered, without doubles.

New rows stand in the table with `_row` NULL (sound) or -1 (broken) until their files are accepted. That is never seen:
the warehouse in the making is a copy of our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sources.contracts import Contract
from sources.ingestion import cells
from sources.ingestion.snapshot import Snapshot
from sources.warehouse import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LONGEST_LINE = 100_000_000


@dataclass(frozen=True)
class Double:
    """A row with the key of an earlier row of its file."""

    file: str
    row: int
    first_row: int
    key: str


def prepare(connection: DuckDBPyConnection, contract: Contract) -> None:
    """Make the contract's table; one of another shape is brought into it, with its rows."""
    before = _columns(connection, contract)
    if before == _shape(contract):
        return
    columns = ", ".join(f'"{name}" {kind}' for name, kind in _shape(contract).items())
    connection.execute("create schema if not exists raw")
    connection.execute(f'create or replace table raw."{contract.table}__new" ({columns})')
    if before:
        both = {name: kind for name, kind in _shape(contract).items() if name in before}
        names, casts = ", ".join(f'"{n}"' for n in both), ", ".join(f'try_cast("{n}" as {k})' for n, k in both.items())
        source = _table(contract)
        connection.execute(f'insert into raw."{contract.table}__new" ({names}) select {casts} from {source}')
        connection.execute(f"drop table {source}")
    connection.execute(f'alter table raw."{contract.table}__new" rename to "{contract.table}"')


def has_shape(connection: DuckDBPyConnection, contract: Contract) -> bool:
    """Say whether the raw table is there with the contract's columns and types."""
    return _columns(connection, contract) == _shape(contract)


def insert(
    connection: DuckDBPyConnection, contract: Contract, snapshots: Sequence[Snapshot], folder: Path, loaded_at: datetime
) -> None:
    """Append the rows of snapshots below `folder` that have the same header and line ends."""
    header = snapshots[0].header
    texts = [f"c{header.place(column.name)}" for column in contract.columns]
    # Numbered, as a contract's own names might be those of the texts.
    names = [f"v{place}" for place in range(len(texts))]
    columns = list(zip(contract.columns, texts, names, strict=True))
    values = ", ".join(f"{cells.value(column, text)} as {name}" for column, text, name in columns)
    suspect, broken = (
        " or ".join(filter(None, (test(*column) for column in columns))) or "false"
        for test in (cells.suspect, cells.broken)
    )
    # Both sides of an `and` are looked at for every row, the branch of a `case` only where it is taken.
    rejected = f"case when {suspect} then case when {broken} then -1 end end"
    file = f"substr(filename, {len(f'{folder}/') + 1})" if len(snapshots) > 1 else literal(str(snapshots[0].file))
    connection.execute(
        f"""
        insert into {_table(contract)}
        select {", ".join(names)}, {file}, {rejected}, ?
        from (select *, {values} from {read_snapshots(snapshots)})""",
        [loaded_at],
    )


def layout(snapshot: Snapshot) -> tuple[object, ...]:
    """Return what files must have in common to be read together."""
    return (snapshot.header.names, snapshot.structure.newline, snapshot.lines is not None)


def read_snapshots(snapshots: Sequence[Snapshot]) -> str:
    """Return the SQL that reads plain files of one layout as text: columns c0, c1 and so on, and `filename`."""
    first = snapshots[0]
    # The longest line that DuckDB takes by itself, 2 MB, is enough for most; for more it needs large buffers.
    longest = "" if first.lines is None else f"max_line_size = {LONGEST_LINE},"
    return read_csv([s.path for s in snapshots], len(first.header.names), first.structure.newline, longest)


def read_csv(paths: Iterable[Path], width: int, newline: str = "\n", options: str = "") -> str:
    """Return the SQL that reads plain files as text, in columns called c0, c1 and so on, and `filename`."""
    columns = ", ".join(f"'c{place}': 'varchar'" for place in range(width))
    # Lines that end in CRLF are found without being told of; in others a lone CR belongs to a value.
    ends = r"new_line = '\n'," if newline == "\n" else ""
    return f"""
        read_csv([{", ".join(quoted(path) for path in paths)}], columns = {{{columns}}}, auto_detect = false,
                 header = true, delim = ',', quote = '"', escape = '"', strict_mode = true, nullstr = '', {ends}
                 {options} compression = 'none', filename = true)"""


def counts(connection: DuckDBPyConnection, contract: Contract) -> dict[str, int]:
    """Return how many new rows each file gave, provided that they stand together and in order."""
    connection.execute(
        f"""
        create or replace temp table arrived as
        select _source_file as file, min(rowid) as first, count(*) as rows, max(rowid) - min(rowid) + 1 as span
        from {_table(contract)} where {_IS_NEW} group by all"""
    )
    return dict(connection.execute("select file, rows from arrived where rows = span").fetchall())


def leave_out(connection: DuckDBPyConnection, contract: Contract, file: str) -> None:
    """Remove the new rows of a file that is not accepted."""
    take_out(connection, contract, file)
    connection.execute("delete from arrived where file = ?", [file])


def take_out(connection: DuckDBPyConnection, contract: Contract, file: str) -> None:
    """Remove the new rows of a file."""
    connection.execute(f"delete from {_table(contract)} where {_IS_NEW} and _source_file = ?", [file])


def withdraw(connection: DuckDBPyConnection, contract: Contract, files: Sequence[str]) -> None:
    """Remove all rows of these files; they are then those that `arrived`, with nothing."""
    connection.execute("create or replace temp table arrived as select unnest(?::varchar[]) as file", [list(files)])
    connection.execute(f"delete from {_table(contract)} where _source_file in (select file from arrived)")


def take_out_broken(connection: DuckDBPyConnection, contract: Contract) -> list[tuple[str, int]]:
    """Remove the new rows that break the contract; return their files and numbers."""
    found = connection.execute(
        f"""
        select a.file, t.rowid - a.first + 1 from {_table(contract)} as t join arrived as a on a.file = t._source_file
        where t._row = -1 order by all"""
    ).fetchall()
    if found:
        connection.execute(f"delete from {_table(contract)} where _row = -1")
    return found


def take_out_doubles(connection: DuckDBPyConnection, contract: Contract) -> list[Double]:
    """Remove the new rows that have the key of an earlier new row of the same file; return them."""
    if not contract.unique:
        return []
    table, keys = _table(contract), ", ".join(f'"{name}"' for name in contract.unique)
    # Most deliveries have none, and a file's name beside each key makes the search for any twice as long.
    file = "_source_file, " if _count(connection, "select count(*) from arrived") > 1 else ""
    if not _count(
        connection,
        f"""
        select count(*) from (select 1 from {table} where _row is null group by {file}{keys} having count(*) > 1)""",
    ):
        return []
    same = " and ".join(f't."{name}" is not distinct from twice."{name}"' for name in contract.unique)
    text = " || ', ' || ".join(f't."{name}"::varchar' for name in contract.unique)
    connection.execute(
        f"""
        create or replace temp table doubles as
        select t.rowid as id, a.file, t.rowid - a.first + 1 as row, earliest - a.first + 1 as first_row, {text} as key
        from (select _source_file, {keys}, min(rowid) as earliest from {_table(contract)} where _row is null
              group by all having count(*) > 1) as twice
        join {_table(contract)} as t on t._source_file = twice._source_file and {same}
        join arrived as a on a.file = t._source_file where t._row is null and t.rowid > twice.earliest"""
    )
    found = connection.execute("select file, row, first_row, key from doubles order by all").fetchall()
    if found:
        connection.execute(f"delete from {_table(contract)} where rowid in (select id from doubles)")
    return [Double(*row) for row in found]


def repaired(connection: DuckDBPyConnection, contract: Contract, file: str, rows: Sequence[int]) -> set[int]:
    """Return those of the rejected rows of a file that are in the table all the same, as somebody repaired them."""
    query = f"select _row from {_table(contract)} where _source_file = ? and list_contains(?::bigint[], _row)"
    return {row for (row,) in connection.execute(query, [file, list(rows)]).fetchall()}


def accept(
    connection: DuckDBPyConnection, contract: Contract, spared: Sequence[tuple[str, int]] = ()
) -> dict[str, int]:
    """Number the new rows and let each file's replace those it gave before, but for the rows (file, number) `spared`.

    Returns how many rows each file has.
    """
    table, arrived = _table(contract), "_source_file in (select file from arrived)"
    connection.execute("create or replace temp table spared (file varchar, row bigint)")
    if spared:
        connection.executemany("insert into spared values (?, ?)", spared)
    connection.execute(
        f"""
        delete from {table}
        where _row > 0 and {arrived} and (_source_file, _row) not in (select file, row from spared)"""
    )
    files = connection.execute("select first from arrived").fetchall()
    # The join costs, and one large file is what takes long.
    first, source = "a.first", "from arrived as a where a.file = _source_file and"
    if len(files) == 1:
        first, source = f"{files[0][0]}", "where"
    connection.execute(f"update {table} set _row = {table}.rowid - {first} + 1 {source} _row is null")
    rows = connection.execute(f"select _source_file, count(*) from {table} where {arrived} group by all").fetchall()
    return dict(rows)


def _columns(connection: DuckDBPyConnection, contract: Contract) -> dict[str, str]:
    rows = connection.execute(
        """
        select column_name, lower(data_type) from duckdb_columns()
        where database_name = current_database() and schema_name = 'raw' and table_name = ? order by column_index""",
        [contract.table],
    ).fetchall()
    return dict(rows)


def literal(text: str) -> str:
    """Return `text` as a SQL string."""
    return "'" + text.replace("'", "''") + "'"


def _count(connection: DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


_IS_NEW = "coalesce(_row, -1) = -1"


def _table(contract: Contract) -> str:
    return f'raw."{contract.table}"'


def _shape(contract: Contract) -> dict[str, str]:
    columns = {column.name: cells.SQL_TYPES[column.type] for column in contract.columns}
    return columns | {"_source_file": "varchar", "_row": "bigint", "_loaded_at": "timestamp"}
