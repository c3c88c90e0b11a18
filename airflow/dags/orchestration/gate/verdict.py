"""What the quality gate decides, and how it is told: one line, a small table, a JSON file."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from orchestration.gate.limits import Bounds, Limits
from orchestration.gate.observing import Observation

FAIL, WARN, PASS = "fail", "warn", "pass"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what was seen, what is allowed, what to do about it."""

    check: str
    subject: str
    status: str
    observed: float
    limit: dict[str, float]
    detail: str
    suggestion: str | None


@dataclass(frozen=True)
class Verdict:
    """All checks, the worst first. In the mode `warn` only what is beyond any limit stops a run."""

    mode: str
    checks: tuple[Check, ...]

    @property
    def status(self) -> str:
        """Return `fail`, `warn` or `pass`: what becomes of the run."""
        found = {check.status for check in self.checks if self.mode == FAIL or not check.limit}
        return FAIL if FAIL in found else WARN if any(c.status != PASS for c in self.checks) else PASS

    @property
    def reason(self) -> str | None:
        """Return in one line why this is not a pass."""
        worst = [check for check in self.checks if check.status == self.checks[0].status != PASS]
        if not worst:
            return None
        more = f" (and {len(worst) - 1} more)" if len(worst) > 1 else ""
        return f"{worst[0].check} {worst[0].subject}: {worst[0].detail}{more}"

    @property
    def summary(self) -> str:
        """Return how many checks came out how, and what is wrong if anything is."""
        counts = Counter(check.status for check in self.checks)
        told = f"{len(self.checks)} checks: " + ", ".join(
            f"{counts[status]} {word}" for status, word in _WORDS.items() if counts[status]
        )
        ignored = f"; let through by mode {self.mode}" if counts[FAIL] and self.status != FAIL else ""
        return told + (f"; {self.reason}" if self.reason else "") + ignored

    def table(self) -> str:
        """Return what does not pass, one line a check with what to do below it, and the summary last."""
        lines = []
        for check in self.checks:
            if check.status != PASS:
                lines += [f"{check.status.upper():<5} {check.check} {check.subject}: {check.detail}"]
                lines += [f"      {_told(check.limit)}{check.suggestion}"]
        return "\n".join([*lines, self.summary])

    def json(self) -> str:
        """Return all of it, for machines and people."""
        record = {"status": self.status, "reason": self.reason, "mode": self.mode}
        record["decided_at"] = datetime.now(UTC).isoformat(timespec="seconds")
        return json.dumps(record | {"checks": [asdict(check) for check in self.checks]}, indent=2) + "\n"


_WORDS = {PASS: "passed", WARN: "warned", FAIL: "failed"}


def judge(observations: Sequence[Observation], limits: Limits, mode: str) -> Verdict:
    """Hold what was observed against the limits."""
    checks = [_judged(seen, limits.of(seen.check, seen.subject)) for seen in observations]
    order = (FAIL, WARN, PASS)
    return Verdict(mode, tuple(sorted(checks, key=lambda check: order.index(check.status))))


def _judged(seen: Observation, bounds: Bounds) -> Check:
    status = FAIL if seen.is_final else bounds.passed_by(seen.value)
    if seen.is_explained and status == FAIL:
        status = WARN
    limit = {} if seen.is_final else bounds.declared()
    suggestion = seen.suggestion if status != PASS else None
    return Check(seen.check, seen.subject, status, round(seen.value, 4), limit, seen.detail, suggestion)


def _told(limit: dict[str, float]) -> str:
    return f"limits: {', '.join(f'{name} {value:g}' for name, value in limit.items())}; " if limit else ""
