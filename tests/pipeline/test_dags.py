"""The DAGs as Airflow reads them: they import cleanly and say what waits for what."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sources.contracts import CONTRACTS

AIRFLOW = Path(__file__).resolve().parents[2] / "airflow"
TABLES = [contract.table for contract in CONTRACTS]

# Airflow is imported in a process of its own: it reads its settings from the environment once, and takes seconds.
DESCRIBE = """
import json, os, sys
from environment import DAGS, airflow_environment
home = os.environ["AIRFLOW_HOME"]
os.environ.update(airflow_environment() | {"AIRFLOW_HOME": home})
from airflow.dag_processing.dagbag import BundleDagBag
from airflow.serialization.encoders import coerce_to_core_timetable
bag = BundleDagBag(dag_folder=DAGS, bundle_path=DAGS, bundle_name="dags-folder")
described = {
    "errors": bag.import_errors,
    "warnings": bag.captured_warnings,
    "dags": {
        dag.dag_id: {
            "tasks": {
                task.task_id: {
                    "pool": task.pool,
                    "retries": task.retries,
                    "trigger_rule": task.trigger_rule,
                    "downstream": sorted(task.downstream_task_ids),
                    "mapped_over": task.op_kwargs_expand_input.value if task.is_mapped else None,
                    "outlets": [asset.name for asset in task.outlets],
                }
                for task in dag.tasks
            },
            "waits_for": [
                asset.name for asset in getattr(getattr(dag.timetable, "asset_condition", None), "objects", [])
            ],
            "params": {name: param.schema for name, param in dag.params.items()},
            "is_periodic": coerce_to_core_timetable(dag.timetable).periodic,
            "catchup": dag.catchup,
            "max_active_runs": dag.max_active_runs,
        }
        for dag in bag.dags.values()
    },
}
json.dump(described, open(sys.argv[1], "w"), default=str)
"""


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("airflow")
    environment = os.environ | {"AIRFLOW_HOME": str(folder)}
    command = [sys.executable, "-c", DESCRIBE, str(folder / "described.json")]
    done = subprocess.run(command, cwd=AIRFLOW, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "described.json").read_text())


def test_all_dags_import_without_errors_or_warnings(described: dict[str, Any]) -> None:
    assert sorted(described["dags"]) == ["deliver", "ingest", "transform"]
    assert described["errors"] == {}
    assert described["warnings"] == {}


def test_what_writes_takes_the_one_slot_of_the_warehouse_and_what_reads_takes_none(described: dict[str, Any]) -> None:
    pools = json.loads((AIRFLOW / "pools.json").read_text())
    taken = {name: {task["pool"] for task in dag["tasks"].values()} for name, dag in described["dags"].items()}
    assert taken == {"ingest": {"warehouse"}, "transform": {"warehouse"}, "deliver": {"default_pool"}}
    assert pools["warehouse"]["slots"] == 1


def test_every_task_is_tried_three_times(described: dict[str, Any]) -> None:
    assert {task["retries"] for dag in described["dags"].values() for task in dag["tasks"].values()} == {2}


def test_ingest_maps_one_task_over_the_contracts(described: dict[str, Any]) -> None:
    assert described["dags"]["ingest"]["tasks"]["load"]["mapped_over"] == {"table": TABLES}


def test_transform_waits_for_every_raw_table_that_ingest_announces(described: dict[str, Any]) -> None:
    assets = [f"raw.{table}" for table in TABLES]
    assert sorted(described["dags"]["transform"]["waits_for"]) == sorted(assets)
    tasks = described["dags"]["ingest"]["tasks"]
    assert tasks["announce"]["outlets"] == assets
    # A refused file keeps nothing from being made, and fails the run all the same.
    assert tasks["load"]["downstream"] == ["announce", "every_file_accepted"]
    assert (tasks["announce"]["trigger_rule"], tasks["every_file_accepted"]["trigger_rule"]) == (
        "all_done",
        "all_success",
    )


def test_nothing_is_published_before_it_is_tested_and_judged(described: dict[str, Any]) -> None:
    tasks = described["dags"]["transform"]["tasks"]
    follows = {name: task["downstream"] for name, task in tasks.items()}
    order = ["begin", "staging", "test_staging", "freshness", "intermediate", "marts", "test_marts", "quality_gate"]
    order += ["docs", "publish"]
    assert set(follows) == set(order)
    assert all(later in follows[earlier] for earlier, later in pairwise(order))
    # The gate tells of tests that fail, too: it runs when they ran, but not when there is nothing to look at.
    assert follows["marts"] == ["quality_gate", "test_marts"]
    rules = {name: task["trigger_rule"] for name, task in tasks.items() if task["trigger_rule"] != "all_success"}
    assert rules == {"quality_gate": "all_done_min_one_success"}


def test_the_gate_can_be_set_to_warn_for_one_run(described: dict[str, Any]) -> None:
    assert described["dags"]["transform"]["params"]["quality_gate"]["enum"] == ["fail", "warn"]


def test_deliver_waits_for_the_marts_and_asks_the_monitor_whatever_became_of_the_files(
    described: dict[str, Any],
) -> None:
    dag = described["dags"]["deliver"]
    assert dag["waits_for"] == described["dags"]["transform"]["tasks"]["publish"]["outlets"] == ["marts"]
    # Only what is periodic can be backfilled.
    assert dag["is_periodic"]
    assert dag["tasks"]["export"]["downstream"] == ["announce", "monitor"]
    assert (dag["tasks"]["announce"]["outlets"], dag["tasks"]["announce"]["trigger_rule"]) == (
        ["reports"],
        "all_success",
    )
    assert (dag["tasks"]["monitor"]["downstream"], dag["tasks"]["monitor"]["trigger_rule"]) == ([], "all_done")


def test_runs_do_not_overlap_or_catch_up(described: dict[str, Any]) -> None:
    assert {(dag["max_active_runs"], dag["catchup"]) for dag in described["dags"].values()} == {(1, False)}
