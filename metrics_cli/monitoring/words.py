"""A check in words: what it looks at, its figure, its limits, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from math import isinf

from metrics_cli.analysis.numbers import Number
from metrics_cli.analysis.zscore import ZScore
from metrics_cli.answer import Cell, Column
from metrics_cli.monitoring.checks import Check, Finding, Report
from metrics_cli.monitoring.rules import Kind, Limit, Rule, Status
from metrics_cli.presentation.formats import NULL, format_cell
from metrics_cli.presentation.sentences import describe_period, format_day

_DOES = {Status.FAILURE: "fails", Status.WARNING: "warns"}
_PLAIN = Column("", "", "number", "decimal")


def summary(report: Report) -> str:
    """Return the last line: 12 checks on 21 Nov 2026: 10 ok, 1 warning, 1 failure."""
    named = {Status.OK: "ok", Status.WARNING: "warning", Status.FAILURE: "failure", Status.ERROR: "error"}
    counts = [_count(report.counts[s], word) for s, word in named.items() if report.counts[s] or s is Status.OK]
    return f"{_count(len(report.checks), 'check')} on {format_day(report.as_of)}: {', '.join(counts)}"


def name(check: Check) -> str:
    """Return what is checked; of a rule that could not be made out, which of the metric's rules it is."""
    is_told = check.status is not Status.ERROR
    return check.subject if is_told else f"{check.subject} (rule {check.rule.number})"


def title(check: Check) -> str:
    """Return what is checked with its days, which tell a metric's rules apart."""
    has_days = check.status is not Status.ERROR and check.kind is not Kind.AGE
    return f"{name(check)}, {dates(check)}" if has_days else name(check)


def figure(check: Check) -> str:
    """Return the figure, or how many groups there are and how many of them are not ok."""
    if check.status is Status.ERROR:
        return NULL
    if check.groups:
        bad = len(check.findings)
        return f"{bad:,} of {_count(check.total, 'group')}" if bad else _count(check.total, "group")
    return figure_of(check.findings[0], check) if check.findings else "no value"


def figure_of(finding: Finding, check: Check) -> str:
    """Return a figure as its metric writes it, with its z-score."""
    if finding.value is None:
        return "no value"
    if check.kind is Kind.AGE:
        return _days(finding.value)
    text = format_cell(finding.value, check.column)
    return f"{text} (z {_score(finding.score)})" if finding.score else text


def limits(check: Check) -> list[str]:
    """Return the limits of each level: fails above 5.0 %; warns above 3.0 %."""
    if not isinstance(check.rule, Rule):
        return [NULL]
    rule = check.rule
    found = []
    for status in (Status.FAILURE, Status.WARNING):
        sides = [_limit(limit, rule.kind, check.column) for limit in rule.limits if limit.status is status]
        found += [f"{_DOES[status]} {' or '.join(sides)}"] if sides else []
    return found or [f"{_DOES.get(rule.when_empty, 'is ok')} without a value"]


def dates(check: Check) -> str:
    """Return the days that the figure is of, whatever they were called, and whether the data lack some of them."""
    if check.last_day:
        return f"until {format_day(check.last_day)}"
    if check.status is Status.ERROR or check.kind is Kind.AGE:
        return NULL
    if check.period is None:
        return "all dates"
    # A count that stays below its bound may do so because half of its days are not there.
    part = " (in part)" if check.period.complete is False else ""
    return f"{describe_period(replace(check.period, anchor=None))}{part}"


def reason(check: Check) -> str:
    """Return in one line what is wrong, nothing of a check that is ok."""
    if check.status is Status.ERROR:
        return check.reason
    if check.status is Status.OK or not check.findings:
        return ""
    if not check.groups:
        return reason_of(check.findings[0], check)
    return f"{len(check.findings):,} of {_count(check.total, 'group')} {_is(len(check.findings))} not ok"


def reason_of(finding: Finding, check: Check) -> str:
    """Return what is wrong with one figure: $0.00 is below $1.00."""
    if finding.value is None or not finding.breached:
        return finding.reason
    limit = finding.breached[-1]
    if check.kind is Kind.AGE and check.last_day:
        return f"the data end on {format_day(check.last_day)}, {_days(finding.value)} before"
    if finding.score and isinstance(check.rule, Rule):
        return _far(finding.score, check.rule, check.column)
    value, bound = _apart(finding.value, limit.number, check.column)
    return f"{value} is {limit.side} {bound}"


def group_name(finding: Finding, check: Check) -> str:
    """Return the values that name a group."""
    named = zip(finding.names, check.groups, strict=True)
    return ", ".join(f"no {c.label}" if cell is None else format_cell(cell, c) for cell, c in named)


def _limit(limit: Limit, kind: Kind, column: Column) -> str:
    if kind is Kind.ZSCORE:
        return f"beyond ±{limit.number:g}"
    if kind is Kind.AGE:
        return f"after {_days(limit.number)}"
    return f"{limit.side} {_bound(limit.number, column)}"


def _bound(number: Number, column: Column) -> str:
    """Return a bound as its metric is written, and with all its digits where that would round it."""
    if _is_whole(number, column):
        return format_cell(number, replace(column, type="number"))
    found = Decimal(str(number)) * (100 if column.format == "percent" else 1)
    text = f"{found.normalize():,f}"
    return f"{text} %" if column.format == "percent" else text


def _is_whole(number: Number, column: Column) -> bool:
    """Tell whether a number has no more digits than its metric is written with."""
    unit = column.format or "integer"
    decimals = {"integer": 0, "percent": 3, "duration_s": 0, "bytes": 0}.get(unit, 2)
    return Decimal(str(number)) == round(Decimal(str(number)), decimals)


def _apart(value: Cell, bound: Number, column: Column) -> tuple[str, str]:
    """Return a figure and the bound it broke; as plain numbers where rounding would not keep them apart."""
    texts = format_cell(value, column), _bound(bound, column)
    return texts if texts[0] != texts[1] and _is_whole(bound, column) else (str(value), str(bound))


def _far(score: ZScore, rule: Rule, column: Column) -> str:
    value, mean = format_cell(score.value, column), format_cell(score.mean, replace(column, format=_finer(column)))
    among = f"the {score.count} {rule.grain}s before"
    if isinf(score.score):
        return f"{value}, and all of {among} are {format_cell(score.mean, column)}"
    side = "above" if score.score > 0 else "below"
    return f"{value} is {abs(score.score):.1f} standard deviations {side} the mean of {among}, {mean}"


def _finer(column: Column) -> str | None:
    return None if column.format == "integer" else column.format


def _score(score: ZScore) -> str:
    return f"{'+' if score.score > 0 else '-'}∞" if isinf(score.score) else f"{score.score:+.1f}"


def _days(number: Cell) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 or word == "ok" else "s")


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def lines_below(check: Check, most: int) -> Iterator[str]:
    """Yield the groups that are not ok, the worst first and at most `most` of them, the rest counted."""
    for finding in check.findings[:most] if check.groups else ():
        yield f"{group_name(finding, check)}: {reason_of(finding, check)}"
    if check.groups and len(check.findings) > most:
        yield f"and {len(check.findings) - most:,} more"
