"""Timing processes side by side: each in turn, so that a busy moment of the machine falls on all of them."""

from __future__ import annotations

import os
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter


@dataclass(frozen=True)
class Case:
    """A command to run in a folder, after `before`, which is not timed."""

    command: Sequence[str]
    folder: Path
    before: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Timing:
    """The median of its seconds by the clock and of the processor, and the most memory it took, in megabytes."""

    seconds: float
    processor: float
    memory: float


def side_by_side(cases: Mapping[str, Case], rounds: int) -> dict[str, Timing]:
    """Run every case once a round and return the medians; the first round only warms the machine's caches."""
    runs: dict[str, list[Timing]] = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, case in cases.items():
            case.before()
            timing = once(case)
            if number:
                runs[name].append(timing)
    return {
        name: Timing(
            statistics.median(t.seconds for t in found),
            statistics.median(t.processor for t in found),
            max(t.memory for t in found),
        )
        for name, found in runs.items()
    }


def once(case: Case) -> Timing:
    """Run a case once; raises RuntimeError with what it said if it fails."""
    started = perf_counter()
    process = subprocess.Popen(
        case.command, cwd=case.folder, env=_environment(case.folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    said = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    seconds = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(case.command)[:300]} ended with {process.returncode}: {said.decode()[-2000:]}")
    return Timing(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _environment(folder: Path) -> dict[str, str]:
    quiet = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", "DBT_VERSION_CHECK": "false"}
    return {**os.environ, **quiet, "DBT_PROFILES_DIR": str(folder)}
