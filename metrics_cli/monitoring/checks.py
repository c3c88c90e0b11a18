"""What came of a rule: its figure, the limits it broke, the groups that broke them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from metrics_cli.analysis.zscore import ZScore
from metrics_cli.answer import Cell, Column
from metrics_cli.monitoring.rules import BrokenRule, Kind, Limit, Rule, Status
from metrics_cli.period import Period


@dataclass(frozen=True)
class Finding:
    """A figure that was held against the limits: of one group, or of all where `names` is empty.

    `value` is None where there is none; then `reason` says why. `score` is that of a z-score, `breached` the limits
    that were broken, the worst last.
    """

    names: tuple[Cell, ...]
    value: Cell
    status: Status
    breached: tuple[Limit, ...] = ()
    score: ZScore | None = None
    reason: str = ""


@dataclass(frozen=True)
class Check:
    """A rule, and what it came to.

    `subject` says what is checked, `column` how its figure is written, `groups` the columns that name a group.
    `findings` are those that are not ok, the worst first, of `total`; a check of one figure has that one, whatever it
    is. `reason` says why there are none: what is wrong with the rule, why it could not be run, where data end.
    """

    rule: Rule | BrokenRule
    subject: str
    status: Status
    column: Column
    reason: str = ""
    period: Period | None = None
    last_day: date | None = None
    groups: tuple[Column, ...] = ()
    findings: tuple[Finding, ...] = ()
    total: int = 0
    notes: tuple[str, ...] = ()
    mf: str = ""

    @property
    def kind(self) -> Kind | None:
        """What is held against the limits; None of a rule that can't be read."""
        return self.rule.kind if isinstance(self.rule, Rule) else None


@dataclass(frozen=True)
class Report:
    """All checks of a run on the day `as_of`, the worst first; `unreachable` is why some could not be made at all."""

    as_of: date
    checks: tuple[Check, ...]
    unreachable: str = ""
    counts: dict[Status, int] = field(init=False)

    def __post_init__(self) -> None:
        found = {status: sum(c.status is status for c in self.checks) for status in Status}
        object.__setattr__(self, "counts", found)

    @property
    def status(self) -> Status:
        """The worst of all."""
        return worst([check.status for check in self.checks])

    def is_failed(self, also_warnings: bool = False) -> bool:
        """Tell whether a check failed, could not be made, or warns where that is to fail."""
        return self.status.weight >= (Status.WARNING if also_warnings else Status.ERROR).weight


def worst(statuses: Sequence[Status]) -> Status:
    """Return the worst, ok of none."""
    return max(statuses, key=lambda s: s.weight, default=Status.OK)
