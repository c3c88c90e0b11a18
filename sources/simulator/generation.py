"""The simulated files as a whole: writing all of them, and removing them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from sources.errors import SimulationError
from sources.simulator import daily, demand, ownership
from sources.simulator.delivery import Delivery
from sources.simulator.ownership import Made, Record
from sources.simulator.simulation import Simulation, whole
from sources.simulator.worlds import WORLDS, World, listed

SEED = 1
LARGEST_SCALE = 100


@dataclass(frozen=True)
class Generation:
    """What became of the request; `message` says it in one line."""

    status: Literal["written", "unchanged", "left alone"]
    message: str


@dataclass(frozen=True)
class Ground:
    """The folder to write below, as it is: what is known of it, which worlds are simulated there and which real."""

    folder: Path
    record: Record
    ours: tuple[World, ...]
    real: tuple[World, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every simulated file is there as this simulator wrote it."""
        made = self.record.made
        is_current = self.record.finished and made is not None and made.simulator == version()
        return is_current and all(world.is_whole(self.folder, self.record) for world in self.ours)

    @property
    def left_alone(self) -> str:
        """Why real worlds are left alone; empty if there are none."""
        return "; ".join(world.explain_left_alone(self.folder, self.record) for world in self.real)

    def has(self, file: str) -> bool:
        """Say whether `file` is of a simulated world."""
        return any(world.has(file) for world in self.ours)


def generate(folder: Path, end: date, seed: int = SEED, force: bool = False, scale: int = 1) -> Generation:
    """Write the files of every world with the days up to `end` below `folder`, `scale` times as much as usual.

    If a single file of a world was not written by the simulator, it is a real export: nothing of that world is written
    then, as the keys of two worlds do not fit together. `force` writes all the same. Raises SimulationError when `end`
    is too early or the folder cannot be written.
    """
    if end < demand.START:
        hint = f"choose an end from {demand.START} on"
        raise SimulationError(f"the simulated history begins on {demand.START}, {end} is before it", hint)
    with writing(folder, force) as ground:
        made = Made(seed, scale, end, version())
        if ground.record.made == made and ground.is_whole:
            unchanged = f"the simulated files are those of {made} already" if ground.ours else ""
            return Generation("left alone" if ground.real else "unchanged", joined(unchanged, ground.left_alone))
        if not ground.ours:
            return Generation("left alone", ground.left_alone)
        rows = write(ground, made)
        return Generation("written", joined(f"simulated from {demand.START} to {end}: {told(rows)}", ground.left_alone))


def write(ground: Ground, made: Made) -> dict[str, int]:
    """Write all that `made` says into the simulated worlds of `ground`; return the rows of each file."""
    rows: dict[str, int] = {}
    simulation = Simulation(made.seed, made.scale)
    with Delivery(ground.folder, ground.record) as delivery:
        for file, data in whole(simulation, made.end):
            if ground.has(file):
                delivery.add(file, data)
                rows[file] = rows.get(file, -1) + data.count(b"\n")
        gone = [file for world in ground.ours for file in world.known(ground.record) if file not in rows]
        delivery.finish(_counted(made, simulation), gone)
    return rows


@contextmanager
def writing(folder: Path, force: bool = False) -> Iterator[Ground]:
    """Yield the ground of `folder`, which nobody else writes to meanwhile; says in one line what the disk refused."""
    try:
        with ownership.locked(folder):
            record = ownership.read(folder)
            real = () if force else tuple(world for world in WORLDS if world.foreign(folder, record))
            ours = tuple(world for world in WORLDS if world not in real)
            for world in WORLDS:
                world.sweep(folder)
            yield Ground(folder, record, ours, real)
    except OSError as error:
        hint = "check the permissions of the folder and the free space, then run this again"
        raise SimulationError(f"the files cannot be written: {error.strerror}", hint) from error


def reset(folder: Path) -> str:
    """Remove what the simulator wrote below `folder`, and only that; return a line that says what is left.

    The record goes on knowing the daily files, as their rows may be loaded.
    """
    with writing(folder) as ground:
        record = ground.record
        if not record.checksums:
            return "no record says that anything was simulated here, so nothing is removed"
        ours = [file for file in record.checksums if record.owns(folder, file)]
        for file in ours:
            (folder / file).unlink()
        ownership.write(folder, Record(past=daily.marks(record)))
        for parent in {(folder / file).parent for file in ours}:
            if not any(parent.iterdir()):
                parent.rmdir()
        left = [file for world in WORLDS for file in world.present(folder)]
        others = f"left as they are, not being the simulator's: {listed(left)}" if left else ""
        return joined(f"{len(ours)} simulated files removed", others)


def told(rows: Mapping[str, int]) -> str:
    """Say how many rows each table has; what comes in a file a day is one table."""
    counts: dict[str, int] = {}
    for file, count in rows.items():
        table = Path(file).stem.rstrip("_0123456789")
        counts[table] = counts.get(table, 0) + count
    return ", ".join(f"{count:,} {table}" for table, count in counts.items())


def joined(*parts: str) -> str:
    """Return those parts of a line that say something."""
    return "; ".join(part for part in parts if part)


def version() -> str:
    """Return a mark of the simulator's own code: files of an older one are written anew."""
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(code).hexdigest()[:12]


def _counted(made: Made, simulation: Simulation) -> Made:
    return Made(made.seed, made.scale, made.end, made.simulator, simulation.counts)
