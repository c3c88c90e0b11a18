"""The values of a warehouse as the values of an answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from metrics_cli.answer import Cell, Row


def plain(rows: Sequence[tuple[Any, ...]]) -> list[Row]:
    """Return rows of whatever a driver hands out as rows of cells: no NaN, no infinity, no nested value."""
    return [tuple(_cell(value) for value in row) for row in rows]


def _cell(value: Any) -> Cell:
    mend = _MENDED.get(type(value))
    if mend:
        return mend(value)
    found: Cell = value
    return found


def _finite(value: float) -> Cell:
    return value if math.isfinite(value) else None


# By type, not by isinstance: an export of ten million rows asks this fifty million times.
_MENDED: dict[type, Callable[[Any], Cell]] = dict.fromkeys((bytes, bytearray, memoryview, list, dict, tuple, set), str)
_MENDED[float] = _finite
