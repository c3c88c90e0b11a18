"""Values as signs: a line for one metric over time, bars for one metric by one dimension."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from metrics_cli.answer import Cell

_LEVELS = "▁▂▃▄▅▆▇█"
_EIGHTHS = "▏▎▍▌▋▊▉█"
# Fewer places tell nothing.
NARROWEST = 10


def spark(values: Sequence[Cell]) -> str | None:
    """Return a sign for each value, higher for more, a gap for a missing one; None when there is nothing to see."""
    numbers = [_number(value) for value in values]
    known = [n for n in numbers if n is not None]
    if len(known) < 3 or min(known) == max(known):
        return None
    low, spread = min(known), max(known) - min(known)
    return "".join(" " if n is None else _LEVELS[round((n - low) / spread * (len(_LEVELS) - 1))] for n in numbers)


def bars(values: Sequence[Cell], width: int) -> list[str] | None:
    """Return a bar for each value, those below zero to the left of a common line; None without room or difference."""
    numbers = _within_one([_number(value) for value in values])
    known = [n for n in numbers if n is not None]
    if width < NARROWEST or len(known) < 2 or not any(known):
        return None
    below, above = max(0.0, -min(known)), max(0.0, max(known))
    if not below:
        return ["" if n is None else _bar(n / above * width) for n in numbers]
    # Either side has a place of its own, however small its values are beside the other's.
    left = width - 1 if not above else min(max(round((width - 1) * below / (below + above)), 1), width - 2)
    scale = min(left / below, (width - 1 - left) / above) if above else left / below
    return [" " * left + "│" if n is None else _about_zero(n * scale, left) for n in numbers]


def _within_one(numbers: Sequence[float | None]) -> list[float | None]:
    """Return the numbers as parts of the largest, whatever its size; one that is lost beside it is 0."""
    largest = max((abs(n) for n in numbers if n is not None), default=0.0)
    scaled = [n if n is None or not largest else n / largest for n in numbers]
    return [n if n is None or abs(n) > 1e-9 else 0.0 for n in scaled]


def _about_zero(size: float, left: int) -> str:
    if size < 0:
        return f"{'█' * min(round(-size), left):>{left}}│"
    return " " * left + "│" + _bar(size)


def _bar(size: float) -> str:
    eighths = max(round(size * 8), 0)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")


def _number(value: Cell) -> float | None:
    return float(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None
