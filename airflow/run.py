"""Run the pipeline once in this process: the DAGs `ingest`, `transform` and `deliver`.

One line is printed per task, everything else goes to the log that a failure names. Exit 0: all is well. 1: a task
failed; what was published is the last good build. 4: all is published and delivered, but a file was refused (the rows
that were loaded before are used) or a metric broke its limit.
"""

import argparse
import fcntl
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from environment import DAGS, HOME, RUN_LOCK, airflow_environment

sys.path.insert(0, str(DAGS))

from orchestration import days, fingerprint, gate, monitoring
from orchestration.asking import AskingFailed
from orchestration.locks import try_lock

LOG = HOME / "logs" / "pipeline.log"
# What may fail without keeping the rest from being published.
MONITOR, LOAD = "deliver.monitor", "ingest.load."
DONE, FAILED, PUBLISHED = 0, 1, 4


def main() -> int:
    """Run what the command line asks for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="airflow/run.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--if-changed", action="store_true", help="do nothing if neither data nor code changed since the last success"
    )
    parser.add_argument(
        "--gate", choices=gate.MODES, help=f"what happens beyond a limit of the quality gate (also {gate.SETTING}=…)"
    )
    options = parser.parse_args()
    only_if_changed = options.if_changed
    if options.gate:
        os.environ[gate.SETTING] = options.gate
    lock = _wait_for_others()
    if lock is None:
        return 1
    inputs = fingerprint.of_inputs()
    if only_if_changed and fingerprint.is_published(inputs):
        print("nothing changed since the last run", flush=True)
        return _tell(_watched())
    fingerprint.forget()
    aside = fingerprint.set_aside_damaged()
    if aside is not None:
        print(
            f"the warehouse was damaged: moved to {os.path.relpath(aside)}, the deliveries are loaded anew", flush=True
        )
    try:
        failures = _run()
    except KeyboardInterrupt:
        failures = {"interrupted": "the next run takes up what this one left"}
    if failures.keys() <= {MONITOR}:
        fingerprint.remember(inputs)
    return _tell(failures)


def _watched() -> dict[str, str]:
    """Ask the monitor alone; returns what it found. That nothing is delivered any more is for it to see."""
    today = days.today(datetime.now(UTC))
    try:
        with redirect_stdout(StringIO()):
            monitoring.watch(days.day_of(None, today), today)
    except (monitoring.LimitBroken, AskingFailed) as broken:
        return {MONITOR: str(broken)}
    return {}


def _tell(failures: Mapping[str, str]) -> int:
    """Print what failed; returns the exit code."""
    if not failures:
        return DONE
    for task, message in failures.items():
        print(f"{task}: {message}", file=sys.stderr)
    print(f"full log: {os.path.relpath(LOG)}", file=sys.stderr)
    return PUBLISHED if all(task == MONITOR or task.startswith(LOAD) for task in failures) else FAILED


def _wait_for_others() -> int | None:
    """Wait for another run to end, but not for a local Airflow, which runs until it is stopped."""
    lock, holder = try_lock(RUN_LOCK, f"pipeline run (process {os.getpid()})")
    if lock is None and holder.startswith("Airflow"):
        print(f"{holder} is up: trigger the DAG `ingest` there, or stop it first", file=sys.stderr)
    elif lock is None:
        print(f"waiting for another {holder} to end", flush=True)
        lock = os.open(RUN_LOCK, os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def _run() -> dict[str, str]:
    """Run the DAGs with everything they say in the log; returns what failed."""
    environment = airflow_environment()
    os.environ.clear()
    os.environ.update(environment)
    with _diverted_output(LOG) as say:
        import single_process

        single_process.prepare()
        return single_process.run(["ingest", "transform", "deliver"], say)


@contextmanager
def _diverted_output(log: Path) -> Iterator[Callable[[str], None]]:
    """Send this process's output, and that of its children, to `log`; yields the way to print all the same."""
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    out, err = os.dup(1), os.dup(2)
    with log.open("wb") as file, open(os.dup(out), "w") as terminal:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield lambda line: print(line, file=terminal, flush=True)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(out, 1)
            os.dup2(err, 2)


if __name__ == "__main__":
    sys.exit(main())
