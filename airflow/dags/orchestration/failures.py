"""Telling failures that may pass by themselves from those that stay: only the first are worth another try."""

from orchestration import loading
from orchestration.asking import AskingInterrupted
from orchestration.results import DbtInterrupted

# A file that is not there, or is no folder, will not come by waiting.
_STAYS = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError)


def may_pass(error: BaseException) -> bool:
    """Say whether the same task may succeed when tried again: a lock, a disk, a killed process; never bad data.

    An error that was put into other words is judged by what it was at first.
    """
    if isinstance(error, OSError):
        return not isinstance(error, _STAYS)
    if isinstance(error, loading.WarehouseError | DbtInterrupted | AskingInterrupted) or _is_of_the_disk(error):
        return True
    return error.__cause__ is not None and may_pass(error.__cause__)


def _is_of_the_disk(error: BaseException) -> bool:
    """Tell DuckDB's own error about files and locks by its name: the scheduler need not import DuckDB."""
    return type(error).__name__ == "IOException"


def told(error: BaseException) -> str:
    """Return the error in one line; one that is not of our own making says of what kind it is."""
    message = " ".join(str(error).split())
    return message if is_ours(error) and message else f"{type(error).__name__}: {message}".rstrip(": ")


def is_ours(error: BaseException) -> bool:
    """Tell whether the error was raised in words for people, and not by a mistake."""
    return type(error).__module__.startswith(("orchestration.", "sources."))
