"""Asking the published warehouse through the command that everybody uses, in a process of its own."""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.paths import DBT_PROJECT

ANSWERED, NO_DATA = 0, 5


class AskingFailed(Exception):
    """`metrics` did not answer; the message is its own, on one line."""


class AskingInterrupted(AskingFailed):
    """`metrics` was killed before it could answer."""


def ask(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run `metrics` over the published marts; raises `AskingFailed` unless it answered or there are no data."""
    done = run(arguments)
    if done.returncode not in (ANSWERED, NO_DATA):
        raise AskingFailed(last_line(done.stderr) or f"metrics ended with {done.returncode}")
    return done


def run(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run `metrics` over the published marts, whatever it says; raises `AskingInterrupted` if it was killed."""
    command = [str(Path(sys.executable).with_name("metrics")), *arguments]
    done = subprocess.run(
        command, cwd=DBT_PROJECT, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode < 0:
        raise AskingInterrupted(f"metrics was killed by signal {-done.returncode}")
    return done


def shown(arguments: Sequence[str]) -> str:
    """Return the command line that asks the same by hand."""
    return shlex.join(["metrics", *arguments])


def last_line(text: str) -> str:
    """Return the last line that says anything: notes come before it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("error: ") if lines else ""


def _environment() -> dict[str, str]:
    """The caller's environment without settings of dbt and metrics, which would point to another project or day.

    What a run asks is no part of anybody's history.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DBT_", "METRICS_"))}
    return inherited | {"METRICS_HISTORY": "off"}
