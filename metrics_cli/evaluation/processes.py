"""Asking in several processes; each opens the project for itself."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from metrics_cli.errors import QueryFailed
from metrics_cli.evaluation.figures import Result
from metrics_cli.evaluation.run import Task, measure


def measure_all(tasks: Sequence[Task], jobs: int, tell: Callable[[int], None] = lambda _: None) -> list[Result]:
    """Return what became of all questions, in their order; `tell` is told how many more are done.

    Raises as `measure`.
    """
    if jobs == 1:
        return [result for task in tasks for result in measure(task, tell)]
    parts = [(at, part) for at, task in enumerate(tasks) for part in _parts(task, jobs)]
    if hasattr(signal, "SIGPIPE"):
        # A helper that was told to stop closes its pipe: an error to pass over, not this process's end.
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    # Threads and open files of this process, such as DuckDB's, do not survive a fork.
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        places = {pool.submit(measure, part): at for at, part in parts}
        found: list[tuple[int, Result]] = []
        try:
            for done in as_completed(places):
                found += [(places[done], result) for result in done.result()]
                tell(len(done.result()))
        except BrokenProcessPool:
            raise QueryFailed(
                "a process that asked questions was killed", "is there memory for so many --jobs?"
            ) from None
        except BaseException:
            # What the others would still find out nobody waits for.
            for process in multiprocessing.active_children():
                process.terminate()
            raise
    return [result for _, result in sorted(found, key=lambda f: (f[0], f[1].number))]


def _parts(task: Task, count: int) -> list[Task]:
    """Return the task in at most `count` parts of about the same length."""
    questions = task.questions.questions
    parts = [questions[start::count] for start in range(min(count, len(questions)))]
    return [replace(task, questions=replace(task.questions, questions=part)) for part in parts]
