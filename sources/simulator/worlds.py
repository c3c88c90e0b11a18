"""What is simulated together: files whose keys fit one another, and which of them are somebody's real export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from sources.simulator.ownership import Record


@dataclass(frozen=True)
class World:
    """Files that are simulated all or not at all: their places below the folder of the sources, or patterns of them."""

    files: tuple[str, ...]

    def has(self, file: str) -> bool:
        """Say whether `file` is one of this world's."""
        return any(fnmatchcase(file, pattern) for pattern in self.files)

    def present(self, folder: Path) -> tuple[str, ...]:
        """Return those of its files that are there."""
        return tuple(
            found.relative_to(folder).as_posix() for pattern in self.files for found in sorted(folder.glob(pattern))
        )

    def foreign(self, folder: Path, record: Record) -> tuple[str, ...]:
        """Return those of its files that the simulator did not write."""
        return tuple(file for file in self.present(folder) if not record.owns(folder, file))

    def is_whole(self, folder: Path, record: Record) -> bool:
        """Say whether every file that was simulated is still there as it was written."""
        known = self.known(record)
        return bool(known) and all(record.owns(folder, file) for file in known)

    def known(self, record: Record) -> tuple[str, ...]:
        """Return those of its files that were simulated."""
        return tuple(file for file in record.checksums if self.has(file))

    def sweep(self, folder: Path) -> None:
        """Remove what a writer that was killed left beside its files."""
        for pattern in map(PurePosixPath, self.files):
            for leftover in folder.glob(f"{pattern.parent}/.{pattern.name}.tmp"):
                leftover.unlink()

    def explain_left_alone(self, folder: Path, record: Record) -> str:
        """Say that the world is real, what is missing from it and what does not belong to it."""
        real = self.foreign(folder, record)
        ours = [file for file in self.present(folder) if file not in real]
        told = f"nothing simulated, as these are not the simulator's and stay as they are: {listed(real)}"
        if missing := [file for file in self.files if not any(fnmatchcase(found, file) for found in (*real, *ours))]:
            told += f"; still missing: {', '.join(missing)}"
        if ours:
            told += f"; simulated ones that do not belong to them, to be replaced or removed: {listed(ours)}"
        return f"{told} (--force replaces them)"


FILES = (
    "postgres/products.csv",
    "postgres/users.csv",
    "postgres/transactions.csv",
    "salesforce/campaigns.csv",
    "analytics/pageviews.csv",
)
LEARNING = tuple(f"learning/raw_{table}.csv" for table in ("users", "courses", "enrolments", "events"))
WORLDS = (World(FILES), World(("web/events_*.csv",)), World(LEARNING))


def listed(files: Sequence[str]) -> str:
    """Name up to five files, and how many more there are."""
    more = f" and {len(files) - 5} more" if len(files) > 5 else ""
    return ", ".join(files[:5]) + more
