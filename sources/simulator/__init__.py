"""An imitation of the source systems: five files a shop, its marketing and its tracker might have exported."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from sources.errors import SimulationError
from sources.simulator import demand, ownership
from sources.simulator.history import deliver

__all__ = ["FILES", "Generation", "SimulationError", "generate"]

SEED = 1
FILES = (
    "postgres/products.csv",
    "postgres/users.csv",
    "postgres/transactions.csv",
    "salesforce/campaigns.csv",
    "analytics/pageviews.csv",
)


@dataclass(frozen=True)
class Generation:
    """What became of the request; `message` says it in one line."""

    status: Literal["written", "unchanged", "left alone"]
    message: str


def generate(folder: Path, end: date, seed: int = SEED, force: bool = False) -> Generation:
    """Write the five files with all days up to `end` below `folder`.

    If a single one of them was not written by the simulator, it is a real export: nothing is written then, as the keys
    of two worlds do not fit together. `force` writes all the same. Raises SimulationError when `end` is too early or
    the folder cannot be written.
    """
    if end < demand.START:
        hint = f"choose an end from {demand.START} on"
        raise SimulationError(f"the simulated history begins on {demand.START}, {end} is before it", hint)
    record = ownership.read(folder)
    there = ownership.present(folder, FILES)
    ours = tuple(file for file in there if record.owns(folder, file))
    real = tuple(file for file in there if file not in ours)
    if real and not force:
        return Generation("left alone", _explain(real, ours))
    made_from = f"seed {seed}, end {end}, simulator {_version()}"
    if not real and len(ours) == len(FILES) and record.made_from == made_from:
        return Generation("unchanged", f"the simulated files are those of {made_from.rpartition(',')[0]} already")
    files = deliver(seed, end)
    try:
        ownership.write_files(folder, files, made_from)
    except OSError as error:
        hint = "check the permissions of the folder and the free space, then run this again"
        raise SimulationError(f"the files cannot be written: {error.strerror}", hint) from error
    counts = {Path(file).stem: len(data.splitlines()) - 1 for file, data in files.items()}
    rows = ", ".join(f"{count:,} {table}" for table, count in counts.items())
    return Generation("written", f"simulated from {demand.START} to {end}: {rows}")


def _explain(real: tuple[str, ...], ours: tuple[str, ...]) -> str:
    told = f"nothing simulated, as these are not the simulator's and stay as they are: {', '.join(real)}"
    if missing := [file for file in FILES if file not in (*real, *ours)]:
        told += f"; still missing: {', '.join(missing)}"
    if ours:
        told += f"; simulated ones that do not belong to them, to be replaced or removed: {', '.join(ours)}"
    return f"{told} (--force replaces all five)"


def _version() -> str:
    """Return a mark of the simulator's own code: files of an older one are written anew."""
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(code).hexdigest()[:12]
