"""The files that dbt and the warehouse leave behind: what they say of when things were built."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from metrics_cli.project import Project

# A warehouse that can't tell when its data changed is asked anew after an hour, and after each build.
LIFETIME = 3600.0


@dataclass(frozen=True)
class WarehouseState:
    """What changes when the data do: `token`; and for how many seconds that is believed (None: for ever)."""

    token: str
    lifetime: float | None = None


def warehouse_state(project: Project) -> WarehouseState:
    """Return the state of the project's warehouse: of a DuckDB file its size, time and inode, else the last build."""
    path = str(project.credentials.get("path") or ":memory:")
    if project.adapter != "duckdb" or path.startswith(("md:", "motherduck:")):
        return WarehouseState(f"built {generated_at(run_results(project))}", LIFETIME)
    files = [project.database_path, *(path for path, _ in project.attached)]
    # What is committed and not yet written into the file stands in the log beside it.
    return WarehouseState(" ".join(_stat(Path(f"{file}{suffix}")) for file in files for suffix in ("", ".wal")))


def warehouse_name(project: Project) -> str:
    """Return what tells this warehouse from the project's others; no secret is in it."""
    if project.adapter == "duckdb":
        # A moment with a zone is another day elsewhere: DuckDB reads it by the zone of the session, which is ours.
        zone = " ".join((os.environ.get("TZ", ""), *time.tzname, str(time.timezone)))
        return f"duckdb {project.target} {project.credentials.get('path')} {project.database_path} {zone}"
    keys = ("host", "port", "account", "database", "dbname", "project", "catalog", "dataset", "schema", "path")
    named = " ".join(f"{key}={project.credentials[key]}" for key in keys if key in project.credentials)
    return f"{project.adapter} {project.target} {named}"


def run_results(project: Project) -> Mapping[str, Any]:
    """Return what dbt's last command came to, nothing when there is no readable record of one."""
    return read_json(project.target_path / "run_results.json")


def result_list(artifact: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the results that the artifact lists, none when it is damaged."""
    found = artifact.get("results")
    return [r for r in found if isinstance(r, dict)] if isinstance(found, list) else []


def generated_at(artifact: Mapping[str, Any]) -> datetime | None:
    """Return when dbt wrote the artifact, in UTC; None when it does not say."""
    try:
        said = datetime.fromisoformat(str(artifact["metadata"]["generated_at"]).replace("Z", "+00:00"))
    except (KeyError, TypeError, ValueError):
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def built_at(results: Mapping[str, Any]) -> str | None:
    """Return when dbt last wrote to the warehouse, as its run results say it; None when they tell of something else."""
    args = results.get("args")
    is_build = isinstance(args, dict) and args.get("which") in ("build", "run", "test")
    return str(results["metadata"]["generated_at"]) if is_build and generated_at(results) else None


def read_json(path: Path) -> Mapping[str, Any]:
    """Return the JSON object at `path`, an empty one when it is absent or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _stat(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "absent"
    # The time of the last change of any kind: a copy that keeps the time of writing does not keep this one.
    return f"{found.st_size}.{found.st_mtime_ns}.{found.st_ctime_ns}.{found.st_ino}"
