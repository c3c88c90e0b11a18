"""Outcomes for programs: the JSON envelope and CSV. Numbers are numbers, decimals exact, dates ISO."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import uuid4

from metrics_cli.answer import Table


def to_json(body: Mapping[str, object]) -> str:
    """Return `body` as indented JSON; a Decimal becomes a number with all its digits."""
    mark = uuid4().hex

    def write(value: object) -> str:
        if isinstance(value, Decimal):
            return f"{mark}{value:f}{mark}"
        return str(value)

    text = json.dumps(body, indent=2, ensure_ascii=False, default=write)
    return text.replace(f'"{mark}', "").replace(f'{mark}"', "")


def to_csv(table: Table) -> str:
    """Return the table as CSV with a header of MetricFlow's column names; a missing value is an empty field."""
    head = [column.name for column in table.columns]
    return "".join(f"{_line(row)}\n" for row in (head, *table.rows))


def _line(row: Iterable[object]) -> str:
    # The writer quotes a lone carriage return only when its own line end holds one.
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow("" if value is None else value for value in row)
    return text.getvalue()[:-2]
