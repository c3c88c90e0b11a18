"""Asking `metrics monitor` whether the metrics keep the limits that they declare."""

import json
from datetime import date
from typing import Any

from orchestration.asking import AskingFailed, last_line, run
from orchestration.days import after
from orchestration.paths import REPORTS

RECORD = REPORTS / "monitor.json"
_KEPT, _BROKEN, _NO_LIMITS = 0, 1, 2


class LimitBroken(Exception):
    """A metric broke a limit that it declares; the message names it in one line."""


def watch(ds: str, today: date) -> str:
    """Hold the metrics against their limits on the day after `ds`, write the record, print the table; says how it went.

    Of an earlier day nothing is asked: limits are about now. Raises LimitBroken for a breach at the level `fail`.
    """
    asked_on = after(ds)
    if asked_on < today:
        return f"not asked: {ds} was delivered again, and limits are about now"
    REPORTS.mkdir(parents=True, exist_ok=True)
    RECORD.unlink(missing_ok=True)
    # With the record in a file, the table goes to stderr.
    done = run(["monitor", "--as-of", asked_on.isoformat(), "--json", "--output", str(RECORD)])
    print(done.stderr, end="")
    if done.returncode == _NO_LIMITS:
        return "no metric declares a limit"
    if done.returncode not in (_KEPT, _BROKEN) or not RECORD.exists():
        raise AskingFailed(last_line(done.stderr) or f"metrics ended with {done.returncode}")
    if done.returncode == _BROKEN:
        raise LimitBroken(_broken(json.loads(RECORD.read_text())))
    return last_line(done.stderr)


def _broken(record: dict[str, Any]) -> str:
    """Return the checks that failed with what is wrong with them, in one line."""
    found = [check for check in record["checks"] if check["status"] not in ("ok", "warning")]
    named = "; ".join(f"{check['metric']}: {check['reason']}" for check in found[:3])
    return named + (f" (and {len(found) - 3} more)" if len(found) > 3 else "")
