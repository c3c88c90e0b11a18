"""Differences and ratios of cells: decimals exact, floats without the noise of their last digits."""

from __future__ import annotations

from decimal import Context, Decimal
from math import floor, log10
from typing import TypeGuard

from metrics_cli.answer import Cell

Number = int | float | Decimal
# A tuple: `isinstance` takes three times as long over a union.
_NUMBERS = (int, float, Decimal)

# A sum of doubles is good to about this many digits; what lies beyond is how it was added up.
_DIGITS = 15
# A warehouse's widest decimal has 38 digits.
_EXACT = Context(prec=100)


def difference(value: Cell, base: Cell) -> Cell:
    """Return `value` less `base`; None when either is no number or infinite.

    Whole numbers and decimals come out exact, floats rounded to the digits that both of them hold.
    """
    if not is_number(value) or not is_number(base):
        return None
    if isinstance(value, float) or isinstance(base, float):
        left, right = Decimal(str(value)), Decimal(str(base))
        if not (left.is_finite() and right.is_finite()):
            return None
        size = max(abs(left), abs(right))
        places = _DIGITS - 1 - floor(log10(size)) if size else 0
        return float(round(_EXACT.subtract(left, right), places)) + 0.0
    if isinstance(value, Decimal) or isinstance(base, Decimal):
        return _EXACT.subtract(Decimal(value), Decimal(base))
    return value - base


def ratio(value: Cell, base: Cell) -> float | None:
    """Return `value` over `base`, the nearest float; None when either is no number, or the base is zero.

    None as well when the result is larger than a float can hold, or either is infinite.
    """
    if not is_number(value) or not is_number(base) or not base:
        return None
    try:
        (above, below), (base_above, base_below) = value.as_integer_ratio(), base.as_integer_ratio()
        return (above * base_below) / (below * base_above)
    except (OverflowError, ValueError):
        return None


def is_number(value: Cell) -> TypeGuard[Number]:
    """Tell whether a cell holds a number; a truth value is none."""
    return isinstance(value, _NUMBERS) and not isinstance(value, bool)
