"""Airflow in one process, without servers: its metadata database, its pools, and one run of a DAG at a time.

Import this after the environment is set: Airflow reads its settings when it is imported.
"""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from airflow.dag_processing.dagbag import DagBag
from airflow.listeners import hookimpl
from airflow.models.asset import AssetDagRunQueue
from airflow.models.dagrun import DagRun
from airflow.models.pool import Pool
from airflow.models.taskinstance import TaskInstance
from airflow.sdk import DAG
from airflow.sdk.listener import get_listener_manager
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState, State, TaskInstanceState
from environment import DAGS, HOME, POOLS
from sqlalchemy import delete, or_, update

from airflow import settings

Say = Callable[[str], None]


def prepare() -> None:
    """Bring the metadata database to a state in which a run can start, whatever an earlier run left."""
    try:
        initdb()
    except (Exception, SystemExit):
        # Killed while it was made, or made by another Airflow. It holds the history of runs, nothing that is needed.
        settings.engine.dispose()
        for leftover in HOME.glob("airflow.db*"):
            leftover.unlink()
        initdb()
    for name, pool in json.loads(POOLS.read_text()).items():
        Pool.create_or_update_pool(name=name, **pool)
    _fail_interrupted_runs()


def run(dag_ids: Sequence[str], say: Say) -> dict[str, str]:
    """Run the DAGs in turn until one does not update its assets; returns the errors of what failed, by task."""
    bag = DagBag(dag_folder=DAGS)
    if bag.import_errors:
        return {Path(path).name: error.strip().splitlines()[-1] for path, error in bag.import_errors.items()}
    progress = _Progress(say)
    get_listener_manager().add_listener(progress)
    for dag_id in dag_ids:
        finished = bag.dags[dag_id].test()
        _forget_events_for(dag_ids)
        # .test() returns as if all were well when tasks failed; only the states tell.
        if not _has_updated_assets(finished, bag.dags[dag_id]):
            return progress.failures or {dag_id: f"the DAG ended as {finished.state}"}
    return progress.failures


def _has_updated_assets(finished: DagRun, dag: DAG) -> bool:
    """Tell whether what waits for the DAG's assets may start, whatever else failed in it."""
    telling = {task.task_id for task in dag.tasks if task.outlets}
    return all(t.state == TaskInstanceState.SUCCESS for t in finished.get_task_instances() if t.task_id in telling)


class _Progress:
    """Says one line per finished task and keeps what failed."""

    def __init__(self, say: Say) -> None:
        self.failures: dict[str, str] = {}
        self._say = say
        self._started = time.monotonic()

    @hookimpl
    def on_task_instance_running(self, previous_state, task_instance):
        self._started = time.monotonic()

    @hookimpl
    def on_task_instance_success(self, previous_state, task_instance):
        result = task_instance.xcom_pull(task_ids=task_instance.task_id, map_indexes=task_instance.map_index)
        self._tell(task_instance, str(result or "done"))

    @hookimpl
    def on_task_instance_failed(self, previous_state, task_instance, error):
        # It is also called when the task will be tried again.
        message = str(error) or type(error).__name__
        if task_instance.state == TaskInstanceState.UP_FOR_RETRY:
            self._tell(task_instance, f"FAILED, is tried again: {message}")
            return
        self.failures[_name(task_instance)] = message
        self._tell(task_instance, "FAILED")

    def _tell(self, task_instance, message):
        seconds = time.monotonic() - self._started
        self._say(f"{_name(task_instance):<26} {seconds:5.1f} s  {message}")


def _name(task_instance) -> str:
    """transform.staging, or ingest.load.products for one of the mapped tasks."""
    names = [task_instance.dag_id, task_instance.task_id]
    if task_instance.map_index >= 0:
        names.append(task_instance.rendered_map_index or str(task_instance.map_index))
    return ".".join(names)


def _fail_interrupted_runs() -> None:
    """Mark what a killed process left as running: a scheduler started later would go on with it."""
    with create_session() as session:
        unfinished = or_(
            TaskInstance.state.is_(None),
            TaskInstance.state.in_([state for state in State.unfinished if state]),
        )
        session.execute(update(TaskInstance).where(unfinished).values(state=TaskInstanceState.FAILED))
        running = DagRun.state.in_(State.unfinished_dr_states)
        session.execute(update(DagRun).where(running).values(state=DagRunState.FAILED))


def _forget_events_for(dag_ids: Sequence[str]) -> None:
    """Drop the asset events that wait for these DAGs: they run here, and a scheduler would run them once more."""
    with create_session() as session:
        session.execute(delete(AssetDagRunQueue).where(AssetDagRunQueue.target_dag_id.in_(dag_ids)))
