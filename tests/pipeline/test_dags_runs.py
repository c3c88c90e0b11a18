"""The pipeline run for real, in a copy of the repository.

It is killed, repaired, run twice at once, given a broken file, a broken model, half of a delivery and a broken limit.
"""

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
MADE = shutil.ignore_patterns("home", "target", "logs", "__pycache__", "*.csv", ".simulated.json")
# Half a year of deliveries; questions are asked two months later, and the day that is handed over is the one before.
LAST_DAY, AS_OF, DAY = "2020-06-30", "2020-09-01", "2020-08-31"
WATCHED = """
metrics:
  - name: watched_orders
    label: Watched orders
    description: Orders, under a limit that a day without any breaks.
    type: simple
    type_params: {measure: order_count}
    config: {meta: {monitor: {period: yesterday, fail_below: 1, because: call the shop}}}
"""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the platform with half a year of simulated deliveries, in a path with a space."""
    root = tmp_path_factory.mktemp("a platform")
    for part in ("airflow", "sources", "dbt_project", "semantic_models"):
        shutil.copytree(REPOSITORY / part, root / part, ignore=MADE)
    _python(root, "-m", "sources", "generate", "--end", LAST_DAY).check_returncode()
    (root / "semantic_models/watched.yml").write_text(WATCHED)
    return root


@pytest.fixture(scope="module")
def killed(platform: Path) -> Path:
    """The platform after its first run was killed while dbt was building."""
    with _started(platform) as run:
        _read_until(run, "transform.staging")
        run.send_signal(signal.SIGKILL)
    assert run.returncode == -signal.SIGKILL
    assert _schemas(platform) == {"raw"}
    return platform


@pytest.fixture(scope="module")
def met(killed: Path) -> tuple[Path, str, str]:
    """The platform after two runs that met, the first of which follows the killed one; what each of them said."""
    with _started(killed) as run, _started(killed, "--if-changed", after=run) as other:
        first, _ = run.communicate()
        second, _ = other.communicate()
    assert (run.returncode, other.returncode) == (4, 4), first + second
    return killed, first, second


@pytest.fixture(scope="module")
def published(met: tuple[Path, str, str]) -> Path:
    """The platform after them."""
    return met[0]


def test_the_run_after_a_killed_one_publishes_every_order_and_its_meaning(published: Path) -> None:
    with (published / "sources/postgres/transactions.csv").open() as file:
        lines = list(csv.DictReader(file))
    assert _orders(published) == len({(r["transaction_id"], r["user_id"], r["transaction_date"]) for r in lines})
    target = published / "dbt_project/target"
    assert all((target / name).exists() for name in ("semantic_manifest.json", "manifest.json", "static_index.html"))
    assert not (published / "warehouse/build/data.duckdb").exists()


def test_nothing_stays_marked_as_running_for_a_scheduler_to_take_up(published: Path) -> None:
    with closing(sqlite3.connect(published / "airflow/home/airflow.db")) as metadata:
        states = metadata.execute("select dag_id, state from dag_run order by id").fetchall()
        waiting = metadata.execute("select count(*) from asset_dag_run_queue").fetchone()
    assert states == [
        *(("ingest", "success"), ("transform", "failed")),
        *(("ingest", "success"), ("transform", "success"), ("deliver", "failed")),
    ]
    assert waiting == (0,)


def test_of_two_runs_that_meet_one_waits_and_only_asks_the_monitor_again(met: tuple[Path, str, str]) -> None:
    _, _, second = met
    waiting, unchanged, broken, *_ = second.splitlines()
    assert waiting.startswith("waiting for another pipeline run (process ")
    assert unchanged == "nothing changed since the last run"
    assert broken.startswith("deliver.monitor: ")


def test_what_is_published_is_handed_over_and_a_broken_limit_is_told_with_exit_4(met: tuple[Path, str, str]) -> None:
    platform, first, _ = met
    reports = platform / "warehouse/reports"
    assert {f"course_engagement_{DAY}.csv", f"web_shop_{DAY}.md"} <= {file.name for file in reports.iterdir()}
    gate, monitor = (_json(reports / f"{name}.json") for name in ("quality_gate", "monitor"))
    assert {check["status"] for check in gate["checks"]} <= {"pass", "warn"}
    assert (monitor["as_of"], monitor["failed"]) == (AS_OF, True)
    assert "\ndeliver.monitor: " in first
    assert "watched_orders" in first.partition("\ndeliver.monitor: ")[2] or len(monitor["checks"]) > 3
    log = (platform / "airflow/home/logs/pipeline.log").read_text()
    assert "call the shop" in log


def test_a_day_can_be_handed_over_again(published: Path) -> None:
    done = _python(published, "airflow/cli.py", "dags", "test", "deliver", "2020-05-31")
    assert done.returncode == 0, done.stdout + done.stderr
    reports = published / "warehouse/reports"
    assert (reports / "course_engagement_2020-05-31.csv").exists()
    assert (reports / "web_shop_2020-05-31.md").exists()
    assert _json(reports / "monitor.json")["as_of"] == AS_OF


def test_half_of_a_delivery_is_not_published_and_a_killed_dbt_is_started_again(published: Path) -> None:
    orders, transactions = _orders(published), published / "sources/postgres/transactions.csv"
    whole = transactions.read_text()
    lines = whole.splitlines(keepends=True)
    transactions.write_text("".join(lines[: len(lines) // 2]))
    with _started(published) as run:
        _read_until(run, "transform.begin")
        os.kill(_child_of(run.pid), signal.SIGKILL)
        said, _ = run.communicate()
    transactions.write_text(whole)
    assert run.returncode == 1
    assert "FAILED, is tried again: dbt was killed by signal 9\n" in said
    assert "\ntransform.quality_gate: rows_kept fct_order" in said
    assert "deliver" not in said
    gate = _json(published / "warehouse/reports/quality_gate.json")
    assert (gate["status"], gate["checks"][0]["check"]) == ("fail", "rows_kept")
    assert _orders(published) == orders


def test_a_file_without_a_column_fails_its_task_alone_and_all_else_is_published(published: Path) -> None:
    orders, products = _orders(published), published / "sources/postgres/products.csv"
    with _changed(published / "sources/postgres/users.csv", "email,", "e_mail,"), _changed(products, "0,", "1,"):
        done = _run(published, "--if-changed")
    assert done.returncode == 4
    assert "ingest.load.users: " in done.stderr
    assert "users.csv" in done.stderr
    assert "email" in done.stderr
    assert "products: 62 rows loaded" in done.stdout
    assert "\ntransform.publish " in done.stdout
    assert _orders(published) == orders
    checks = _json(published / "warehouse/reports/quality_gate.json")["checks"]
    warned = [check["subject"] for check in checks if (check["check"], check["status"]) == ("files_refused", "warn")]
    assert warned == ["users"]


def test_a_broken_model_is_named_with_dbts_own_message_and_the_old_marts_answer(published: Path) -> None:
    orders = _orders(published)
    model = published / "dbt_project/models/staging/postgres/stg_postgres__users.sql"
    with _changed(model, "select", "select no_such_column,"):
        done = _run(published)
    assert done.returncode == 1
    assert "transform.staging: model stg_postgres__users: " in done.stderr
    assert "no_such_column" in done.stderr
    assert "full log: airflow/home/logs/pipeline.log" in done.stderr
    assert _orders(published) == orders


def _run(platform: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _python(platform, "airflow/run.py", *arguments)


def _python(platform: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=platform, env=_environment(), capture_output=True, text=True, check=False
    )


def _environment() -> dict[str, str]:
    # A dbt or Airflow of the caller's own must not matter.
    return os.environ | {"AIRFLOW_HOME": "/nowhere", "DBT_TARGET": "elsewhere", "METRICS_AS_OF": AS_OF}


def _started(platform: Path, *arguments: str, after: subprocess.Popen[str] | None = None) -> subprocess.Popen[str]:
    """Start a run whose errors stand among what it says; after another one has said something."""
    if after is not None:
        _read_until(after, "")
    return subprocess.Popen(
        [sys.executable, "airflow/run.py", *arguments],
        cwd=platform,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _read_until(run: subprocess.Popen[str], start: str) -> None:
    """Read what a run says, up to a line that starts so."""
    assert any(line.startswith(start) for line in run.stdout or ()), f"it ended without saying {start}"


def _child_of(process: int) -> int:
    """Return a process that `process` has started, or starts from now on."""
    while not (found := psutil.Process(process).children()):
        pass
    return found[0].pid


def _json(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text())
    return read


def _orders(platform: Path) -> int:
    with duckdb.connect(str(platform / "warehouse/data.duckdb"), read_only=True) as warehouse:
        (count,) = warehouse.execute("select count(*) from marts.fct_orders").fetchone() or (0,)
    return int(count)


def _schemas(platform: Path) -> set[str]:
    with duckdb.connect(str(platform / "warehouse/data.duckdb"), read_only=True) as warehouse:
        rows = warehouse.execute("select distinct table_schema from information_schema.tables").fetchall()
    return {schema for (schema,) in rows}


@contextmanager
def _changed(file: Path, old: str, new: str) -> Iterator[None]:
    """Replace the first `old` in the file for as long as the block runs."""
    before = file.read_text()
    file.write_text(before.replace(old, new, 1))
    assert file.read_text() != before
    try:
        yield
    finally:
        file.write_text(before)
