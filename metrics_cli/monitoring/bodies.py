"""The report for programs: JSON with fields that stay, and one row a check."""

from __future__ import annotations

from math import isinf

from metrics_cli.answer import Cell, Column, Row, Table, Told
from metrics_cli.monitoring import words
from metrics_cli.monitoring.checks import Check, Finding, Report
from metrics_cli.monitoring.report import cells
from metrics_cli.monitoring.rules import Kind, Rule, Status

# Groups of one check that JSON lists, the worst; all are counted.
MOST_LISTED = 1_000


def to_body(report: Report, also_warnings: bool) -> dict[str, object]:
    """Return the report as JSON has it; dates are ISO strings, a score beyond all bounds is null."""
    return {
        "as_of": report.as_of.isoformat(),
        "status": report.status.value,
        "failed": report.is_failed(also_warnings),
        "counts": counts_of(report),
        "unreachable": report.unreachable or None,
        "checks": [_check(check) for check in report.checks],
    }


def counts_of(report: Report) -> dict[str, int]:
    """Return how many checks there are, and how many of each status."""
    return {"checks": len(report.checks), **{s.value: count for s, count in report.counts.items()}}


def to_record(report: Report) -> tuple[dict[str, object], ...]:
    """Return what is kept of the checks: no group is named, as its name may be personal."""
    found = ((check, _only(check)) for check in report.checks)
    return tuple(
        {
            "metric": check.rule.metric,
            "rule": check.rule.number,
            "status": check.status.value,
            "value": only.value if only else None,
        }
        for check, only in found
    )


def _only(check: Check) -> Finding | None:
    return check.findings[0] if check.findings and not check.groups else None


def _check(check: Check) -> dict[str, object]:
    rule = check.rule if isinstance(check.rule, Rule) else None
    only = _only(check)
    return {
        "metric": check.rule.metric,
        "rule": check.rule.number,
        "check": check.subject,
        "kind": check.kind.value if check.kind else None,
        "status": check.status.value,
        "reason": words.reason(check) or None,
        "because": check.rule.because or None,
        "value": only.value if only else None,
        "format": check.column.format,
        "zscore": _score(only) if only else None,
        "limits": limits_of(rule) if rule else {},
        "period": check.period.to_dict() if check.period else None,
        "data_until": check.last_day.isoformat() if check.last_day else None,
        "by": list(rule.by) if rule else [],
        "where": list(rule.where) if rule else [],
        "groups": _groups(check) if check.groups else None,
        "notes": list(check.notes),
        "mf": check.mf or None,
    }


def limits_of(rule: Rule) -> dict[str, object]:
    """Return the limits under the keys that declare them; those of a z-score with its grain and its length."""
    level = {Status.WARNING: "warn", Status.FAILURE: "fail"}
    if rule.kind is Kind.ZSCORE:
        return {"grain": rule.grain, "over": rule.over, **{level[item.status]: item.number for item in rule.limits}}
    end = "_age_days" if rule.kind is Kind.AGE else ""
    return {f"{level[i.status]}{end or f'_{i.side}'}": i.number for i in rule.limits}


def _groups(check: Check) -> dict[str, object]:
    counts = {s.value: sum(f.status is s for f in check.findings) for s in (Status.WARNING, Status.FAILURE)}
    return {"total": check.total, **counts, "breached": [_finding(f, check) for f in check.findings[:MOST_LISTED]]}


def _finding(finding: Finding, check: Check) -> dict[str, object]:
    names = {column.name: _plain(cell) for column, cell in zip(check.groups, finding.names, strict=True)}
    return {
        "group": names,
        "value": finding.value,
        "status": finding.status.value,
        "reason": words.reason_of(finding, check),
        "zscore": _score(finding),
    }


def _score(finding: Finding) -> dict[str, object] | None:
    found = finding.score
    if found is None:
        return None
    score = None if isinf(found.score) else found.score
    return {"score": score, "mean": found.mean, "deviation": found.deviation, "count": found.count}


def _plain(cell: Cell) -> Cell:
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)


_ROW = {
    "status": "string",
    "metric": "string",
    "rule": "number",
    "check": "string",
    "kind": "string",
    "value": "number",
    "zscore": "number",
    "groups": "number",
    "groups_not_ok": "number",
    "limits": "string",
    "start": "date",
    "end": "date",
    "reason": "string",
    "because": "string",
}


def to_table(report: Report) -> Table:
    """Return one row a check, for CSV and its like."""
    columns = tuple(Column(name, name, kind) for name, kind in _ROW.items())
    return Table(columns, tuple(_row(check) for check in report.checks))


def _row(check: Check) -> Row:
    only = _only(check)
    score = only.score.score if only and only.score and not isinf(only.score.score) else None
    return (
        check.status.value,
        check.rule.metric,
        check.rule.number,
        check.subject,
        check.kind.value if check.kind else None,
        only.value if only else None,
        score,
        check.total if check.groups else None,
        len(check.findings) if check.groups else None,
        ", ".join(words.limits(check)),
        check.period.start if check.period else None,
        check.period.end if check.period else check.last_day,
        words.reason(check) or None,
        check.rule.because or None,
    )


def to_told(report: Report) -> Told:
    """Return the table that people read, with what is wrong in its last column, for Markdown."""
    names = ("Status", "Check", "Value", "Limits", "Period", "What is wrong")
    columns = tuple(Column(name, name, "string") for name in names)
    rows = tuple(
        (*cells(check), ". ".join(filter(None, (words.reason(check), check.rule.because)))) for check in report.checks
    )
    return Told(words.summary(report), table=Table(columns, rows))
