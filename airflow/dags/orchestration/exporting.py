"""Exporting saved queries: one CSV file for each and day, written by `metrics query` as anybody would write it.

A saved query is exported if its `config.meta.export` says so. Its `period` is an expression of docs/periods.md, seen
from the day of the export: `..today` is everything up to and including that day. What the period leaves out (later
orders, later enrolments) is in no figure, whenever the export is made; what a thing is called or grouped by, and how
a cohort went on, are as known when it is made.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

from orchestration.asking import NO_DATA, AskingFailed, ask
from orchestration.paths import REPORTS, ROOT, TARGET

NO_FILE = "no file"


class ExportFailed(Exception):
    """A saved query could not be exported; the file of that day, if there was one, is as it was."""


def saved_queries() -> list[str]:
    """Return the names of the published saved queries that are to be exported, in order."""
    return sorted(_periods())


def export(name: str, ds: str) -> str:
    """Export a saved query as of the day `ds` (like 2026-11-20) and say in one line what came of it.

    The file is whole or not there, and made again it is the same. Where the day has no data it is taken away: a file
    of an earlier run would tell of data that are gone. Raises `ExportFailed`.
    """
    file = REPORTS / f"{name}_{ds}.csv"
    try:
        REPORTS.mkdir(parents=True, exist_ok=True)
        done = ask(arguments(name, ds, file))
        if done.returncode == NO_DATA:
            file.unlink(missing_ok=True)
            return f"{name}: no data in its period, seen from {ds}; {NO_FILE}"
        rows = _rows(file)
    except AskingFailed as error:
        raise ExportFailed(f"{name}: {error}") from error
    except OSError as error:
        raise ExportFailed(f"{name}: {file.relative_to(ROOT)}: {error.strerror or error}") from error
    return f"{name}: {rows:,} row{'s' if rows != 1 else ''} in {file.relative_to(ROOT)}"


def summary(lines: Iterable[str], ds: str) -> str:
    """Say how many of the exports, by the lines that they gave, wrote a file of that day."""
    written = [not line.endswith(NO_FILE) for line in lines]
    without = f" ({written.count(False)} without data: no file)" if not all(written) else ""
    return f"{sum(written)} exports{without} and a report of {ds}"


def arguments(name: str, ds: str, file: Path) -> list[str]:
    """Return the words after `metrics` that write the saved query's file of that day."""
    periods = _periods()
    if not periods.get(name):
        raise ExportFailed(f"{name}: its config.meta.export names no period; with one: {', '.join(sorted(periods))}")
    words = ["query", "--saved-query", name, "--period", periods[name], "--as-of", ds]
    return [*words, "--format", "csv", "--output", str(file)]


def _periods() -> dict[str, str]:
    """The periods of what is to be exported, from the manifest that was published with the marts."""
    manifest = TARGET / "manifest.json"
    if not manifest.exists():
        raise ExportFailed("nothing is published yet; run ./setup.sh first")
    found = {}
    for saved in json.loads(manifest.read_text(encoding="utf-8"))["saved_queries"].values():
        wanted = saved["config"].get("meta", {}).get("export")
        if wanted:
            found[saved["name"]] = str(wanted.get("period", "")) if isinstance(wanted, dict) else ""
    return found


def _rows(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.reader(lines)) - 1
