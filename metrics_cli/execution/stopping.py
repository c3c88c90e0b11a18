"""Work of a driver that can be stopped: by its time limit and by Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import TypeVar

Result = TypeVar("Result")
# Seconds, or more Ctrl-Cs, until a driver that does not stop is left behind.
SETTLING = 5


def stoppable(work: Callable[[], Result], stop: Callable[[], None], seconds: float) -> Result:
    """Return what `work` returns, or raise what it raises; call `stop` after `seconds`, and when we are interrupted.

    `stop` makes `work` end soon. Raises TimeoutError when the time was up.
    """
    results: list[Result] = []
    errors: list[BaseException] = []
    done = Event()

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    # In a thread of its own: a driver that computes does not let Python see Ctrl-C, a wait does.
    # An event, not join: a join that Ctrl-C breaks off takes the thread for ended (Python 3.11).
    Thread(target=run, daemon=True).start()
    try:
        if not done.wait(seconds):
            raise TimeoutError
    except BaseException:
        stop()
        _settle(done)
        raise
    if errors:
        raise errors[0]
    return results[0]


def _settle(done: Event) -> None:
    """Wait for work that was told to stop, through an impatient second Ctrl-C, but not for ever."""
    for _ in range(SETTLING):
        try:
            if done.wait(1):
                return
        except KeyboardInterrupt:
            continue
