"""The quality gate: what it sees in a build, what its limits may say, and how it tells what it decided."""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "airflow" / "dags"))

from orchestration import gate
from orchestration.gate.limits import LimitsWrong, read_limits
from orchestration.gate.observing import CHECKS
from orchestration.gate.verdict import Verdict, judge

ORDERS = """
    create or replace table marts.fct_orders as
    select 'order ' || n as order_key, {world} + n as customer_id, date '2024-01-01' + n::integer as ordered_on
    from range({rows}) as t(n)"""
PRODUCTS = """
    create or replace table marts.dim_products as
    select n as product_id, n >= {unlisted} as is_known from range(40) as t(n)"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A live warehouse with a hundred orders, a build just like it, test results that passed, the declared limits."""
    for name, path in (
        ("BUILD", tmp_path / "build/data.duckdb"),
        ("WAREHOUSE", tmp_path / "data.duckdb"),
        ("BUILD_TARGET", tmp_path / "target"),
        ("REPORT", tmp_path / "warehouse/reports/quality_gate.json"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        monkeypatch.setattr(gate, name, path)
    _tests(tmp_path, {"unique_id": "test.shop.unique_fct_orders_id.5d0f", "status": "pass", "failures": 0})
    for path in (gate.BUILD, gate.WAREHOUSE):
        _change(path, "create schema raw", "create schema marts", ORDERS.format(rows=100, world=0))
        _change(path, PRODUCTS.format(unlisted=0), *_log("products", (100, 0), (100, 4)))
    return tmp_path


def test_a_build_like_the_published_one_passes(files: Path) -> None:
    assert gate.check("fail") == "6 checks: 6 passed"
    assert _written(files)["status"] == "pass"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        pytest.param(
            [ORDERS.format(rows=50, world=0)],
            "rows_kept fct_orders: 50 rows, 100 are published",
            id="a table that halved",
        ),
        pytest.param(
            [PRODUCTS.format(unlisted=20)],
            "rows_unlisted dim_products: 20 of 40 rows are only mentioned by facts",
            id="facts without their dimension",
        ),
        pytest.param(
            ["update raw.ingestion_log set rows_rejected = 30 where file = 'products 1.csv'"],
            "rows_rejected products: 30 of 100 rows of the latest delivery rejected",
            id="a delivery with 30 % rejected",
        ),
    ],
)
def test_a_build_beyond_a_limit_fails_in_one_line_or_is_let_through_when_told_so(
    files: Path, capsys: pytest.CaptureFixture[str], broken: list[str], reason: str
) -> None:
    _change(gate.BUILD, *broken)
    with pytest.raises(gate.GateClosed) as stopped:
        gate.check("fail")
    assert str(stopped.value) == f"{reason}; what to do: warehouse/reports/quality_gate.json"
    written = _written(files)
    assert (written["status"], written["reason"]) == ("fail", reason)
    assert {"check", "subject", "status", "observed", "limit", "detail", "suggestion"} == written["checks"][0].keys()
    assert written["checks"][0]["suggestion"]
    assert capsys.readouterr().out.startswith(f"FAIL  {reason}\n")
    assert gate.check("warn") == f"6 checks: 5 passed, 1 failed; {reason}; let through by mode warn"
    assert _written(files)["status"] == "warn"


def test_rows_of_another_world_are_another_delivery_and_not_a_smaller_one(files: Path) -> None:
    _change(gate.BUILD, ORDERS.format(rows=50, world=1000))
    assert "another delivery, not a smaller one" in gate.check("fail")
    assert _written(files)["status"] == "warn"


@pytest.mark.parametrize(
    ("amount", "status"),
    [
        pytest.param("n * 1.1", "pass", id="a little more"),
        pytest.param("-n", "pass", id="signs are looked at elsewhere"),
        pytest.param("n * 100", "fail", id="cents for dollars"),
        pytest.param("0", "fail", id="no amounts"),
        pytest.param("null", "fail", id="missing amounts"),
    ],
)
def test_amounts_are_held_against_those_that_are_published(files: Path, amount: str, status: str) -> None:
    for path, value in ((gate.WAREHOUSE, "n"), (gate.BUILD, amount)):
        orders = (
            f"select n as order_id, 7 * n as customer_id, ({value})::decimal(18, 2) as total from range(100) as t(n)"
        )
        _change(path, f"create or replace table marts.fct_orders as {orders}")
    seen = gate.observe(gate.BUILD, gate.WAREHOUSE, gate.BUILD_TARGET)
    assert judge(seen, read_limits(gate.LIMITS), "fail").status == status


