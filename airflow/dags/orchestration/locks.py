"""Locks that die with the process that holds them, so a killed run leaves none behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def build_lock(folder: Path) -> Iterator[int]:
    """Wait until nobody works on the build folder, then hold it; yields the descriptor a child process may inherit."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def try_lock(path: Path, owner: str) -> tuple[int | None, str]:
    """Take the lock at `path` in the name of `owner`; returns its descriptor, or None and the name of who has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 200).decode(errors="replace").strip()
        os.close(descriptor)
        return None, holder
    os.ftruncate(descriptor, 0)
    os.write(descriptor, owner.encode())
    return descriptor, owner
