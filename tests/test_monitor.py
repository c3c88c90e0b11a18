"""`metrics monitor`: each figure equals hand-written SQL, a breach ends with 1, and nothing is silently fine."""

from __future__ import annotations

import csv
import json
import statistics
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from metrics_cli.assembly import Assembly
from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.monitoring.bodies import to_body
from metrics_cli.monitoring.checks import Check, Report
from metrics_cli.monitoring.rules import Status
from metrics_cli.monitoring.run import monitored
from metrics_cli.monitoring.words import dates
from metrics_cli.settings import Settings
from tests.projects.built import Built

# The day after the library's last loan.
TODAY = date(2025, 2, 21)
DAY = ("--as-of", TODAY.isoformat())


def declare(built: Built, rules: Mapping[str, Any]) -> None:
    """Have the manifest declare these rules and no others, where dbt would have written them."""
    path = built.root / "target" / "semantic_manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for metric in content["metrics"]:
        meta = {key: item for key, item in ((metric.get("config") or {}).get("meta") or {}).items() if key != "monitor"}
        found = {"monitor": rules[metric["name"]]} if metric["name"] in rules else {}
        metric["config"] = {**(metric.get("config") or {}), "meta": {**meta, **found}}
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture(scope="module")
def desk(library: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A copy of the library whose rules a test may declare."""
    return library.copy(tmp_path_factory.mktemp("watched") / "library")


@pytest.fixture
def report(desk: Built) -> Any:
    """What makes the report of some rules, in this process."""

    def made(rules: Mapping[str, Any], *metrics: str, today: date = TODAY) -> Report:
        declare(desk, rules)
        with closing(Assembly(Settings(project_dir=desk.root), {})) as assembly:
            return monitored(assembly, metrics, today, today, lambda done, total: None)

    return made


@pytest.fixture
def only(report: Any) -> Any:
    """What makes the check of the one rule of a metric."""

    def made(metric: str, rule: Any, today: date = TODAY) -> Check:
        (check,) = report({metric: rule}, today=today).checks
        return check

    return made


def test_the_rules_that_dbt_parsed_are_checked_and_a_breach_ends_with_1(library: Built) -> None:
    found = library.metrics("monitor", "--json", *DAY)
    assert found.code == 1
    body = found.json
    assert (body["as_of"], body["status"], body["failed"]) == ("2025-02-21", "failure", True)
    assert body["counts"] == {"checks": 3, "ok": 1, "warning": 1, "failure": 1, "error": 0}
    ((rate,),) = library.sql("select avg(is_overdue::int) from loans where title_id in (select title_id from titles)")
    assert [(c["metric"], c["rule"], c["status"]) for c in body["checks"]] == [
        ("overdue_rate", 1, "failure"),
        ("loans", 2, "warning"),
        ("loans", 1, "ok"),
    ]
    breach = body["checks"][0]
    assert breach["value"] == pytest.approx(rate)
    assert breach["limits"] == {"warn_above": 0.05, "fail_above": 0.2}
    assert breach["reason"] == f"{rate * 100:.1f} % is above 20.0 %"
    assert breach["because"] == "Remind the members."
    assert body["checks"][1]["period"]["start"] == "2025-01-01"


def test_a_table_puts_breaches_first_and_its_words_need_no_colour(library: Built) -> None:
    found = library.metrics("monitor", *DAY)
    lines = found.out.splitlines()
    assert lines[0].split() == ["Status", "Check", "Value", "Limits", "Period"]
    assert [line.split()[0] for line in lines[1:5]] == ["failure", "warns", "warning", "ok"]
    assert "fails above 20.0 %" in lines[1] and "warns above 5.0 %" in lines[2]
    assert "failure  Overdue rate, all dates: 27.3 % is above 20.0 %" in lines
    assert "warning  Loans, 1 – 31 Jan 2025: 4 is above 3" in lines
    assert "         what to do: Remind the members." in lines
    assert lines[-1] == "3 checks on 21 Feb 2025: 1 ok, 1 warning, 1 failure"
    assert "\x1b" not in found.out and max(map(len, lines)) <= 120


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(["loans"], 0, id="a warning is no failure"),
        pytest.param(["loans", "--fail-on", "warn"], 1, id="unless it is to be one"),
        pytest.param(["lones"], 2, id="no such metric"),
        pytest.param(["fines"], 2, id="no rule"),
    ],
)
def test_the_exit_code_says_how_it_went(library: Built, words: list[str], code: int) -> None:
    found = library.metrics("monitor", *words, *DAY)
    assert found.code == code
    assert {"lones": "did you mean loans", "fines": "fines declares no rule"}.get(words[0], "") in found.err


@pytest.mark.parametrize("ending", ["csv", "jsonl", "md", "parquet"])
def test_a_file_takes_the_form_it_ends_on_also_after_a_breach(library: Built, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"report.{ending}"
    found = library.metrics("monitor", *DAY, "-o", str(path))
    assert (found.code, found.out) == (1, "")
    assert "3 checks on 21 Feb 2025" in found.err
    text = path.read_bytes()
    if ending == "csv":
        rows = list(csv.DictReader(text.decode().splitlines()))
        assert [(r["status"], r["metric"]) for r in rows] == [
            ("failure", "overdue_rate"),
            ("warning", "loans"),
            ("ok", "loans"),
        ]
    elif ending == "jsonl":
        assert [json.loads(line)["rule"] for line in text.splitlines()] == [1, 2, 1]
    else:
        assert text.startswith({"md": b"**3 checks", "parquet": b"PAR1"}[ending])


def test_a_project_without_rules_says_how_to_declare_one(report: Any) -> None:
    with pytest.raises(QueryInvalid) as caught:
        report({})
    assert caught.value.exit_code == 2
    assert "no metric declares a rule" in caught.value.message and "monitor: {" in caught.value.hint


def test_metrics_that_are_named_are_checked_alone_and_unknown_ones_get_their_nearest(report: Any) -> None:
    rules = {"loans": {"fail_below": 1}, "fines": {"fail_below": 1}, "borrowers": {"fail_below": 1}}
    assert [c.rule.metric for c in report(rules, "fines,loans").checks] == ["fines", "loans"]
    with pytest.raises(NameUnknown) as caught:
        report(rules, "finess")
    assert "fines" in caught.value.hint


@pytest.mark.parametrize(
    ("rule", "sql", "status"),
    [
        (
            {"period": "last_month", "fail_above": 3},
            "count(*) from loans where lent_on >= '2025-01-01' and lent_on < '2025-02-01'",
            "failure",
        ),
        ({"period": "yesterday", "fail_below": 1}, "count(*) from loans where lent_on = '2025-02-20'", "ok"),
        (
            {"period": "2024", "warn_below": 38.5, "fail_below": 38},
            "count(*) from loans where year(lent_on) = 2024",
            "warning",
        ),
        (
            {"where": ["genre = Crime", "pages > 100"], "warn_above": 1},
            "count(*) from loans join titles using (title_id) where genre = 'Crime' and pages > 100",
            "warning",
        ),
    ],
)
def test_a_figure_is_that_of_hand_written_sql(desk: Built, only: Any, rule: Any, sql: str, status: str) -> None:
    check = only("loans", rule)
    ((expected,),) = desk.sql(f"select {sql}")
    assert (check.findings[0].value, check.status) == (expected, status)


def test_groups_in_breach_are_told_worst_first(desk: Built, only: Any) -> None:
    check = only("loans", {"by": "genre", "warn_below": 20, "fail_below": 10, "period": "2024"})
    expected = desk.sql(
        "select genre, count(*) from loans join titles using (title_id) where year(lent_on) = 2024"
        " group by 1 having count(*) < 20 order by 2"
    )
    assert [(f.names[0], f.value) for f in check.findings] == expected
    assert (
        check.total
        == desk.sql(
            "select count(distinct coalesce(genre, '')) from titles where title_id in (select title_id from loans)"
        )[0][0]
    )
    assert [f.status for f in check.findings] == ["failure" if n < 10 else "warning" for _, n in expected]


def test_a_group_two_joins_away_is_checked(desk: Built, only: Any) -> None:
    check = only("overdue_rate", {"by": ["town", "tier"], "fail_above": 0.3})
    expected = desk.sql(
        "select town, tier, avg(is_overdue::int) from loans left join members using (member_id)"
        " left join branches using (branch_id) group by all having avg(is_overdue::int) > 0.3"
    )
    assert {f.names: f.value for f in check.findings} == {(t, k): pytest.approx(v) for t, k, v in expected}


EMPTY = {"period": "2023", "fail_above": 5}


@pytest.mark.parametrize(
    ("metric", "rule", "status", "said"),
    [
        pytest.param("loans", EMPTY, "failure", "the data run from 5 Jan 2024", id="a period without data"),
        pytest.param("loans", {**EMPTY, "when_empty": "warn"}, "warning", "the data run", id="which may only warn"),
        pytest.param("loans", {**EMPTY, "when_empty": "ok"}, "ok", "", id="which may be fine"),
        pytest.param("loans", {"period": "today", "warn_above": 1}, "warning", "the data run", id="not yet loaded"),
        pytest.param("loans", {"period": "2025-02-12", "warn_above": 1}, "warning", "", id="a day without rows"),
        pytest.param("overdue_rate", {"period": "2025-02-12", "fail_above": 1}, "failure", "", id="no denominator"),
        pytest.param("loans", {"by": "genre", "period": "2025-02-12", "fail_above": 1}, "failure", "", id="no group"),
    ],
)
def test_nothing_is_never_silently_fine(only: Any, metric: str, rule: Any, status: str, said: str) -> None:
    check = only(metric, rule)
    assert check.status == status
    assert status == "ok" or said in to_body(Report(TODAY, (check,)), False)["checks"][0]["reason"]


def test_days_without_rows_are_groups_of_a_rule_by_day(desk: Built, only: Any) -> None:
    rule = {"by": "day", "period": "trailing(12, day)", "fail_below": 1, "when_empty": "warn"}
    check = only("loans", rule, date(2025, 2, 23))
    ((none,),) = desk.sql(
        "select list(date_day order by date_day) from days where date_day between '2025-02-11' and '2025-02-20'"
        " and date_day not in (select lent_on from loans)"
    )
    found = {finding.names[0]: finding.status for finding in check.findings}
    # What comes after the data's last day is not known to be nothing.
    beyond = {date(2025, 2, 21): "warning", date(2025, 2, 22): "warning"}
    assert found == {day: "failure" for day in none} | beyond
    assert check.total == 12
    rates = only("overdue_rate", {"by": "day", "period": "2025-02-10..2025-02-14", "warn_above": 1})
    assert [(f.names[0].day, f.reason) for f in rates.findings] == [(d, "there is no value") for d in (10, 12, 13, 14)]


def test_a_value_that_only_has_to_be_there(only: Any) -> None:
    assert only("loans", {"period": "yesterday", "when_empty": "fail"}).status == "ok"
    assert only("loans", {"period": "2023", "when_empty": "fail"}).status == "failure"


@pytest.mark.parametrize(("over", "count"), [(6, 6), (12, 11)])
def test_a_z_score_is_that_of_the_months_in_sql(desk: Built, only: Any, over: int, count: int) -> None:
    check = only("loans", {"zscore": {"grain": "month", "over": over, "warn": 1, "fail": 3}})
    counts = [n for _, n in desk.sql("select date_trunc('month', lent_on), count(*) from loans group by 1 order by 1")]
    # February is not over.
    *before, value = counts[:-1]
    # January 2024 begins before the data do.
    before = before[1:][-over:]
    (finding,) = check.findings
    expected = (value - statistics.mean(before)) / statistics.stdev(before)
    assert (finding.score.value, finding.score.count) == (value, count)
    assert finding.score.score == pytest.approx(expected)


def test_days_without_rows_are_zeros_of_what_is_counted(desk: Built, only: Any) -> None:
    check = only("loans", {"zscore": {"over": 28, "fail": 1}})
    ((value, mean, deviation),) = desk.sql(
        "select max(n) filter (day = '2025-02-20'), avg(n) filter (day < '2025-02-20'),"
        " stddev_samp(n) filter (day < '2025-02-20') from (select date_day as day, count(loan_id) as n from days"
        " left join loans on lent_on = date_day where date_day between '2025-01-23' and '2025-02-20' group by 1)"
    )
    (finding,) = check.findings
    assert (finding.score.mean, finding.score.deviation) == (pytest.approx(mean), pytest.approx(deviation))
    assert finding.score.score == pytest.approx((value - mean) / deviation)
    assert check.status == "failure"


def joined_to_the_spine(built: Built, metric: str, fill: int | None) -> None:
    """Have the manifest say that each day of a metric has a row, with `fill` where it has no figure."""
    path = built.root / "target" / "semantic_manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    (found,) = [m["type_params"] for m in content["metrics"] if m["name"] == metric]
    for measure in (found["measure"], *found["input_measures"]):
        measure |= {"join_to_timespine": True, "fill_nulls_with": fill}
    path.write_text(json.dumps(content), encoding="utf-8")


def scored(built: Built, rules: Mapping[str, Any], today: date = TODAY) -> list[Any]:
    declare(built, rules)
    with closing(Assembly(Settings(project_dir=built.root), {})) as assembly:
        found = monitored(assembly, (), today, today, lambda done, total: None)
    return [check.findings[0] for check in sorted(found.checks, key=lambda c: c.rule.metric)]


def test_a_figure_that_is_missing_is_no_0(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    with duckdb.connect(str(copy.warehouse)) as connection:
        connection.execute("alter table loans alter fine type double")
        connection.execute("update loans set fine = 'nan' where lent_on = '2025-02-11'")
        connection.execute("update loans set fine = null where lent_on = '2025-02-20'")
    rules = {"fines": {"zscore": {"over": 28, "fail": 3}}, "loans": {"zscore": {"over": 28, "fail": 9}}}
    # The day with the NaN is left out of those before, the days without loans are 0.
    ((mean,),) = copy.sql("select sum(fine) / 27 from loans where lent_on between '2025-01-22' and '2025-02-10'")
    before = scored(copy, rules, date(2025, 2, 20))[0]
    assert (before.value, before.score.count, before.score.mean) == (0, 27, pytest.approx(mean))
    fines, loans = scored(copy, rules)
    assert (fines.value, fines.reason, fines.status) == (None, "there is no value for 20 Feb 2025", "failure")
    # With a row for every day a count still knows those without loans; a sum does not, unless it says that they are 0.
    for metric in rules:
        joined_to_the_spine(copy, metric, None)
    fines, joined = scored(copy, rules, date(2025, 2, 20))
    assert (fines.reason, joined.score.count) == ("there is no value for 19 Feb 2025", 28)
    assert scored(copy, rules)[1].score == loans.score
    days = {"loans": {"by": "day", "period": "2025-02-11..2025-02-12", "fail_below": 1}}
    assert scored(copy, days)[0].value == 0
    joined_to_the_spine(copy, "fines", 0)
    assert scored(copy, rules)[0].value == 0


@pytest.mark.parametrize(
    ("metric", "score", "today", "status", "said"),
    [
        pytest.param(
            "loans",
            {"over": 7, "warn": 9},
            date(2025, 2, 25),
            "warning",
            "the data end on 20 Feb 2025",
            id="not loaded",
        ),
        pytest.param(
            "loans",
            {"grain": "month", "over": 30, "fail": 9},
            TODAY,
            "warning",
            "only 11 of the 30 months before have a value, 15 are needed: the data begin on 5 Jan 2024",
            id="too young",
        ),
        pytest.param(
            "overdue_rate",
            {"over": 28, "fail": 9},
            TODAY,
            "failure",
            "only 2 of the 28 days before",
            id="a ratio of nothing is no 0",
        ),
        pytest.param(
            "overdue_rate",
            {"over": 28, "fail": 9},
            date(2025, 2, 13),
            "failure",
            "there is no value for 12 Feb 2025",
            id="nor is the last",
        ),
    ],
)
def test_a_z_score_of_too_few_figures_is_none(
    only: Any, metric: str, score: Any, today: date, status: str, said: str
) -> None:
    check = only(metric, {"zscore": score}, today)
    assert check.status == status
    assert said in check.findings[0].reason


def test_a_z_score_of_nothing_is_not_that_of_zeros(only: Any) -> None:
    check = only("loans", {"zscore": {"over": 28, "fail": 3}, "where": "pages > 100000"})
    assert (check.status, check.findings[0].reason) == ("failure", "No row meets the filters in that period.")


def test_a_week_that_the_data_end_in_is_told_to_be_short(only: Any) -> None:
    check = only("loans", {"zscore": {"grain": "week", "over": 8, "warn": 9}}, date(2025, 2, 26))
    assert check.notes == ("the data end on 20 Feb 2025, within the last week",)
    assert dates(check) == "17 Feb – 23 Feb 2025 (in part)"
    partly = only("loans", {"period": "trailing(7, day)", "fail_above": 100}, date(2025, 2, 25))
    assert (partly.status, dates(partly)) == ("ok", "18 Feb – 24 Feb 2025 (in part)")
    assert dates(only("loans", {"period": "2024", "fail_above": 100})) == "1 Jan – 31 Dec 2024 (in part)"


def test_a_z_score_of_each_group(desk: Built, only: Any) -> None:
    check = only("loans", {"zscore": {"grain": "month", "over": 12, "warn": 0.1}, "by": "genre"})
    crime = [
        n
        for _, n in desk.sql(
            "select date_trunc('month', date_day), count(loan_id) from days left join"
            " (select * from loans join titles using (title_id) where genre = 'Crime') on lent_on = date_day"
            " where date_day between '2024-01-01' and '2025-01-31' group by 1 order by 1"
        )
    ]
    # January 2024 begins before the data do.
    *before, value = crime
    (finding,) = [f for f in check.findings if f.names == ("Crime",)]
    before = before[1:]
    assert finding.score.score == pytest.approx((value - statistics.mean(before)) / statistics.stdev(before))


@pytest.mark.parametrize(
    ("today", "status", "said"),
    [
        (date(2025, 2, 21), "ok", ""),
        (date(2025, 2, 22), "warning", "the data end on 20 Feb 2025, 2 days before"),
        (date(2025, 2, 24), "failure", "the data end on 20 Feb 2025, 4 days before"),
        # What came later was not there yet.
        (date(2025, 2, 10), "failure", "the data end on 25 Jan 2025, 16 days before"),
    ],
)
def test_data_grow_old(only: Any, today: date, status: str, said: str) -> None:
    check = only("loans", {"warn_age_days": 1, "fail_age_days": 3}, today)
    assert check.status == status
    assert to_body(Report(today, (check,)), False)["checks"][0]["reason"] == (said or None)


@pytest.mark.parametrize(
    ("metric", "rule", "said"),
    [
        ("loans", {"period": "yester", "fail_above": 1}, "period: 'yester' is not a period"),
        ("loans", {"by": "shoe", "fail_above": 1}, "by: no dimension 'shoe'"),
        ("loans", {"where": "genre ~ 3", "fail_above": 1}, "where: '~' is no comparison"),
        ("loans", {"where": "genre = Crimee", "fail_above": 1}, "did you mean Crime?"),
        ("loans", {"fail_abov": 1}, "no key 'fail_abov', did you mean fail_above?"),
        ("loans", {"zscore": {"warn": 2}, "by": "month"}, "by: a z-score is told over time already"),
        ("loan_growth", {"zscore": {"grain": "week", "over": 4, "warn": 2}}, "has no meaning by week"),
    ],
)
def test_a_rule_that_is_wrong_is_an_error_and_stops_no_other(report: Any, metric: str, rule: Any, said: str) -> None:
    found = report({metric: [rule, {"period": "2024-06", "when_empty": "fail"}]})
    assert [c.status for c in found.checks] == ["error", "ok"]
    assert said in found.checks[0].reason
    assert found.is_failed()


def test_a_warehouse_that_cannot_be_reached_is_told_once(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    copy.warehouse.unlink()
    found = copy.metrics("monitor", *DAY)
    assert found.code == 1
    assert found.out.count("no warehouse at") == 1 and "3 checks were not made" in found.out
    assert found.out.splitlines()[-1] == "3 checks on 21 Feb 2025: 0 ok, 3 errors"


def test_a_check_that_takes_too_long_is_an_error_of_its_own(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    endless = "select range as member_id, date '2024-01-01' as joined_on from range(1000000000000)"
    with duckdb.connect(str(copy.warehouse)) as connection:
        connection.execute(f"drop table members; create view members as {endless}")
    rule = {"when_empty": "fail"}
    declare(copy, {"loans": rule, "new_members": rule, "fines": rule})
    found = copy.metrics("monitor", "--json", "--timeout", "2", *DAY)
    assert found.code == 1
    assert {c["metric"]: c["status"] for c in found.json["checks"]} == {
        "new_members": "error",
        "loans": "ok",
        "fines": "ok",
    }
    assert "stopped after 2 s" in found.json["checks"][0]["reason"]


def test_a_running_figure_and_one_that_looks_back_are_told_as_ever(desk: Built, report: Any) -> None:
    found = report(
        {
            "loans_to_date": {"period": "2024", "fail_above": 37},
            "loan_growth": {"period": "last_month", "fail_above": 0.3},
        }
    )
    ((until,),) = desk.sql("select count(*) from loans where lent_on <= '2024-12-31'")
    ((now, before),) = desk.sql(
        "select count(*) filter (date_trunc('month', lent_on) = '2025-01-01'),"
        " count(*) filter (date_trunc('month', lent_on) = '2024-12-01') from loans"
    )
    values = {c.rule.metric: c.findings[0].value for c in found.checks}
    assert values == {"loans_to_date": until, "loan_growth": pytest.approx((now - before) / before)}
    assert found.counts[Status.FAILURE] == 2


def test_groups_without_a_value_are_told(only: Any) -> None:
    check = only("fine_per_loan", {"by": "genre", "fail_above": 100, "when_empty": "warn", "where": "pages > 100000"})
    assert check.status == "warning"


def test_each_run_leaves_a_line_that_names_no_group(desk: Built, tmp_path: Path) -> None:
    declare(desk, {"loans": [{"by": "genre", "fail_below": 8}, {"warn_above": 3}], "fines": {"fail_abov": 1}})
    state = {"XDG_STATE_HOME": str(tmp_path)}
    assert desk.metrics("monitor", "--history", **state).err == "nothing has been monitored of this project\n"
    codes = [desk.metrics("monitor", *words, *DAY, **state).code for words in ((), ("loans", "--json"))]
    (first, second) = desk.metrics("monitor", "--history", "--json", **state).json["runs"]
    assert codes == [1, 1] and [first["number"], second["number"]] == [1, 2]
    assert (first["as_of"], first["status"]) == ("2025-02-21", "failure")
    assert first["counts"] == {"checks": 3, "ok": 0, "warning": 1, "failure": 1, "error": 1}
    assert first["checks"] == [
        {"metric": "loans", "rule": 1, "status": "failure", "value": None},
        {"metric": "fines", "rule": 1, "status": "error", "value": None},
        {"metric": "loans", "rule": 2, "status": "warning", "value": 44},
    ]
    assert "Crime" not in (tmp_path / "metrics" / "history.sqlite").read_bytes().decode("latin-1")
    listed = desk.metrics("monitor", "--history", **state).out.splitlines()
    assert listed[1].endswith("failure  3       loans 1 (failure), fines 1 (error), loans 2 (warning)")
    desk.metrics("monitor", *DAY, **state, METRICS_HISTORY="off")
    assert len(desk.metrics("monitor", "--history", "--json", **state).json["runs"]) == 2


def test_a_history_that_cannot_be_kept_is_said_and_changes_nothing(library: Built, tmp_path: Path) -> None:
    (tmp_path / "metrics").write_text("in the way")
    found = library.metrics("monitor", "loans", *DAY, XDG_STATE_HOME=str(tmp_path))
    assert found.code == 0
    assert found.err.startswith("note: the history in") and "3 is above" not in found.err
