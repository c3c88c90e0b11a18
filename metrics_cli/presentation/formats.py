"""One value as people read it, by the unit its metric declares."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from metrics_cli.answer import Cell, Column

NULL = "–"


def format_cell(value: Cell, column: Column) -> str:
    """Return the value's text, exact to the unit's last digit; a missing value is a dash."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.format == "name":
        return str(value)
    if isinstance(value, int | float | Decimal):
        return _number(value, column.format)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return _date(value, column.format)
    return value


def _number(value: int | float | Decimal, unit: str | None) -> str:
    if unit == "usd":
        return f"-${-value:,.2f}" if value < 0 else f"${value:,.2f}"
    if unit == "percent":
        return f"{value * 100:,.1f} %"
    if unit == "integer":
        return f"{value:,.0f}"
    if unit == "duration_s":
        minutes, seconds = divmod(abs(round(value)), 60)
        return f"{'-' if round(value) < 0 else ''}{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    if unit == "bytes":
        return f"{float(value) / 1e6:,.1f} MB" if abs(float(value)) >= 1e6 else f"{value:,.0f} B"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}"


def _date(value: date, grain: str | None) -> str:
    if grain == "year":
        return f"{value:%Y}"
    if grain == "quarter":
        return f"{value.year} Q{(value.month + 2) // 3}"
    if grain == "month":
        return f"{value:%b %Y}"
    return value.isoformat()
