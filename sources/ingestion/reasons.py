"""Why rows were rejected: every cell of them is looked at again, so that it is repaired once, not cell by cell."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sources.contracts import Column, Contract
from sources.ingestion import cells
from sources.ingestion.load import LONGEST_LINE, literal, read_csv
from sources.ingestion.snapshot import Record

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Rejection:
    """A row that does not fit the contract: the first cell that does not, the rule it breaks, and all reasons."""

    record: Record
    column: str
    value: str
    rule: str
    reason: str


def explain(
    connection: DuckDBPyConnection, contract: Contract, names: Sequence[str], records: Sequence[Record], folder: Path
) -> tuple[Rejection, ...]:
    """Return the records, whose values are called `names`, that break the contract on their own, in their order."""
    stage(connection, contract, names, records, folder)
    faults = " union all ".join(_faults(place, column) for place, column in enumerate(contract.columns))
    rows = connection.execute(
        f"""
        select n, arg_min("column", place), arg_min(value, place), arg_min(rule, place),
               string_agg("column" || ': ' || reason, '; ' order by place)
        from ({faults}) group by n order by n"""
    ).fetchall()
    return tuple(Rejection(records[n], *found) for n, *found in rows)


def stage(
    connection: DuckDBPyConnection, contract: Contract, names: Sequence[str], records: Sequence[Record], folder: Path
) -> None:
    """Read records into temporary tables: `texts` holds the text of each cell, `typed` the values, `n` the place."""
    path = folder / "records.csv"
    _write(path, [column.name for column in contract.columns], names, records)
    texts = ", ".join(
        f'{cells.text_of(column, f"c{place}")} as "{column.name}"' for place, column in enumerate(contract.columns, 1)
    )
    # Longer lines than DuckDB takes by itself need large buffers, so only where there may be some.
    longest = f"max_line_size = {LONGEST_LINE}," if path.stat().st_size > 1_000_000 else ""
    source = read_csv([path], len(contract.columns) + 1, options=longest)
    connection.execute(f"create or replace temp table texts as select c0::bigint as n, {texts} from {source}")
    values = ", ".join(f"{cells.typed(column, _name(column))} as {_name(column)}" for column in contract.columns)
    connection.execute(f"create or replace temp table typed as select n, {values} from texts")
    path.unlink()


def _write(path: Path, wanted: Sequence[str], names: Sequence[str], records: Sequence[Record]) -> None:
    places = [names.index(name) for name in wanted]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(("n", *wanted))
        writer.writerows((n, *(record.values[place] for place in places)) for n, record in enumerate(records))


def _faults(place: int, column: Column) -> str:
    """Return the query for the cells of `column` that break a rule."""
    name = _name(column)
    rules = {cells.FAULTS[column.type]: f"v.{name} is null and t.{name} is not null"}
    if column.strict:
        rules |= dict(cells.breaches(column, f"v.{name}"))
    shown = rf"regexp_replace(left(t.{name}, 60), '\s+', ' ', 'g')"  # a reason is one line
    selects = [_fault(place, column, rule, test, f"concat('''', {shown}, ''' ')") for rule, test in rules.items()]
    if column.required:
        selects.append(_fault(place, column, "is empty", f"t.{name} is null", "''"))
    return " union all ".join(selects)


def _fault(place: int, column: Column, rule: str, test: str, shown: str) -> str:
    label, words = literal(column.name), literal(rule)
    return f"""
        select n, {place} as place, {label} as "column", coalesce(t.{_name(column)}, '') as value, {words} as rule,
               {shown} || {words} as reason
        from texts as t join typed as v using (n) where {test}"""


def _name(column: Column) -> str:
    return f'"{column.name}"'
