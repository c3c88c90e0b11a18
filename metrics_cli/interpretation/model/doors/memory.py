"""What is kept of an endpoint between commands: that it was down a moment ago, and the shape of request it takes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from metrics_cli.interpretation.model.doors.shapes import Shape, shape_from

# A dead endpoint costs nothing for a minute; one that asks for a longer break gets it, within reason.
BREAK = 60.0
LONGEST_BREAK = 600.0
# An endpoint learns, too: what it did not take yesterday is tried again.
SHAPE_HOLDS = 86_400.0


@dataclass(frozen=True)
class Circuit:
    """An endpoint that is left alone for `seconds` more, and why."""

    seconds: float
    why: str


class Memory:
    """One small file an endpoint in the user's cache; a folder that can't be written is as good as none.

    `now` returns the seconds since 1970.
    """

    def __init__(self, folder: Path, endpoint: str, now: Callable[[], float]) -> None:
        self._path = folder / f"{sha256(endpoint.encode()).hexdigest()[:24]}.json"
        self._now = now

    def circuit(self) -> Circuit | None:
        """Return the break that the endpoint has, None when it may be asked."""
        content = self._read()
        until, why = content.get("until"), content.get("why")
        left = until - self._now() if isinstance(until, int | float) else 0.0
        # A clock that was set back must not close an endpoint for a year.
        return Circuit(left, str(why)) if 0 < left <= LONGEST_BREAK else None

    def open_circuit(self, why: str, wait: float | None) -> None:
        """Have the endpoint left alone for a minute, or for as long as it asks."""
        seconds = min(max(wait or 0.0, BREAK), LONGEST_BREAK)
        self._write({**self._read(), "until": self._now() + seconds, "why": why})

    def close_circuit(self) -> None:
        """Have the endpoint asked again."""
        content = self._read()
        if "until" in content:
            self._write({name: content[name] for name in content.keys() - {"until", "why"}})

    def shape(self) -> Shape:
        """Return the shape of request that the endpoint took last, the best one when that is not known."""
        content = self._read()
        learned = content.get("learned")
        is_fresh = isinstance(learned, int | float) and 0 <= self._now() - learned <= SHAPE_HOLDS
        return (shape_from(content.get("shape")) if is_fresh else None) or Shape()

    def keep_shape(self, shape: Shape) -> None:
        """Have the shape used the next time."""
        self._write({**self._read(), "shape": shape.to_dict(), "learned": self._now()})

    def forget(self) -> None:
        """Keep nothing of the endpoint."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _read(self) -> Mapping[str, Any]:
        try:
            content = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}

    def _write(self, content: Mapping[str, Any]) -> None:
        draft = self._path.with_name(f"{self._path.name}.{uuid4().hex}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_text(json.dumps(content), encoding="utf-8")
            os.replace(draft, self._path)
        except OSError:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def memory_folder(environ: Mapping[str, str], home: Path) -> Path:
    """Return where endpoints are remembered: `metrics/models` in XDG_CACHE_HOME, else in `~/.cache`."""
    named = Path(environ.get("XDG_CACHE_HOME", ""))
    return (named if named.is_absolute() else home / ".cache") / "metrics" / "models"
