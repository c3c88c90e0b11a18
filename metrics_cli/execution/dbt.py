"""Calling dbt and MetricFlow's own `mf`, each in a process of its own: importing dbt here would cost 2 s."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from metrics_cli.errors import MetricsError
from metrics_cli.project import Project

# `mf` asks the package index for a newer version on every call; nothing may leave the machine.
_MF = (
    "import sys, update_checker; "
    "update_checker.UpdateChecker.check = lambda *a, **k: None; "
    "from dbt_metricflow.cli.main import cli; "
    "sys.argv[0] = 'mf'; cli()"
)


def run_mf(project: Project, arguments: Sequence[str]) -> int:
    """Run `mf` with `arguments` in the project; its output goes straight through. Returns its exit code."""
    return subprocess.run(
        [sys.executable, "-c", _MF, *arguments], cwd=project.root, env=_environment(project)
    ).returncode


def generate_docs(project: Project) -> Path:
    """Have dbt write its docs as one static page and return where it is. Raises MetricsError with dbt's own error."""
    # In a folder of its own: the artifacts of the last build say what the warehouse holds, and stay.
    folder = project.target_path / "docs"
    _dbt(project, "docs", "generate", "--static", "--target-path", str(folder))
    return folder / "static_index.html"


def parse_project(project: Project) -> None:
    """Have dbt read the project anew and write its manifests. Raises MetricsError with dbt's own error."""
    _dbt(project, "parse")


def _dbt(project: Project, *arguments: str) -> None:
    command = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *arguments]
    command += ["--project-dir", str(project.root), "--profile", project.profile, "--target", project.target]
    done = subprocess.run(command, cwd=project.root, env=_environment(project), capture_output=True, text=True)
    if done.returncode:
        said = [line for line in done.stdout.splitlines() if "Error" in line or line.startswith("  ")]
        detail = " ".join(" ".join(said[:4]).split()) or done.stderr.strip() or "no reason given"
        raise MetricsError(f"`dbt {' '.join(arguments)}` failed: {detail}", f"run it in {project.root} to see more")


def _environment(project: Project) -> dict[str, str]:
    """Return the environment of a child that reads: a profile may take its access mode from DBT_WAREHOUSE_ACCESS."""
    quiet = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", "DBT_VERSION_CHECK": "false"}
    named = {"DBT_PROFILES_DIR": str(project.profiles_dir), "DBT_TARGET_PATH": str(project.target_path)}
    return {"DBT_WAREHOUSE_ACCESS": "read_only", **os.environ, **quiet, **named}
