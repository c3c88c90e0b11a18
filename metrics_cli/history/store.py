"""Reading the history: its lines, and what they come to."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metrics_cli.errors import HistoryUnavailable
from metrics_cli.history.lines import COLUMNS
from metrics_cli.history.writing import connected


@dataclass(frozen=True)
class Entry:
    """A line; `at` is in UTC, `today` the day it was asked on, `query` JSON as `MetricQuery.to_dict` has it.

    `interpreter` is who read the question, `typed` where metrics were named. `seconds` is all it took, `cost` in US
    dollars. What is not known is None.
    """

    number: int
    at: str
    command: str
    project: str
    target: str
    today: str
    question: str | None
    outcome: str
    sentence: str | None
    interpreter: str | None
    query: str | None
    manifest_hash: str | None
    sql_hash: str | None
    result_hash: str | None
    seconds: float | None
    model: str | None
    calls: int | None
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None

    def to_dict(self) -> dict[str, object]:
        """Return the line for programs; the query is an object."""
        return {**vars(self), "query": json.loads(self.query) if self.query else None}


@dataclass(frozen=True)
class Which:
    """Which lines are meant: those of a project's folder, those asked at `since` (UTC) or later, all that None is."""

    project: str | None = None
    since: str | None = None


@dataclass(frozen=True)
class Totals:
    """What some lines come to: how many of each outcome and of each interpreter, and what models took for them.

    `asked_model` is how many questions a model was called for. Tokens and cost are of the calls that told them.
    """

    answers: int
    outcomes: Mapping[str, int]
    interpreters: Mapping[str, int]
    first: str | None
    asked_model: int
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float
    seconds: float


class Store:
    """The lines of one file. Whatever is wrong with the file raises HistoryUnavailable."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def entries(self, which: Which, most: int) -> list[Entry]:
        """Return the latest lines, the latest last."""
        found = self._read(f"select {_LINE} from answers {_WHERE} order by number desc limit ?", which, most)
        return [Entry(*row) for row in reversed(found)]

    def entry(self, number: int) -> Entry | None:
        """Return the line of that number, None when there is none."""
        found = self._read(f"select {_LINE} from answers {_WHERE} and number = ?", Which(), number)
        return Entry(*found[0]) if found else None

    def totals(self, which: Which) -> Totals:
        """Return what the lines come to."""
        (sums,) = self._read(f"select {_SUMS} from answers {_WHERE}", which) or [(0, None, *[0] * 6)]
        answers, first, asked_model, calls, taken, given, cost, seconds = sums
        outcomes, interpreters = self._counts("outcome", which), self._counts("interpreter", which)
        return Totals(answers, outcomes, interpreters, first, asked_model, calls, taken, given, cost, seconds)

    def clear(self) -> None:
        """Forget all lines, of every project, a damaged file as well."""
        for path in (self._path, *(self._path.with_name(f"{self._path.name}{end}") for end in _BESIDE)):
            try:
                shutil.rmtree(path) if path.is_dir() else os.unlink(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise HistoryUnavailable(f"can't remove {path}: {error.strerror}", "remove it by hand") from None

    def _counts(self, column: str, which: Which) -> dict[str, int]:
        counted = f"select {column}, count(*) from answers {_WHERE} and {column} is not null group by 1 order by 2 desc"
        return dict(self._read(counted, which))

    def _read(self, statement: str, which: Which, *values: object) -> list[tuple[Any, ...]]:
        if not self._path.exists():
            return []
        with connected(self._path) as connection:
            named = (which.project, which.project, which.since, which.since, *values)
            return connection.execute(statement, named).fetchall()


_BESIDE = ("-journal", "-wal", "-shm")
_LINE = f"number, {', '.join(COLUMNS)}"
_WHERE = "where (? is null or project = ?) and (? is null or at >= ?)"
_SUMS = "count(*), min(at), coalesce(sum(calls > 0), 0)" + "".join(
    f", coalesce(sum({name}), 0)" for name in ("calls", "input_tokens", "output_tokens", "cost", "seconds")
)
