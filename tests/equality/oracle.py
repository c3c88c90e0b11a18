"""MetricFlow's own command, run many times in one process of its own, and its rows beside those of `metrics`."""

from __future__ import annotations

import csv
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from metrics_cli.query import GroupBy, MetricQuery
from tests.projects.built import run

# One `mf` costs 3 s, nearly all of it imports: the click command is called again and again in one process instead,
# over one configuration, and asks the package index nothing.
_MANY = """
import contextlib, io, json, sys
import update_checker
update_checker.UpdateChecker.check = lambda *a, **k: None
from dbt_metricflow.cli import utils
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from dbt_metricflow.cli.main import cli
utils.echo_semantic_manifest_context = lambda *a, **k: None
folder, shared, said = sys.argv[1], CLIConfiguration(), []
for number, arguments in enumerate(json.load(sys.stdin)):
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            cli.main([*arguments, "--csv", f"{folder}/{number}.csv"], "mf", standalone_mode=False, obj=shared)
        said.append("")
    except SystemExit as left:
        said.append(out.getvalue() if left.code else "")
    except Exception as error:
        said.append(f"{type(error).__name__}: {error}")
    said[-1] = said[-1] or ("ERROR" if "ERROR:" in out.getvalue() else "")
json.dump(said, open(f"{folder}/said.json", "w"))
"""


@dataclass(frozen=True)
class Rows:
    """What a query brought back: its columns and rows as text, or why it did not."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    error: str = ""

    def in_order_of(self, names: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the rows with their columns in the order of `names`."""
        positions = [self.names.index(name) for name in names]
        return [tuple(row[p] for p in positions) for row in self.rows]


def mf_rows(project: Path, commands: Sequence[Sequence[str]], **environ: str) -> list[Rows]:
    """Return what `mf` answers to each of `commands` (without the `mf`)."""
    with tempfile.TemporaryDirectory() as folder:
        done = run([sys.executable, "-W", "ignore", "-c", _MANY, folder], project, json.dumps(commands), **environ)
        assert done.code == 0, done.out + done.err
        said = json.loads((Path(folder) / "said.json").read_text())
        return [_read(Path(folder) / f"{number}.csv", error) for number, error in enumerate(said)]


def _read(path: Path, error: str) -> Rows:
    if error:
        return Rows(error=error)
    # It writes no file for a result without rows.
    if not path.exists():
        return Rows()
    names, *rows = list(csv.reader(path.open(newline="")))
    return Rows(tuple(names), tuple(tuple(map(cell, row)) for row in rows))


def cell(value: Any) -> Any:
    """Return a value as both sides can be compared by: numbers to nine places, days without a midnight."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime):
        value = value.isoformat(" ")
    # What is divided by nothing is no number, and JSON has none for it: `metrics` shows it as missing.
    if str(value).lstrip("-") in ("inf", "nan"):
        value = None
    text = "" if value is None else str(value).removesuffix(" 00:00:00")
    if re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", text):
        return Decimal(f"{Decimal(text):.9g}").normalize()
    return text


def natural(query: MetricQuery, where: Iterable[str] = ()) -> list[str]:
    """Return the `mf` arguments that a person would write for `query`, `where` being its conditions in MetricFlow's."""
    found = ["query", "--metrics", ",".join(query.metrics)]
    if query.saved_query:
        found = ["query", "--saved-query", query.saved_query]
    elif query.group_by:
        found += ["--group-by", ",".join(map(_name, query.group_by))]
    for text in where:
        found += ["--where", text]
    if query.period and query.period.start:
        found += ["--start-time", query.period.start.isoformat()]
    if query.period and query.period.end:
        found += ["--end-time", query.period.end.isoformat()]
    return found


def _name(group: GroupBy) -> str:
    if group.date_part:
        return f"TimeDimension('{group.name}').date_part('{group.date_part}')".replace("Time", "")
    return f"{group.name}__{group.grain}" if group.grain else group.name


def differences(ours: Rows, theirs: Rows, is_ordered: bool = False) -> str:
    """Return what tells two results apart, nothing when they are the same rows."""
    # A single row of totals without any value is an empty outcome here.
    if not ours.rows and not any(value != "" for row in theirs.rows for value in row):
        return ""
    if sorted(ours.names) != sorted(theirs.names):
        return f"columns {ours.names} against {theirs.names}"
    key: Callable[[Any], str] = repr
    found, expected = list(ours.rows), theirs.in_order_of(ours.names)
    if not is_ordered:
        found, expected = sorted(found, key=key), sorted(expected, key=key)
    if found == expected:
        return ""
    odd = next((pair for pair in zip(found, expected, strict=False) if pair[0] != pair[1]), "one has more rows")
    return f"{len(found)} rows against {len(expected)}, first {odd}"
