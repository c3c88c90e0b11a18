"""Values as people read them, by the unit that their metric declares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from metrics_cli.answer import Cell, Column
from metrics_cli.presentation.columns import flat

NULL = "–"
# What marks a column as a part of a date: part_dow, part_month …
PART = "part_"
# ISO: Monday is 1.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "inr": "₹", "krw": "₩"}
_WITHOUT_CENTS = ("jpy", "krw", "clp", "isk", "vnd")
_BYTES = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B"))
# Beyond so many decimals a small number is shown as 0 rather than as noise.
_MOST_DECIMALS = 6

# Its kinds share no arithmetic that a type checker knows.
Number = int | float | Decimal


def format_cell(value: Cell, column: Column) -> str:
    """Return the value's text, exact to the unit's last digit; a missing value is a dash."""
    return format_column((value,), column)[0]


def format_column(values: Sequence[Cell], column: Column) -> list[str]:
    """Return the texts of a column's values, numbers with one number of decimals for all of them."""
    numbers = [v for v in values if isinstance(v, Number) and not isinstance(v, bool)]
    decimals = _decimals(numbers, column.format)
    unit = _bytes_unit(numbers) if column.format == "bytes" else column.format
    return [_text(value, column, unit, decimals) for value in values]


def is_measured(column: Column) -> bool:
    """Tell whether the column holds quantities: numbers that do not name or date a row."""
    return column.type == "number" and column.format != "name" and not (column.format or "").startswith(PART)


def headline(value: Number, column: Column) -> str:
    """Return a number in as few signs as a glance needs: $1.2M. For captions only, never in a table."""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(float(value)) >= size and _is_plain(column.format):
            sign, mark = "-" if value < 0 else "", _mark(column.format)
            return f"{sign}{mark}{abs(float(value)) / size:.1f}{letter}"
    return format_cell(value, column)


def _text(value: Cell, column: Column, unit: str | None, decimals: int) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "yes" if value else "no"
    if (unit or "").startswith(PART):
        return _part(value, str(unit).removeprefix(PART))
    if isinstance(value, Number) and unit != "name":
        return _number(value, unit, decimals)
    if isinstance(value, date):
        return _date(value, column.format)
    return flat(str(value))


def _decimals(numbers: Sequence[Number], unit: str | None) -> int:
    """Return the decimals that the unit has, or as many as the smallest number needs to be seen."""
    if unit == "integer" or unit in _WITHOUT_CENTS or (unit in (None, "name") and _are_whole(numbers)):
        return 0
    fewest, factor = (1, 100) if unit == "percent" else (2, 1)
    smallest = min((abs(float(n)) * factor for n in numbers if n), default=0.0)
    decimals = fewest
    while smallest and decimals < _MOST_DECIMALS and smallest < 0.5 / 10**decimals:
        decimals += 1
    return decimals


def _are_whole(numbers: Sequence[Number]) -> bool:
    return all(isinstance(n, int) for n in numbers)


def _number(value: Number, unit: str | None, decimals: int) -> str:
    sign, size = "-" if value < 0 else "", -value if value < 0 else value
    if unit == "percent":
        return f"{value * 100:,.{decimals}f} %"
    if unit == "duration_s":
        minutes, seconds = divmod(round(size), 60)
        return f"{sign if round(size) else ''}{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    scale = next((s for s, name in _BYTES if name == unit), None)
    if scale:
        return f"{float(value) / scale:,.{0 if unit == 'B' else 1}f} {unit}"
    return f"{sign}{_mark(unit)}{size:,.{decimals}f}"


def _bytes_unit(numbers: Sequence[Number]) -> str:
    largest = max((abs(float(n)) for n in numbers), default=0.0)
    return next((name for size, name in _BYTES if largest >= size), "B")


def _is_currency(unit: str | None) -> bool:
    return unit is not None and len(unit) == 3 and unit.isalpha()


def _is_plain(unit: str | None) -> bool:
    return unit in (None, "integer", "decimal") or _is_currency(unit)


def _mark(unit: str | None) -> str:
    """Return what stands before an amount: a sign, or the code of a currency that has none."""
    return _SYMBOLS.get(str(unit).lower(), f"{unit.upper()} ") if unit and _is_currency(unit) else ""


def _part(value: Cell, part: str) -> str:
    number = int(value) if isinstance(value, Number) else 0
    if part == "dow" and 1 <= number <= 7:
        return _DAYS[number - 1]
    if part == "month" and 1 <= number <= 12:
        return _MONTHS[number - 1]
    return f"Q{number}" if part == "quarter" else str(number)


def _date(value: date, grain: str | None) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if grain == "year":
        return f"{value:%Y}"
    if grain == "quarter":
        return f"{value.year} Q{(value.month + 2) // 3}"
    if grain == "month":
        return f"{_MONTHS[value.month - 1]} {value.year}"
    # A week is the date of its Monday: what W07 is few people know.
    return value.isoformat()