def test_the_same_orders_an_hour_later_are_no_other_delivery(files: Path) -> None:
    for path, rows, shift in ((gate.WAREHOUSE, 100, 0), (gate.BUILD, 30, 1)):
        orders = f"select n as order_id, 7 * n as customer_id, n + {shift} as placed_at from range({rows}) as t(n)"
        _change(path, f"create or replace table marts.fct_orders as {orders}")
    with pytest.raises(gate.GateClosed, match="30 rows, 100 are published;"):
        gate.check("fail")


def test_errors_in_the_data_are_held_against_the_rows_of_their_table(files: Path) -> None:
    columns = "check_name, source_table, severity, records, suggested_remedy"
    findings = "('total_unlike_parts', 'products', 'error', 7, 'ask'), ('outlier', 'products', 'info', 90, 'look')"
    _change(gate.BUILD, "create table raw.products as from range(100)")
    _change(gate.BUILD, f"create table marts.fct_data_quality_findings as from (values {findings}) as t({columns})")
    told = "errors_found total_unlike_parts: 7 findings in 100 rows of products"
    assert gate.check("fail") == f"7 checks: 6 passed, 1 warned; {told}"
    _change(gate.BUILD, "update marts.fct_data_quality_findings set records = 21 where severity = 'error'")
    with pytest.raises(gate.GateClosed, match="total_unlike_parts: 21 findings"):
        gate.check("fail")


def test_only_the_latest_delivery_counts(files: Path) -> None:
    _change(gate.BUILD, "update raw.ingestion_log set rows_rejected = 60 where file = 'products 0.csv'")
    assert gate.check("fail") == "6 checks: 6 passed"


def test_what_was_removed_since_does_not_count(files: Path) -> None:
    log = "raw.ingestion_log"
    _change(
        gate.BUILD,
        f"update {log} set rows_rejected = 60 where file like '%1.csv'",
        f"insert into {log} by name select * replace ('removed' as status) from {log} where file like '%1.csv'",
    )
    assert gate.check("fail").endswith(" passed")


def test_a_refused_file_is_told_until_it_is_delivered_again(files: Path) -> None:
    _change(gate.BUILD, "update raw.ingestion_log set status = 'failed', error = 'cut off' where file like '%1.csv'")
    assert gate.check("fail").endswith("files_refused products: cut off")
    mended = (
        "status = 'duplicate', started_at = started_at + interval 1 day, finished_at = finished_at + interval 1 day"
    )
    _change(
        gate.BUILD,
        "create temp table again as from raw.ingestion_log where status = 'failed'",
        f"update again set {mended}",
        "insert into raw.ingestion_log from again",
        "update raw.ingestion_log set status = 'loaded', rows_rejected = 30 where status = 'failed'",
    )
    with pytest.raises(gate.GateClosed, match=r"^rows_rejected products: 30 of 100 rows of the latest delivery"):
        gate.check("fail")
    assert "files_refused" not in _written(files)["reason"]


def test_a_failing_test_stops_the_run_in_either_mode(files: Path) -> None:
    failed = {"unique_id": "test.shop.unique_fct_orders_id.5d0f", "status": "fail", "failures": 2}
    warned = {"unique_id": "test.shop.ages_are_plausible.77", "status": "warn", "failures": 1200}
    _tests(files, failed, warned)
    for mode in gate.MODES:
        with pytest.raises(gate.GateClosed, match=r"^failing_tests dbt: unique_fct_orders_id \(2\); what to do"):
            gate.check(mode)
    told = {check["check"]: check["detail"] for check in _written(files)["checks"]}
    assert told["test_warnings"] == "ages_are_plausible (1,200)"


def test_untested_marts_are_not_let_through(files: Path) -> None:
    (files / "target/run_results.tests.json").unlink()
    with pytest.raises(gate.GateClosed, match="the tests did not run"):
        gate.check("warn")


