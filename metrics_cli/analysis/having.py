"""Conditions on the columns of a result; an unknown cell meets none but `is null`, as in SQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from metrics_cli.analysis.frame import Frame
from metrics_cli.answer import Cell
from metrics_cli.errors import QueryInvalid
from metrics_cli.query import Having, Operator, Scalar


def having(frame: Frame, conditions: tuple[Having, ...]) -> Frame:
    """Return the rows that meet all conditions. Raises QueryInvalid for one that its column's type can't meet."""
    tests = [(frame.names.index(c.column), _test(c, frame.types[frame.names.index(c.column)])) for c in conditions]
    return frame.of(row for row in frame.rows if all(test(row[position]) for position, test in tests))


_COUNTS = {Operator.BETWEEN: 2, Operator.IS_NULL: 0, Operator.NOT_NULL: 0}
_TEXTS = (Operator.LIKE, Operator.NOT_LIKE, Operator.CONTAINS, Operator.NOT_CONTAINS)
_ORDERED: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQ: lambda cell, value: cell == value,
    Operator.NE: lambda cell, value: cell != value,
    Operator.GT: lambda cell, value: cell > value,
    Operator.GE: lambda cell, value: cell >= value,
    Operator.LT: lambda cell, value: cell < value,
    Operator.LE: lambda cell, value: cell <= value,
}
_Test = Callable[[Cell], bool]


def _test(condition: Having, kind: str) -> _Test:
    operator, column = condition.operator, condition.column
    if operator in (Operator.IS_NULL, Operator.NOT_NULL):
        return lambda cell: (cell is None) is (operator is Operator.IS_NULL)
    if operator in _TEXTS and kind != "string":
        raise QueryInvalid(f"'{column}' is no text: it can't be compared with `{operator}`", "use = != < <= > >= in")
    _check_count(condition)
    values = [_read(value, kind, column) for value in condition.values]
    if operator is Operator.BETWEEN and values[0] > values[1]:
        low, high = condition.values
        raise QueryInvalid(f"{column} between {low} and {high} is empty: it ends before it starts", "swap the two")
    known = _known(operator, values)
    if kind == "number":
        # NaN and infinity of a group are texts; a warehouse orders NaN above all.
        return lambda cell: cell is not None and known(Decimal("inf" if cell == "NaN" else str(cell)))
    return lambda cell: cell is not None and known(_comparable(cell))


def _check_count(condition: Having) -> None:
    if condition.operator in (Operator.IN, Operator.NOT_IN):
        wanted = max(1, len(condition.values))
    else:
        wanted = _COUNTS.get(condition.operator, 1)
    if len(condition.values) != wanted:
        reason = f"the condition on '{condition.column}' has {len(condition.values)} values"
        raise QueryInvalid(reason, f"`{condition.operator}` takes {wanted}")


def _known(operator: Operator, values: list[Any]) -> Callable[[Any], bool]:
    """Return the test of a cell that is known."""
    if operator in _ORDERED:
        return lambda cell: _ORDERED[operator](cell, values[0])
    if operator is Operator.BETWEEN:
        return lambda cell: bool(values[0] <= cell <= values[1])
    if operator in (Operator.IN, Operator.NOT_IN):
        return lambda cell: (cell in values) is (operator is Operator.IN)
    if operator in (Operator.CONTAINS, Operator.NOT_CONTAINS):
        return lambda cell: (values[0].casefold() in cell.casefold()) is (operator is Operator.CONTAINS)
    pattern = re.compile("".join({"%": ".*", "_": "."}.get(c, re.escape(c)) for c in values[0]), re.DOTALL)
    return lambda cell: bool(pattern.fullmatch(cell)) is (operator is Operator.LIKE)


def _read(value: Scalar, kind: str, column: str) -> Any:
    """Return a condition's value as the column's type has it. Raises QueryInvalid when it is none of those."""
    if kind == "string":
        return str(value)
    if kind == "boolean" and isinstance(value, bool):
        return value
    if kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    try:
        if kind in ("date", "datetime"):
            return datetime.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:
        raise QueryInvalid(f"'{column}' is a date, and '{value}' is none", "write it like 2024-12-31") from None
    raise QueryInvalid(f"'{column}' is a {kind}, and '{value}' is none", "compare it with one")


def _comparable(cell: Cell) -> Any:
    """Return a known cell so that it compares exactly with a value: a float by the digits it is printed with."""
    if isinstance(cell, bool | str):
        return cell
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime.combine(cell, time.min)
    return Decimal(str(cell))
