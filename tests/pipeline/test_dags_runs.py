"""The pipeline run for real, in a copy of the repository: killed, repaired, given a broken file and a broken model."""

import csv
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
MADE = shutil.ignore_patterns("home", "target", "logs", "__pycache__", "*.csv", ".simulated.json")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the platform with half a year of simulated deliveries, in a path with a space."""
    root = tmp_path_factory.mktemp("a platform")
    for part in ("airflow", "sources", "dbt_project", "semantic_models"):
        shutil.copytree(REPOSITORY / part, root / part, ignore=MADE)
    _python(root, "-m", "sources", "generate", "--end", "2020-06-30").check_returncode()
    return root


@pytest.fixture(scope="module")
def killed(platform: Path) -> Path:
    """The platform after its first run was killed while dbt was building."""
    with subprocess.Popen([sys.executable, "airflow/run.py"], cwd=platform, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout or ():
            if line.startswith("transform.staging"):
                run.send_signal(signal.SIGKILL)
                break
    assert run.returncode == -signal.SIGKILL
    assert _schemas(platform) == {"raw"}
    return platform


@pytest.fixture(scope="module")
def published(killed: Path) -> Path:
    """The platform after the run that follows the killed one."""
    done = _run(killed)
    assert done.returncode == 0, done.stderr
    return killed


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
    assert states == [("ingest", "success"), ("transform", "failed"), ("ingest", "success"), ("transform", "success")]
    assert waiting == (0,)


def test_a_second_run_sees_that_nothing_changed(published: Path) -> None:
    done = _run(published, "--if-changed")
    assert (done.returncode, done.stdout) == (0, "nothing changed since the last run\n")


def test_a_file_without_a_column_fails_its_task_alone_and_the_old_marts_answer(published: Path) -> None:
    orders, products = _orders(published), published / "sources/postgres/products.csv"
    with _changed(published / "sources/postgres/users.csv", "email,", "e_mail,"), _changed(products, "0,", "1,"):
        done = _run(published, "--if-changed")
    assert done.returncode == 1
    assert "ingest.load.users: " in done.stderr
    assert "users.csv" in done.stderr
    assert "email" in done.stderr
    assert "products: 62 rows loaded" in done.stdout
    assert "transform" not in done.stdout
    assert _orders(published) == orders


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
    # A dbt or Airflow of the caller's own must not matter.
    environment = os.environ | {"AIRFLOW_HOME": "/nowhere", "DBT_TARGET": "elsewhere"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=platform, env=environment, capture_output=True, text=True, check=False
    )


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
