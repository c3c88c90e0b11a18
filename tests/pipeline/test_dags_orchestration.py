"""What the tasks say of dbt's results, and the locks and the fingerprint that keep runs apart."""

import fcntl
import json
import os
import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "airflow" / "dags"))

from orchestration import fingerprint, monitoring, origin
from orchestration.asking import AskingInterrupted
from orchestration.days import day_of, today
from orchestration.exporting import ExportFailed
from orchestration.exporting import summary as exported
from orchestration.failures import may_pass, told
from orchestration.gate import GateClosed
from orchestration.locks import build_lock, try_lock
from orchestration.results import DbtFailed, DbtInterrupted, first_failure, freshness, summary

from sources.errors import DeliveryError, WarehouseError


def _results(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "run_results.json"
    path.write_text(json.dumps({"results": rows}))
    return path


MODEL = {"unique_id": "model.shop.fct_orders", "status": "success", "message": "OK"}
TEST = {"unique_id": "test.shop.unique_fct_orders_id.5d0f", "status": "pass", "message": None}
WARNED = {"unique_id": "test.shop.ages_are_plausible.77", "status": "warn", "message": "Got 3 results"}
FAILED = TEST | {"status": "fail", "message": "Got 2 results, configured to fail if != 0"}
BROKEN = MODEL | {"status": "error", "message": "Runtime Error in model fct_orders\n  Binder Error: no column x\n"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([MODEL], "1 model", id="one"),
        pytest.param([MODEL, MODEL, TEST], "2 models, 1 test", id="kinds"),
        pytest.param([TEST, WARNED], "2 tests, 1 warned", id="a warning is told"),
        pytest.param([], "nothing to do", id="nothing"),
    ],
)
def test_a_step_is_summed_up_in_one_line(tmp_path: Path, rows: list[dict[str, Any]], expected: str) -> None:
    assert summary(_results(tmp_path, *rows)) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [MODEL, FAILED],
            "test unique_fct_orders_id: Got 2 results, configured to fail if != 0",
            id="a failed test by name",
        ),
        pytest.param(
            [BROKEN, FAILED],
            "model fct_orders: Runtime Error in model fct_orders Binder Error: no column x (and 1 more)",
            id="the first of several, on one line",
        ),
    ],
)
def test_a_failure_is_told_in_dbts_words(tmp_path: Path, rows: list[dict[str, Any]], expected: str) -> None:
    assert first_failure(_results(tmp_path, *rows), []) == expected


def test_a_failure_before_any_model_ran_is_the_end_of_dbts_output(tmp_path: Path) -> None:
    output = [
        "04:36:20  Running with dbt=1.11.16\n",
        "04:36:21  Encountered an error:\n",
        "Compilation Error\n",
        "  Model 'a' depends on a node named 'b' which was not found\n",
    ]
    assert first_failure(tmp_path / "none.json", output) == (
        "dbt: Encountered an error: Compilation Error Model 'a' depends on a node named 'b' which was not found"
    )


def test_exports_without_data_are_not_counted_as_files() -> None:
    lines = ["funnel: 6 rows in reports/funnel.csv", "sales: no data in its period, seen from 2026-11-20; no file"]
    assert exported(lines, "2026-11-20") == "1 exports (1 without data: no file) and a report of 2026-11-20"
    assert exported(lines[:1], "2026-11-20") == "1 exports and a report of 2026-11-20"


def test_late_sources_are_told_with_their_age(tmp_path: Path) -> None:
    late = {"unique_id": "source.shop.web.web_events", "status": "warn", "max_loaded_at_time_ago_in_s": 270000.0}
    fresh = late | {"unique_id": "source.shop.postgres.users", "status": "pass"}
    assert freshness(_results(tmp_path, fresh, late)) == "2 sources, 1 late: web.web_events (loaded 3.1 days ago)"
    assert freshness(_results(tmp_path, fresh)) == "1 sources, all on time"
    # What dbt says of a table without rows.
    empty = late | {"max_loaded_at": "0001-01-01T00:00:00Z", "max_loaded_at_time_ago_in_s": 63929606399.0}
    assert freshness(_results(tmp_path, empty)) == "1 sources, 1 late: web.web_events (never loaded)"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(WarehouseError("data.duckdb cannot be written: No space left", "free some"), True, id="a disk"),
        pytest.param(BlockingIOError(11, "Resource temporarily unavailable"), True, id="a lock"),
        pytest.param(duckdb.IOException("Could not set lock on file"), True, id="a lock of DuckDB's"),
        pytest.param(DbtInterrupted("dbt was killed by signal 9"), True, id="a killed process"),
        pytest.param(DeliveryError("users.csv lacks the column email", "have it sent anew"), False, id="a contract"),
        pytest.param(DbtFailed("test unique_fct_orders_id: Got 2 results"), False, id="a failing test"),
        pytest.param(GateClosed("rows_kept fct_orders: 50 rows"), False, id="a closed gate"),
        pytest.param(FileNotFoundError(2, "No such file or directory"), False, id="a file that is not there"),
        pytest.param(KeyError("table"), False, id="a mistake in the code"),
    ],
)
def test_only_what_may_pass_by_itself_is_worth_another_try(error: Exception, expected: bool) -> None:
    assert may_pass(error) == expected


def test_an_error_in_other_words_is_judged_by_what_it_was() -> None:
    for cause, expected in ((AskingInterrupted("metrics was killed by signal 9"), True), (KeyError("x"), False)):
        told_anew = ExportFailed("web_funnel: no file")
        told_anew.__cause__ = cause
        assert may_pass(told_anew) == expected


