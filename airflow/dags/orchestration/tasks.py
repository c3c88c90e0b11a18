"""What the DAGs make their tasks with: a plain function, tried again only after failures that may pass.

Beside `assets.py` the only module here that knows Airflow.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from airflow.sdk import task
from airflow.sdk.exceptions import AirflowFailException

from orchestration.assets import POOL
from orchestration.failures import is_ours, may_pass, told

_RETRIES = {"retries": 2, "retry_delay": timedelta(seconds=5)}
# The pool has one slot, since DuckDB has one writer.
WRITER = {"pool": POOL, **_RETRIES}
# What only reads the published file needs no slot: that file is never written to, it is replaced.
READER = {"max_active_tis_per_dagrun": 2, **_RETRIES}


def step(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Make a task of a function that returns what it did in one line; the line ends the task's log.

    A lock, an error of the disk or a killed process is tried again; anything else fails the task at once.
    """

    def make(function: Callable[..., Any]) -> Any:
        @wraps(function)
        def attempt(*arguments: Any, **named: Any) -> Any:
            try:
                result = function(*arguments, **named)
            except Exception as error:
                if may_pass(error):
                    raise
                # An error in words of our own needs no trace of the code: its line is what people look for in the log.
                raise AirflowFailException(told(error)) from (None if is_ours(error) else error)
            print(f"{function.__name__}: {result}")
            return result

        return task(**options)(attempt)

    return make
