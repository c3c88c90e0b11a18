"""When two cells say the same, wherever one was typed as a date and the other as a timestamp, or rounded."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from math import isclose, isnan
from typing import TypeGuard

from metrics_cli.answer import Cell

# Sums of floats differ in the last of 15 digits by the order of their terms; nine digits are no such noise.
DIGITS = 1e-9
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Number = int | float | Decimal


def folded(cell: Cell) -> Cell:
    """Return the cell with midnights and ISO days as dates, other times in UTC without a zone, NaN as nothing."""
    if isinstance(cell, datetime):
        moment = cell.astimezone(UTC).replace(tzinfo=None) if cell.tzinfo else cell
        return moment.date() if moment.time() == time.min else moment
    if isinstance(cell, str):
        return _day(cell) if _ISO_DAY.fullmatch(cell) else cell.strip()
    return None if is_number(cell) and isnan(cell) else cell


def is_number(cell: Cell) -> TypeGuard[Number]:
    """Tell whether the cell is a quantity; a truth value is none."""
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


def is_blank(cell: Cell) -> bool:
    """Tell whether a figure is empty or 0."""
    return cell is None or (is_number(cell) and cell == 0)


def same(one: Cell, other: Cell, decimals: int | None = None) -> bool:
    """Tell whether two folded cells agree: numbers to nine digits, or to `decimals` places; all else exactly.

    Whole numbers, which are counts as a rule, agree only when they are equal.
    """
    if not (is_number(one) and is_number(other)):
        return type(one) is type(other) and one == other
    if one == other:
        return True
    if decimals is not None:
        return abs(float(one) - float(other)) <= 0.5 * 10.0**-decimals * (1 + DIGITS)
    return not (_is_whole(one) and _is_whole(other)) and isclose(one, other, rel_tol=DIGITS, abs_tol=1e-12)


def _is_whole(number: Number) -> bool:
    return float(number).is_integer()


def _day(text: str) -> Cell:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