def test_the_first_build_has_nothing_to_be_compared_with(files: Path) -> None:
    gate.WAREHOUSE.unlink()
    assert gate.check("fail") == "4 checks: 4 passed"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("rows_kep: {}", "'rows_kep' is unknown; it may be test_warnings, rows_rejected", id="a check"),
        pytest.param("rows_kept: 0.7", "rows_kept: names with values are expected here, not 0.7", id="no subjects"),
        pytest.param("rows_kept: {default: {fail: 1}}", "rows_kept: default: 'fail' is unknown; it may be", id="bound"),
        pytest.param(
            "rows_kept: {default: {fail_below: low}}",
            "rows_kept: default: fail_below is 'low'; it must be a number that is not negative",
            id="a word",
        ),
        pytest.param("rows_kept: {a: {warn_above: .nan}}", "warn_above is nan; it must be a number", id="not a number"),
        pytest.param(
            "rows_kept: {default: {warn_below: 0.5, fail_below: 0.7}}",
            "rows_kept: default: what fails would not warn first; swap warn_… and fail_…",
            id="reversed",
        ),
        pytest.param("rows_kept: {defualt: {fail_below: 0.7}}", "rows_kept: default is missing", id="a slip"),
        pytest.param("rows_kept: {default: {}}", "test_warnings is missing; `default: {}`", id="a part left out"),
        pytest.param("rows_kept: {", "limits.yml is not YAML: ", id="broken off"),
        pytest.param("", "limits.yml: names with values are expected here, not None", id="empty"),
    ],
)
def test_bad_limits_are_one_line_that_says_where(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "limits.yml").write_text(text)
    with pytest.raises(LimitsWrong) as wrong:
        read_limits(tmp_path / "limits.yml")
    assert message in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_limits_of_a_name_come_before_the_default_and_none_let_pass(tmp_path: Path) -> None:
    declared = {check: {"default": {}} for check in CHECKS}
    declared["rows_kept"] = {"default": {"fail_below": 0.7}, "dim_dates": {}}
    (tmp_path / "limits.yml").write_text(json.dumps(declared))
    limits = read_limits(tmp_path / "limits.yml")
    statuses = [limits.of("rows_kept", name).passed_by(0.1) for name in ("fct_orders", "dim_dates")]
    assert (statuses, limits.of("rows_rejected", "users").passed_by(1)) == (["fail", "pass"], "pass")


def test_a_value_may_reach_its_bound() -> None:
    bounds = read_limits(gate.LIMITS).of("rows_rejected", "users")
    assert [bounds.passed_by(value) for value in (0.10, 0.11, 0.25, 0.26)] == ["pass", "warn", "warn", "fail"]


def test_the_mode_comes_from_the_environment_and_is_one_of_two() -> None:
    assert (gate.mode({}), gate.mode({"QUALITY_GATE": "warn"})) == ("fail", "warn")
    with pytest.raises(ValueError, match="QUALITY_GATE is 'wrn'; it may be fail or warn"):
        gate.mode({"QUALITY_GATE": "wrn"})


def test_nothing_seen_is_a_pass() -> None:
    assert judge([], read_limits(gate.LIMITS), "fail") == Verdict("fail", ())
    assert Verdict("fail", ()).status == "pass"


def _tests(folder: Path, *rows: dict[str, Any]) -> None:
    (folder / "target").mkdir(exist_ok=True)
    (folder / "target/run_results.tests.json").write_text(json.dumps({"results": rows}))


def _log(table: str, *loads: tuple[int, int]) -> list[str]:
    """Return the SQL that makes an audit with a file for each load, a day apart."""
    day = datetime(2024, 1, 1)
    values = ", ".join(
        f"('{table}', '{table} {n}.csv', {read}, {rejected}, '{day + timedelta(n)}', '{day + timedelta(n)}', 'loaded')"
        for n, (read, rejected) in enumerate(loads)
    )
    names = '("table", file, rows_read, rows_rejected, started_at, finished_at, status)'
    return [
        'create table raw.ingestion_log ("table" varchar, file varchar, rows_read bigint, rows_rejected bigint,'
        " started_at timestamp, finished_at timestamp, status varchar, error varchar)",
        f"insert into raw.ingestion_log {names} values {values}",
    ]


def _change(warehouse: Path, *statements: str) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        for statement in statements:
            connection.execute(statement)


def _written(folder: Path) -> dict[str, Any]:
    written: dict[str, Any] = json.loads((folder / "warehouse/reports/quality_gate.json").read_text())
    return written
