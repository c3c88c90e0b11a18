"""Holding figures against the limits of a rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf

from metrics_cli.analysis.numbers import Number, is_number
from metrics_cli.analysis.zscore import ZScore
from metrics_cli.answer import Cell
from metrics_cli.errors import QueryInvalid
from metrics_cli.monitoring.checks import Finding
from metrics_cli.monitoring.rules import Limit, Rule, Status
from metrics_cli.monitoring.series import TooYoung

NO_VALUE = "there is no value"


def judged(rule: Rule, names: tuple[Cell, ...], value: Cell) -> Finding:
    """Return what a figure comes to; none at all comes to what the rule says. Raises QueryInvalid for what is none."""
    if value is None:
        return empty(rule, names, NO_VALUE)
    if not is_number(value):
        raise QueryInvalid(f"its value is no number: {value}", "limits are for numbers")
    return Finding(names, value, rule.status_of(value), _broken(rule, value))


def judged_score(rule: Rule, names: tuple[Cell, ...], found: ZScore | str) -> Finding:
    """Return what a z-score comes to, or what the reason for there being none does: a young source fails nothing."""
    if isinstance(found, TooYoung):
        return replace(empty(rule, names, found), status=min(rule.when_empty, Status.WARNING, key=lambda s: s.weight))
    if isinstance(found, str):
        return empty(rule, names, found)
    return Finding(names, found.value, rule.status_of(found.score), _broken(rule, found.score), found)


def empty(rule: Rule, names: tuple[Cell, ...], reason: str) -> Finding:
    """Return what no value comes to."""
    return Finding(names, None, rule.when_empty, reason=reason)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by how bad they are: by status, by how far beyond, what has no value first."""
    return sorted(findings, key=lambda f: (-f.status.weight, -_excess(f), str(f.names)))


def to_tell(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what a check tells of: its only figure, or the groups that are not ok, the worst first."""
    if len(findings) == 1 and not findings[0].names:
        return tuple(findings)
    return tuple(worst_first(f for f in findings if f.status is not Status.OK))


def _broken(rule: Rule, value: Number) -> tuple[Limit, ...]:
    return tuple(sorted(rule.breached(value), key=lambda limit: limit.status.weight))


def _excess(finding: Finding) -> float:
    """Return how far beyond the limit that decides; infinite for what has no value."""
    if not finding.breached or not is_number(finding.value):
        return inf
    figure = abs(finding.score.score) if finding.score else float(finding.value)
    return abs(figure - float(finding.breached[-1].number))