def test_an_error_is_told_in_one_line_with_its_kind_if_it_is_not_ours() -> None:
    assert told(DeliveryError("no column email", "have it\nsent anew")) == "no column email; have it sent anew"
    assert told(KeyError("table")) == "KeyError: 'table'"
    assert told(KeyError()) == "KeyError"


@pytest.mark.parametrize(
    ("logical_date", "expected"),
    [
        pytest.param(None, "2026-11-20", id="started by an asset: yesterday"),
        pytest.param(datetime(2026, 11, 21, 12, tzinfo=UTC), "2026-11-20", id="scheduled today: the day that is over"),
        pytest.param(datetime(2026, 11, 1, 12, tzinfo=UTC), "2026-11-01", id="a backfill: its own day"),
        pytest.param(datetime(2027, 1, 1, tzinfo=UTC), "2026-11-20", id="the future: not yet"),
    ],
)
def test_a_run_delivers_its_day_if_that_is_over_and_else_yesterday(
    logical_date: datetime | None, expected: str
) -> None:
    assert day_of(logical_date, date(2026, 11, 21)) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        pytest.param({}, date(2026, 11, 21), id="the clock"),
        pytest.param({"METRICS_AS_OF": "2020-06-30"}, date(2020, 6, 30), id="a date"),
        pytest.param({"METRICS_AS_OF": "data"}, date(2026, 11, 21), id="no date"),
    ],
)
def test_today_is_the_day_that_questions_are_asked_on(as_of: dict[str, str], expected: date) -> None:
    assert today(datetime(2026, 11, 21, 20, tzinfo=UTC), as_of) == expected


def test_no_limit_is_asked_about_when_an_earlier_day_is_delivered_again() -> None:
    assert monitoring.watch("2026-11-01", date(2026, 11, 21)).startswith("not asked: 2026-11-01 ")


def test_a_lock_names_its_holder_and_is_free_when_that_is_gone(tmp_path: Path) -> None:
    mine, _ = try_lock(tmp_path / "run.lock", "pipeline run (process 1)")
    assert try_lock(tmp_path / "run.lock", "another") == (None, "pipeline run (process 1)")
    assert mine is not None
    os.close(mine)
    again, owner = try_lock(tmp_path / "run.lock", "another")
    assert (again is not None, owner) == (True, "another")


def test_the_build_stays_locked_while_a_child_holds_the_inherited_lock(tmp_path: Path) -> None:
    with build_lock(tmp_path) as lock:
        inherited = os.dup(lock)
    other = os.open(tmp_path / ".lock", os.O_RDWR)
    with pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(inherited)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny repository that the fingerprint is taken of."""
    for name, folder in (
        ("SOURCES", "sources"),
        ("AIRFLOW", "airflow"),
        ("DBT_PROJECT", "dbt_project"),
        ("SEMANTIC_MODELS", "semantic_models"),
    ):
        (tmp_path / folder).mkdir()
        monkeypatch.setattr(fingerprint, name, tmp_path / folder)
    monkeypatch.setattr(fingerprint, "ROOT", tmp_path)
    (tmp_path / "dbt_project/model.sql").write_text("select 1")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        pytest.param("dbt_project/model.sql", True, id="a model"),
        pytest.param("dbt_project/macros/money.sql", True, id="a macro"),
        pytest.param("sources/contracts/users.py", True, id="a contract"),
        pytest.param("requirements.lock", True, id="a version"),
        pytest.param("sources/postgres/users.csv", False, id="a delivery"),
        pytest.param("semantic_models/orders.yml", False, id="a metric"),
    ],
)
def test_a_build_goes_on_from_rows_that_the_same_models_made(inputs: Path, file: str, counts: bool) -> None:
    published, build = inputs / "published.duckdb", inputs / "data.duckdb"
    assert not origin.note(published, fingerprint.of_models())
    (inputs / file).parent.mkdir(parents=True, exist_ok=True)
    (inputs / file).write_text("changed")
    shutil.copyfile(published, build)
    assert origin.note(build, fingerprint.of_models()) == (not counts)
    assert origin.is_incremental(build) == (not counts)


def test_rows_that_were_repaired_since_are_not_published_yet(tmp_path: Path) -> None:
    warehouse = tmp_path / "data.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema raw; create table raw.ingestion_log as select 'loaded' as status")
    assert not origin.is_of_every_load(warehouse)
    origin.note(warehouse, "these models")
    assert origin.is_of_every_load(warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("insert into raw.ingestion_log values ('repaired')")
    assert not origin.is_of_every_load(warehouse)


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        pytest.param("sources/postgres/users.csv", True, id="a delivery"),
        pytest.param("dbt_project/model.sql", True, id="a model"),
        pytest.param("semantic_models/orders.yml", True, id="a metric"),
        pytest.param("airflow/dags/ingest.py", True, id="a DAG"),
        pytest.param("requirements.lock", True, id="a version"),
        pytest.param("dbt_project/target/manifest.json", False, id="what dbt made"),
        pytest.param("airflow/home/pools.json", False, id="what Airflow made"),
        pytest.param("sources/__pycache__/x.py", False, id="what Python made"),
    ],
)
def test_the_fingerprint_changes_with_what_the_marts_are_made_of(inputs: Path, file: str, counts: bool) -> None:
    before = fingerprint.of_inputs()
    (inputs / file).parent.mkdir(parents=True, exist_ok=True)
    (inputs / file).write_text("changed")
    assert (fingerprint.of_inputs() != before) == counts
