"""What the watchdog found before: one line a run, beside the answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metrics_cli.history.writing import connected

# A run every five minutes for a month; what is older goes.
MOST_RUNS = 9_000
_COLUMNS = ("at", "project", "target", "as_of", "status", "counts", "checks")
_TABLE = f"create table if not exists runs (number integer primary key autoincrement, {', '.join(_COLUMNS)})"
_INSERT = f"insert into runs ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"
_READ = f"select number, {', '.join(_COLUMNS)} from runs where project = ? order by number desc limit ?"


@dataclass(frozen=True)
class Run:
    """A run of `metrics monitor`: `at` in UTC, the day it was asked on, how many checks came to what.

    `checks` are the metric, the number of its rule, the status and the value of each, the worst first.
    """

    number: int
    at: str
    project: str
    target: str
    as_of: str
    status: str
    counts: Mapping[str, int]
    checks: tuple[Mapping[str, Any], ...]

    def to_dict(self) -> dict[str, object]:
        """Return the run for programs."""
        return {**vars(self), "checks": list(self.checks)}


def keep_run(path: Path, run: Run) -> None:
    """Keep a run, under the next number; the oldest go when there are too many. Raises HistoryUnavailable."""
    told = (json.dumps(run.counts), json.dumps(run.checks, default=float))
    with connected(path, is_written=True) as connection:
        connection.execute(_TABLE)
        line = (run.at, run.project, run.target, run.as_of, run.status, *told)
        number = connection.execute(_INSERT, line).lastrowid or 0
        connection.execute("delete from runs where number <= ?", (number - MOST_RUNS,))


def kept_runs(path: Path, project: str, most: int) -> list[Run]:
    """Return the latest runs over a project's folder, the latest last. Raises HistoryUnavailable."""
    if not path.exists():
        return []
    with connected(path) as connection:
        if not connection.execute("select 1 from sqlite_master where name = 'runs'").fetchall():
            return []
        found = connection.execute(_READ, (project, most)).fetchall()
    return [_run(line) for line in reversed(found)]


def _run(line: tuple[Any, ...]) -> Run:
    number, at, project, target, as_of, status, counts, checks = line
    return Run(number, at, project, target, as_of, status, json.loads(counts), tuple(json.loads(checks)))
