"""What dbt says of a run, read from its run_results.json."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FAILED = ("error", "fail", "runtime error")
NOTHING = "nothing to do"
# `dbt docs generate` overwrites run_results.json; what readers want to see is how the tests went.
TESTS = "run_results.tests.json"


class DbtFailed(Exception):
    """A dbt step failed; the message is dbt's own."""


class DbtInterrupted(DbtFailed):
    """A dbt step was killed, or something but its models and data kept it from its files."""


def summary(results: Path) -> str:
    """Return one line: how many models or tests, and how many of them warned."""
    rows = _rows(results)
    kinds = Counter(_kind(row["unique_id"]) for row in rows)
    warned = sum(row["status"] == "warn" for row in rows)
    parts = [f"{count} {kind}{'s' if count != 1 else ''}" for kind, count in kinds.items()]
    return ", ".join(parts + ([f"{warned} warned"] if warned else [])) or NOTHING


def first_failure(results: Path, output: Sequence[str]) -> str:
    """Return the first failing model or test with its message; without results, the end of dbt's output."""
    failed = [row for row in _rows(results) if row["status"] in FAILED]
    if not failed:
        return "dbt: " + _told(output)
    first = failed[0]
    more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    message = " ".join(str(first.get("message") or first["status"]).split())
    return f"{_kind(first['unique_id'])} {_name(first['unique_id'])}: {message}{more}"


def freshness(sources: Path) -> str:
    """Return one line from dbt's sources.json: how many sources, and which were loaded too long ago."""
    rows = _rows(sources)
    late = [row for row in rows if row["status"] != "pass"]
    told = ", ".join(f"{'.'.join(row['unique_id'].split('.')[2:])} ({_age(row)})" for row in late)
    return f"{len(rows)} sources, " + (f"{len(late)} late: {told}" if late else "all on time")


def _age(row: dict[str, Any]) -> str:
    # Of a table without rows dbt says that it was loaded in the year 1.
    if str(row.get("max_loaded_at", "")).startswith("0001-"):
        return "never loaded"
    seconds = row.get("max_loaded_at_time_ago_in_s")
    return f"loaded {seconds / 86400:.1f} days ago" if seconds is not None else str(row.get("error") or "never loaded")


def failing(results: Path) -> list[str]:
    """Return what failed, each with how many rows are at fault."""
    return [_told_briefly(row) for row in _rows(results) if row["status"] in FAILED]


def warning(results: Path) -> list[str]:
    """Return the tests that warned, each with how many rows are at fault."""
    return [_told_briefly(row) for row in _rows(results) if row["status"] == "warn"]


def _told_briefly(row: dict[str, Any]) -> str:
    count = row.get("failures")
    return _name(row["unique_id"]) + (f" ({count:,})" if count else "")


def _rows(results: Path) -> list[dict[str, Any]]:
    if not results.exists():
        return []
    rows: list[dict[str, Any]] = json.loads(results.read_text())["results"]
    return rows


def _kind(unique_id: str) -> str:
    return {"unit_test": "unit test"}.get(kind := unique_id.split(".")[0], kind)


def _name(unique_id: str) -> str:
    """model.project.orders -> orders; test.project.unique_orders_id.5d0f -> unique_orders_id."""
    return unique_id.split(".")[2]


def _told(output: Sequence[str]) -> str:
    """Return what dbt said from its first line that speaks of an error, on one line, without the clock."""
    lines = [line.split("  ", 1)[-1].strip() for line in output if line.strip()]
    start = next((index for index, line in enumerate(lines) if "error" in line.lower()), max(len(lines) - 5, 0))
    return " ".join(lines[start : start + 8]) or "it said nothing"
