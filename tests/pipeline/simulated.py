"""What the simulator makes, held in memory and made once a session."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from sources.simulator import FILES, SEED
from sources.simulator.simulation import Simulation, whole


@cache
def simulated(end: date, seed: int = SEED, scale: int = 1) -> Mapping[str, bytes]:
    """Return the files of every system up to `end`, by their place below the folder of the sources."""
    files: dict[str, list[bytes]] = {}
    for file, data in whole(Simulation(seed, scale), end):
        files.setdefault(file, []).append(data)
    return {file: b"".join(parts) for file, parts in files.items()}


def shop(end: date, seed: int = SEED) -> dict[str, bytes]:
    """Return the five files of the shop."""
    return {file: simulated(end, seed)[file] for file in FILES}


def system(name: str, end: date, seed: int = SEED) -> dict[str, bytes]:
    """Return the files in the folder of one system."""
    return {file: data for file, data in simulated(end, seed).items() if file.startswith(f"{name}/")}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below `folder`."""
    for file, data in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(data)
