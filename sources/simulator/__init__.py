"""An imitation of the source systems: what a shop, its tracker, a web shop and a course platform export."""

from __future__ import annotations

from sources.errors import SimulationError
from sources.simulator.daily import retired
from sources.simulator.generation import LARGEST_SCALE, SEED, Generation, generate, reset
from sources.simulator.live import Live, run
from sources.simulator.worlds import FILES

__all__ = [
    "FILES",
    "LARGEST_SCALE",
    "SEED",
    "Generation",
    "Live",
    "SimulationError",
    "generate",
    "reset",
    "retired",
    "run",
]
