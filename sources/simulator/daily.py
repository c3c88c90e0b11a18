"""Files of which there is one a day: what was loaded of them stays loaded after they are gone, until it must not."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

from sources.simulator import ownership
from sources.simulator.ownership import Record

PATTERN = f"web/events_{'[0-9]' * 8}.csv"


def marks(record: Record) -> tuple[str, ...]:
    """Return the checksums of all daily files that the simulator ever wrote, as far as the record goes back."""
    known = (mark for file in _lying(record) for mark in record.checksums[file])
    return tuple(sorted({*record.past, *known}))


def retired(folder: Path) -> frozenset[str]:
    """Return the checksums of simulated daily files that no longer count.

    All of them, when the simulation was reset, or when a file lies among them that the simulator never wrote: a real
    export has taken their place. None, when the days go on, those included that rolled off.
    """
    record = ownership.read(folder)
    found = frozenset(marks(record))
    try:
        is_over = bool(found) and (not _lying(record) or _has_others(folder, found))
    except OSError:  # loading will say which file cannot be read
        return frozenset()
    # Whoever writes here says so in the record before any file changes.
    return (found if is_over else frozenset()) if ownership.read(folder) == record else retired(folder)


def _lying(record: Record) -> list[str]:
    return [file for file in record.checksums if fnmatchcase(file, PATTERN)]


def _has_others(folder: Path, known: frozenset[str]) -> bool:
    return any(ownership.checksum(path) not in (None, *known) for path in folder.glob(PATTERN) if path.is_file())
