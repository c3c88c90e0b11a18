"""What dbt says of a run, read from its run_results.json."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FAILED = ("error", "fail", "runtime error")
NOTHING = "nothing to do"


class DbtFailed(Exception):
    """A dbt step failed; the message is dbt's own."""


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
