"""Where what is worked out of a catalog may be kept between commands, and how long it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keeping:
    """A file for what is worked out of a catalog's names and values.

    `of` is all that these depend on: the manifest and the state of the warehouse. `until` tells until when, in seconds
    since 1970, what was read of the warehouse holds: infinity while it is in that state, 0 when not all could be read.
    """

    path: Path
    of: str
    until: Callable[[], float]
