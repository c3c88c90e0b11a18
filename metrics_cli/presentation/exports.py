"""Outcomes for programs: the JSON envelope, CSV, JSON lines. Numbers are numbers, decimals exact, dates ISO."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, TextIO
from uuid import uuid4

from metrics_cli.answer import Answer, Column, Row, Table, Told
from metrics_cli.presentation.formats import format_column, is_measured

Writer = Callable[[Sequence[Column], Iterable[Sequence[Row]]], int]


def to_json(body: Mapping[str, object]) -> str:
    """Return `body` as indented JSON; a Decimal becomes a number with all its digits."""
    mark = uuid4().hex

    def write(value: object) -> str:
        if isinstance(value, Decimal):
            return f"{mark}{value:f}{mark}"
        return str(value)

    text = json.dumps(body, indent=2, ensure_ascii=False, default=write)
    return text.replace(f'"{mark}', "").replace(f'{mark}"', "")


def write_csv(file: TextIO) -> Writer:
    """Return what writes a header of MetricFlow's column names and the rows; a missing value is an empty field."""

    def write(columns: Sequence[Column], batches: Iterable[Sequence[Row]]) -> int:
        # The writer quotes a lone carriage return only when its own line end holds one.
        writer = csv.writer(_Lines(file), lineterminator="\r\n")
        writer.writerow([column.name for column in columns])
        count = 0
        for batch in batches:
            writer.writerows(_spelt_out(batch))
            count += len(batch)
        return count

    return write


def _spelt_out(batch: Sequence[Row]) -> Iterable[Row]:
    """Return rows whose decimals have all their digits: 0.0000 where Python writes 0E-4."""
    if Decimal not in set(map(type, chain.from_iterable(batch))):
        return batch
    return (tuple(f"{c:f}" if type(c) is Decimal else c for c in row) for row in batch)


def write_jsonl(file: TextIO) -> Writer:
    """Return what writes each row as a JSON object of one line, under MetricFlow's column names."""

    def write(columns: Sequence[Column], batches: Iterable[Sequence[Row]]) -> int:
        keys = [f"{json.dumps(column.name, ensure_ascii=False)}: " for column in columns]
        count = 0
        for batch in batches:
            file.writelines(_object(keys, row) for row in batch)
            count += len(batch)
        return count

    return write


def rows_of(told: Told) -> Table:
    """Return what was told as rows: its table, else its definitions, else its one sentence."""
    if told.table is not None:
        return told.table
    if told.definitions:
        names = ("name", "label", "description", "formula", "dated_by")
        rows = tuple((d.name, d.label, d.description, d.formula, d.dated_by) for d in told.definitions)
        return Table(tuple(Column(name, name.replace("_", " ").capitalize(), "string") for name in names), rows)
    return Table((Column("answer", "Answer", "string"),), ((told.sentence,),))


def to_markdown(answer: Answer | Told) -> str:
    """Return the answer as GitHub's Markdown: the sentence, the table, the notes."""
    table = rows_of(answer) if isinstance(answer, Told) else answer.table
    columns = table.columns
    rule = [" ---: |" if is_measured(column) else " --- |" for column in columns]
    texts = [format_column([row[place] for row in table.rows], c) for place, c in enumerate(columns)]
    rows = zip(*texts, strict=True)
    lines = [_markdown([c.label for c in columns]), "|" + "".join(rule), *map(_markdown, rows)]
    notes = [f"Note: {_escaped(caveat)}" for caveat in answer.caveats]
    if table.truncated:
        notes.append(f"Only the first {len(table.rows):,} rows: there are more.")
    return "\n\n".join([f"**{_escaped(answer.sentence)}**", "\n".join(lines), *notes]) + "\n"


def _markdown(cells: Iterable[str]) -> str:
    return "|" + "".join(f" {_escaped(cell)} |" for cell in cells)


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is and that stays in its cell."""
    for character in "\\`*_{}[]<>#|~":
        text = text.replace(character, f"\\{character}")
    return "<br>".join(text.splitlines())


class _Lines:
    """A file for a CSV writer that ends lines with a carriage return and a line feed: the first is left out."""

    def __init__(self, file: TextIO) -> None:
        self._write = file.write

    def write(self, line: str) -> None:
        self._write(line[:-2] + "\n")


def _object(keys: Sequence[str], row: Row) -> str:
    return "{" + ", ".join([k + _JSON[type(v)](v) for k, v in zip(keys, row, strict=True)]) + "}\n"


def _iso(value: date) -> str:
    return f'"{value.isoformat()}"'


class _Encoders(dict[type, Callable[[Any], str]]):
    def __missing__(self, kind: type) -> Callable[[Any], str]:
        return lambda value: json.dumps(str(value), ensure_ascii=False)


_JSON = _Encoders(
    {
        type(None): lambda _: "null",
        bool: lambda value: "true" if value else "false",
        int: str,
        float: repr,
        Decimal: lambda value: f"{value:f}",
        date: _iso,
        datetime: _iso,
        str: json.JSONEncoder(ensure_ascii=False).encode,
    }
)
