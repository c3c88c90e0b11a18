"""An imitation of the source systems: what a shop, its tracker, a web shop and a course platform export."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from sources.errors import SimulationError
from sources.simulator import demand, history, learning, ownership, web
from sources.simulator.worlds import FILES, WORLDS, World

__all__ = ["FILES", "Generation", "SimulationError", "generate"]

SEED = 1


@dataclass(frozen=True)
class Generation:
    """What became of the request; `message` says it in one line."""

    status: Literal["written", "unchanged", "left alone"]
    message: str


def generate(folder: Path, end: date, seed: int = SEED, force: bool = False) -> Generation:
    """Write the files of every world with the days up to `end` below `folder`.

    If a single file of a world was not written by the simulator, it is a real export: nothing of that world is written
    then, as the keys of two worlds do not fit together. `force` writes all the same. Raises SimulationError when `end`
    is too early or the folder cannot be written.
    """
    if end < demand.START:
        hint = f"choose an end from {demand.START} on"
        raise SimulationError(f"the simulated history begins on {demand.START}, {end} is before it", hint)
    record = ownership.read(folder)
    real = () if force else tuple(world for world in WORLDS if world.foreign(folder, record))
    ours = [world for world in WORLDS if world not in real]
    left = "; ".join(world.explain_left_alone(folder, record) for world in real)
    made_from = f"seed {seed}, end {end}, simulator {_version()}"
    if record.made_from == made_from and all(world.is_whole(folder, record) for world in ours):
        unchanged = f"the simulated files are those of {made_from.rpartition(',')[0]} already" if ours else ""
        return Generation("left alone" if real else "unchanged", _joined(unchanged, left))
    if not ours:
        return Generation("left alone", left)
    files = _deliver(seed, end, ours)
    _write(folder, files, made_from, [file for world in ours for file in world.gone(record, files)])
    return Generation("written", _joined(f"simulated from {demand.START} to {end}: {_count(files)}", left))


def _deliver(seed: int, end: date, worlds: Sequence[World]) -> dict[str, bytes]:
    shop = history.deliver(seed, end)
    # Some users of the shop visit the web shop, some learn.
    users = shop["postgres/users.csv"]
    files = {**shop, **web.deliver(seed, end, users), **learning.deliver(seed, end, users)}
    return {file: data for file, data in files.items() if any(world.has(file) for world in worlds)}


def _write(folder: Path, files: dict[str, bytes], made_from: str, gone: Sequence[str]) -> None:
    try:
        ownership.write_files(folder, files, made_from, gone)
    except OSError as error:
        hint = "check the permissions of the folder and the free space, then run this again"
        raise SimulationError(f"the files cannot be written: {error.strerror}", hint) from error


def _count(files: dict[str, bytes]) -> str:
    """Say how many rows each table has; what comes in a file a day is one table."""
    counts: dict[str, int] = {}
    for file, data in files.items():
        table = Path(file).stem.rstrip("_0123456789")
        counts[table] = counts.get(table, 0) + data.count(b"\n") - 1
    return ", ".join(f"{count:,} {table}" for table, count in counts.items())


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _version() -> str:
    """Return a mark of the simulator's own code: files of an older one are written anew."""
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(code).hexdigest()[:12]
