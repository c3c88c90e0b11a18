"""The quality gate: what was built is looked at before it is published, and the verdict is written down."""

import os
from collections.abc import Mapping
from pathlib import Path

from orchestration.gate.limits import read_limits
from orchestration.gate.observing import observe
from orchestration.gate.verdict import FAIL, Verdict, judge
from orchestration.paths import AIRFLOW, BUILD, BUILD_TARGET, REPORTS, WAREHOUSE

LIMITS = AIRFLOW / "quality_gate.yml"
REPORT = REPORTS / "quality_gate.json"
MODES = ("fail", "warn")
SETTING = "QUALITY_GATE"


class GateClosed(Exception):
    """What was built may not be published; the message says why in one line."""


def mode(environment: Mapping[str, str] = os.environ) -> str:
    """Return what happens beyond a limit: `fail` stops the run, `warn` tells and goes on."""
    chosen = environment.get(SETTING, MODES[0])
    if chosen not in MODES:
        raise ValueError(f"{SETTING} is {chosen!r}; it may be {' or '.join(MODES)}")
    return chosen


def check(mode: str) -> str:
    """Judge the build, write the verdict to the reports and print it; returns it in one line.

    Raises GateClosed for a test that fails, in either mode, and for a limit that is passed, in the mode `fail`.
    """
    verdict = judge(observe(BUILD, WAREHOUSE, BUILD_TARGET), read_limits(LIMITS), mode)
    _write(verdict)
    print(verdict.table())
    if verdict.status == FAIL:
        raise GateClosed(f"{verdict.reason}; what to do: {Path(*REPORT.parts[-3:])}")
    return verdict.summary


def _write(verdict: Verdict) -> None:
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    unfinished = REPORT.with_suffix(".unfinished")
    unfinished.write_text(verdict.json())
    unfinished.replace(REPORT)
