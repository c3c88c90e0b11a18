"""The values of a warehouse as the values of an answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from metrics_cli.answer import Cell, Row


def plain(rows: Sequence[tuple[Any, ...]], keys: Container[int] = ()) -> list[Row]:
    """Return rows of whatever a driver hands out as rows of cells: no NaN, no infinity, no nested value.

    A number that is not finite is missing, but in the places `keys`, which tell groups apart: there it is a text.
    """
    # Most rows need nothing; seeing that costs a tenth of going through them.
    if _MENDED.keys().isdisjoint(map(type, chain.from_iterable(rows))):
        return list(rows)
    if not keys:
        return [tuple(_cell(value) for value in row) for row in rows]
    return [tuple(_key(v) if place in keys else _cell(v) for place, v in enumerate(row)) for row in rows]


def has_lost(rows: Iterable[tuple[Any, ...]], keys: Container[int] = ()) -> bool:
    """Tell whether `plain` makes a number missing that is there."""
    return any(type(v) is float and not math.isfinite(v) and p not in keys for row in rows for p, v in enumerate(row))


def places_of(names: Sequence[str], keys: Container[str]) -> frozenset[int]:
    """Return where the columns `keys` stand."""
    return frozenset(place for place, name in enumerate(names) if name in keys)


def _cell(value: Any) -> Cell:
    mend = _MENDED.get(type(value))
    if mend:
        return mend(value)
    found: Cell = value
    return found


def _key(value: Any) -> Cell:
    if type(value) is float and not math.isfinite(value):
        return "NaN" if math.isnan(value) else str(value)
    return _cell(value)


def _finite(value: float) -> Cell:
    return value if math.isfinite(value) else None


# By type, not by isinstance: an export of ten million rows asks this fifty million times.
_MENDED: dict[type, Callable[[Any], Cell]] = dict.fromkeys((bytes, bytearray, memoryview, list, dict, tuple, set), str)
_MENDED[float] = _finite


def types_of(rows: Sequence[Row], declared: Sequence[str]) -> tuple[str, ...]:
    """Return the columns' types (number, string, date, datetime, boolean), by their values, else as `declared`."""
    return tuple(_by_values(rows, place) or _by_name(name) for place, name in enumerate(declared))


def _by_values(rows: Sequence[Row], place: int) -> str | None:
    value = next((row[place] for row in rows if row[place] is not None), None)
    return _KINDS.get(type(value)) if value is not None else None


def _by_name(name: str) -> str:
    word = name.upper()
    if word.startswith(("TIMESTAMP", "DATETIME")):
        return "datetime"
    if word.startswith(("INT", "BIGINT", "SMALLINT", "NUM", "DEC", "FLOAT", "DOUBLE", "REAL", "LONG", "FIXED")):
        return "number"
    return {"DATE": "date", "BOOL": "boolean", "BOOLEAN": "boolean"}.get(word, "string")


_KINDS: dict[type, str] = {
    int: "number",
    float: "number",
    Decimal: "number",
    bool: "boolean",
    str: "string",
    date: "date",
    datetime: "datetime",
}
