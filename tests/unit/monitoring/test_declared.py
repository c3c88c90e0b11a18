"""What stands under `config.meta.monitor` is read whole, or told to be wrong in a line that names what is allowed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from metrics_cli.monitoring.declared import read_rules
from metrics_cli.monitoring.rules import BrokenRule, Kind, Rule, Status


def read(item: Any) -> Rule:
    """Return the one rule of a declaration, as a manifest holds it."""
    (rule,) = read_rules("loans", json.loads(json.dumps(item)))
    assert isinstance(rule, Rule), rule
    return rule


def faults(item: Any) -> tuple[str, ...]:
    """Return what is wrong with the one rule of a declaration."""
    (rule,) = read_rules("loans", item)
    assert isinstance(rule, BrokenRule), rule
    return rule.faults


def test_a_rule_has_what_is_declared() -> None:
    rule = read(
        {
            "period": "trailing(7, day)",
            "by": ["genre", "town"],
            "where": "pages > 100",
            "warn_above": 3,
            "fail_above": 5.5,
            "because": "count  the\nbooks",
        }
    )
    assert (rule.kind, rule.period, rule.by, rule.where) == (
        Kind.VALUE,
        "trailing(7, day)",
        ("genre", "town"),
        ("pages > 100",),
    )
    assert rule.because == "count the books"
    assert [rule.status_of(v) for v in (3, 3.01, 5.5, 6)] == [Status.OK, Status.WARNING, Status.WARNING, Status.FAILURE]


def test_a_z_score_has_defaults_and_holds_on_both_sides() -> None:
    rule = read({"zscore": {"warn": 2, "fail": 3}})
    assert (rule.kind, rule.grain, rule.over) == (Kind.ZSCORE, "day", 28)
    assert [rule.status_of(v) for v in (-3.1, -2.5, 2, 2.1, float("inf"))] == [
        Status.FAILURE,
        Status.WARNING,
        Status.OK,
        Status.WARNING,
        Status.FAILURE,
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"fail_above": 1}, Status.FAILURE),
        ({"warn_above": 1}, Status.WARNING),
        ({"warn_above": 1, "when_empty": "ok"}, Status.OK),
        ({"warn_above": 1, "when_empty": "fail"}, Status.FAILURE),
        ({"zscore": {"warn": 2}}, Status.WARNING),
        ({"zscore": {"fail": 2}}, Status.FAILURE),
        ({"fail_age_days": 0}, Status.FAILURE),
        ({"when_empty": "warn"}, Status.WARNING),
    ],
)
def test_no_value_comes_to_what_is_said_or_to_the_worst_limit(item: Any, expected: Status) -> None:
    assert read(item).when_empty is expected


def test_a_list_is_several_rules_and_a_broken_one_hides_no_other() -> None:
    found = read_rules("loans", [{"fail_above": 1}, {"fail_over": 1}, {"warn_below": 1}])
    assert [(type(r).__name__, r.number) for r in found] == [("Rule", 1), ("BrokenRule", 2), ("Rule", 3)]


@pytest.mark.parametrize("equal", [{"warn_above": 5, "fail_above": 5}, {"warn_below": 5, "fail_above": 5}])
def test_bounds_may_touch(equal: Any) -> None:
    assert read(equal).status_of(5) is Status.OK


@pytest.mark.parametrize(
    ("item", "said"),
    [
        pytest.param({"fail_abov": 1}, "no key 'fail_abov', did you mean fail_above? (allowed: period, by,", id="key"),
        pytest.param({"fail_above": True}, "fail_above is true: it is a number", id="truth value"),
        pytest.param({"fail_above": "5"}, 'fail_above is "5": it is a number', id="text"),
        pytest.param({"fail_above": "5%"}, 'fail_above is "5%": it is a number, 0.05 for 5 %', id="percentage"),
        pytest.param({"fail_above": float("nan")}, "fail_above is NaN: it is a number", id="no number"),
        pytest.param({"fail_above": float("-inf")}, "fail_above is -Infinity: it is a number", id="infinity"),
        pytest.param({"fail_above": 10**400}, "it is a number", id="a number beyond all figures"),
        pytest.param({"fail_above": None}, "fail_above is empty: it is a number", id="empty"),
        pytest.param({"fail_above": [1]}, "fail_above is [1]: it is a number", id="list"),
        pytest.param(
            {"warn_above": 6, "fail_above": 5},
            "warn_above is 6: it is at most fail_above, 5, or it would never warn",
            id="warning after the failure",
        ),
        pytest.param(
            {"warn_below": 4, "fail_below": 5}, "warn_below is 4: it is at least fail_below, 5", id="the same below"
        ),
        pytest.param(
            {"fail_below": 5, "warn_above": 4}, "nothing is ok that may be neither below 5 nor above 4", id="crossed"
        ),
        pytest.param({"period": "yesterday"}, "the rule checks nothing: a rule has at least one of", id="no bound"),
        pytest.param({"period": "yesterday", "when_empty": "ok"}, "the rule checks nothing", id="nothing at all"),
        pytest.param({}, "monitor is {}: it is a mapping", id="empty mapping"),
        pytest.param([], "monitor holds no rule", id="empty list"),
        pytest.param(None, "monitor is empty: it is a mapping", id="nothing declared"),
        pytest.param("fail_above: 5", 'monitor is "fail_above: 5": it is a mapping', id="text for a rule"),
        pytest.param({"fail_above": 1, "period": ["2024"]}, 'period is ["2024"]: it is one such as', id="period"),
        pytest.param({"fail_above": 1, "by": 3}, "by is 3: it is a dimension, or a list of them", id="by"),
        pytest.param({"fail_above": 1, "by": []}, "by is []: it is a dimension", id="by nothing"),
        pytest.param({"fail_above": 1, "where": {"a": 1}}, "where is", id="where"),
        pytest.param({"fail_above": 1, "because": 4}, "because is 4: it is a text", id="because"),
        pytest.param({"fail_above": 1, "when_empty": "skip"}, "it is one of warn, fail, ok", id="when_empty"),
        pytest.param({"fail_above": 1, "when_empty": True}, "it is one of warn, fail, ok", id="when_empty true"),
        pytest.param({"zscore": 3}, "zscore is 3: it is a mapping such as {grain: day", id="z-score"),
        pytest.param({"zscore": {"over": 28}}, "zscore checks nothing", id="z-score without a limit"),
        pytest.param({"zscore": {"fail": 0}}, "zscore.fail is 0: it is a number above 0", id="z-score of 0"),
        pytest.param({"zscore": {"fail": 3, "warn": 4}}, "zscore.warn is 4: it is at most zscore.fail, 3", id="levels"),
        pytest.param({"zscore": {"fail": 3, "grain": "hour"}}, "zscore.grain is", id="grain"),
        pytest.param({"zscore": {"fail": 3, "over": 2}}, "it is a whole number from 3 to 1,000", id="too few"),
        pytest.param({"zscore": {"fail": 3, "over": True}}, "it is a whole number from 3", id="over true"),
        pytest.param({"zscore": {"fail": 3, "ovr": 9}}, "no key 'zscore.ovr', did you mean over?", id="score's key"),
        pytest.param({"zscore": {"fail": 3}, "period": "2024"}, "period has no place beside zscore", id="own dates"),
        pytest.param({"zscore": {"fail": 3}, "fail_above": 3}, "make them rules of their own", id="two figures"),
        pytest.param({"fail_age_days": -1}, "fail_age_days is -1: it is a number from 0 on", id="age"),
        pytest.param({"fail_age_days": 1, "by": "genre"}, "by has no place beside fail_age_days", id="age by"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(item: Any, said: str) -> None:
    assert said in "; ".join(faults(item))


def test_all_faults_of_a_rule_are_told_at_once() -> None:
    found = faults({"fail_above": "x", "by": 3, "nonsense": 1, "when_empty": 5})
    assert len(found) == 4
