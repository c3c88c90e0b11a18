"""The report for people: it fits the terminal, its words carry the meaning, the worst comes first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from math import inf
from typing import Any

import pytest
from rich.console import Console

from metrics_cli.analysis.zscore import ZScore
from metrics_cli.answer import Column
from metrics_cli.monitoring import words
from metrics_cli.monitoring.bodies import to_body, to_record
from metrics_cli.monitoring.checks import Check, Report, worst
from metrics_cli.monitoring.declared import read_rules
from metrics_cli.monitoring.judging import judged, judged_score, to_tell
from metrics_cli.monitoring.report import print_report
from metrics_cli.monitoring.rules import BrokenRule, Rule, Status
from metrics_cli.period import Period
from metrics_cli.presentation.exports import to_json

DAY = date(2025, 2, 21)
RATE = Column("overdue_rate", "Overdue rate", "number", "percent")
COUNT = Column("loans", "Loans", "number", "integer")


def rule_of(item: Any) -> Rule:
    (rule,) = read_rules("loans", item)
    assert isinstance(rule, Rule)
    return rule


def check_of(item: Any, column: Column, figures: dict[Any, Any], subject: str = "Overdue rate by Branch") -> Check:
    """Return the check of a rule over figures by what names their group; nothing names the only one."""
    rule = rule_of(item)
    judge: Any = judged_score if rule.kind == "zscore" else judged
    found = [judge(rule, name if isinstance(name, tuple) else (name,), value) for name, value in figures.items()]
    groups = () if () in figures else (Column("branch", "Branch", "string"),)
    period = Period("last_week", date(2025, 2, 10), date(2025, 2, 16), DAY)
    status = worst([f.status for f in found])
    return Check(rule, subject, status, column, period=period, groups=groups, findings=to_tell(found), total=len(found))


MANY = check_of(
    {"warn_above": 0.1, "fail_above": 0.4, "because": "Remind the members of that branch, and say by when."},
    RATE,
    {f"Branch {n}": n / 20 for n in range(12)} | {None: None},
)
BROKEN = Check(BrokenRule("fines", 2, ("no key 'x'",)), "Fines", Status.ERROR, COUNT, "no key 'x' (allowed: a, b)")
FINE = check_of({"fail_below": 1}, COUNT, {(): 7}, "Loans")


def printed(report: Report, width: int, is_terminal: bool) -> list[str]:
    text = StringIO()
    colours = "standard" if is_terminal else None
    print_report(report, Console(file=text, width=width, force_terminal=is_terminal, color_system=colours))
    return text.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_a_terminal_is_as_wide_as_it_is(width: int) -> None:
    report = Report(DAY, (MANY, BROKEN, FINE))
    lines = printed(report, width, True)
    plain = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in lines]
    assert max(map(len, plain)) <= width
    assert any("\x1b[1;31mfailure" in line for line in lines) and any("\x1b[32mok" in line for line in lines)
    assert " ".join(" ".join(plain).split()).endswith("3 checks on 21 Feb 2025: 1 ok, 1 failure, 1 error")


def test_groups_come_worst_first_and_the_rest_is_counted() -> None:
    lines = printed(Report(DAY, (MANY,)), 100, False)
    told = lines[lines.index("") + 1 :]
    assert told == [
        "failure  Overdue rate by Branch, 10 Feb – 16 Feb 2025: 10 of 13 groups are not ok",
        "           no Branch: there is no value",
        "           Branch 11: 55.0 % is above 40.0 %",
        "           Branch 10: 50.0 % is above 40.0 %",
        "           Branch 9: 45.0 % is above 40.0 %",
        "           Branch 8: 40.0 % is above 10.0 %",
        "           and 5 more",
        "         what to do: Remind the members of that branch, and say by when.",
        "",
        "1 check on 21 Feb 2025: 0 ok, 1 failure",
    ]


@pytest.mark.parametrize(
    ("item", "column", "value", "said"),
    [
        ({"fail_above": 0.05}, RATE, 0.05001, "0.05001 is above 0.05"),
        ({"fail_above": 0.0005}, RATE, 0.001, "0.001 is above 0.0005"),
        ({"fail_above": 0.051}, RATE, 0.06, "6.0 % is above 5.1 %"),
        ({"fail_below": 0.5}, COUNT, 0, "0 is below 0.5"),
        ({"warn_below": 1, "fail_below": 0}, COUNT, Decimal("-3"), "-3 is below 0"),
        (
            {"zscore": {"fail": 3}},
            COUNT,
            ZScore(2, 10.0, 2.0, -4.0, 28),
            "2 is 4.0 standard deviations below the mean of the 28 days before, 10.00",
        ),
        ({"zscore": {"fail": 3}}, COUNT, ZScore(2, 0.0, 0.0, inf, 28), "2, and all of the 28 days before are 0"),
        ({"zscore": {"fail": 3}}, COUNT, "there are no data", "there are no data"),
    ],
)
def test_what_is_wrong_is_said_in_the_metrics_own_unit(item: Any, column: Column, value: Any, said: str) -> None:
    assert words.reason(check_of(item, column, {(): value})) == said


@pytest.mark.parametrize(
    ("item", "column", "said"),
    [
        ({"fail_above": 0.0005}, RATE, ["fails above 0.05 %"]),
        ({"fail_above": 1, "warn_above": 0.125}, RATE, ["fails above 100.0 %", "warns above 12.5 %"]),
        ({"fail_above": 1e7, "fail_below": -0.5}, COUNT, ["fails above 10,000,000 or below -0.5"]),
        ({"warn_above": 0.005}, replace(COUNT, format="usd"), ["warns above 0.005"]),
        ({"warn_above": 90}, replace(COUNT, format="duration_s"), ["warns above 0:01:30"]),
        ({"zscore": {"warn": 2.5, "fail": 3}}, COUNT, ["fails beyond ±3", "warns beyond ±2.5"]),
        ({"warn_age_days": 1, "fail_age_days": 2}, COUNT, ["fails after 2 days", "warns after 1 day"]),
        ({"when_empty": "fail"}, COUNT, ["fails without a value"]),
    ],
)
def test_a_limit_is_told_as_it_is_meant(item: Any, column: Column, said: list[str]) -> None:
    assert words.limits(Check(rule_of(item), "Loans", Status.OK, column)) == said


def test_json_holds_a_score_beyond_all_bounds_as_null_and_names_groups_that_the_record_does_not() -> None:
    endless = check_of({"zscore": {"fail": 3}}, COUNT, {(): ZScore(2, 0.0, 0.0, inf, 28)})
    report = Report(DAY, (MANY, endless, BROKEN))
    body = to_body(report, False)
    assert "Infinity" not in to_json(body)
    assert body["checks"][1]["zscore"] == {"score": None, "mean": 0.0, "deviation": 0.0, "count": 28}
    assert "Branch 11" in to_json(body) and "Branch 11" not in str(to_record(report))


def test_the_worst_is_a_failure_then_an_error_then_a_warning() -> None:
    warning = replace(FINE, status=Status.WARNING)
    assert Report(DAY, (FINE, warning)).status is Status.WARNING
    assert Report(DAY, (warning, BROKEN)).status is Status.ERROR
    assert Report(DAY, (BROKEN, MANY)).status is Status.FAILURE
    failed = [Report(DAY, (c,)).is_failed(w) for c in (FINE, warning, BROKEN) for w in (False, True)]
    assert failed == [False, False, False, True, True, True]
