"""Conditions on the result."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from metrics_cli.analysis import Frame, having
from metrics_cli.answer import Cell
from metrics_cli.errors import QueryInvalid
from metrics_cli.query import Having, Operator, Scalar

COLUMNS: dict[str, tuple[str, tuple[Cell, ...]]] = {
    "count": ("number", (1, 2, None, 3)),
    "money": ("number", (Decimal("0.10"), Decimal("0.20"), None, Decimal("-1.00"))),
    "rate": ("number", (0.1, 0.30000000000000004, None, 0.5)),
    "name": ("string", ("Anna", "BEN", None, "50% [x]")),
    "day": ("date", (date(2024, 1, 1), date(2024, 2, 1), None, date(2024, 3, 1))),
    "hour": ("datetime", (datetime(2024, 1, 1, 5), datetime(2024, 1, 1, 6), None, datetime(2024, 1, 2))),
    "flag": ("boolean", (True, False, None, True)),
}


def kept(column: str, operator: Operator, *values: Scalar) -> list[Cell]:
    kind, cells = COLUMNS[column]
    frame = Frame((column,), (kind,), tuple((cell,) for cell in cells))
    return [row[0] for row in having(frame, (Having(column, operator, values),)).rows]


@pytest.mark.parametrize(
    ("column", "operator", "values", "places"),
    [
        pytest.param("count", Operator.GT, (1,), (1, 3), id="gt"),
        pytest.param("count", Operator.GE, (2,), (1, 3), id="ge"),
        pytest.param("count", Operator.LT, (2,), (0,), id="lt"),
        pytest.param("count", Operator.LE, (2,), (0, 1), id="le"),
        pytest.param("count", Operator.EQ, (2,), (1,), id="eq"),
        pytest.param("count", Operator.EQ, (2.0,), (1,), id="a whole number written with a point"),
        pytest.param("count", Operator.NE, (2,), (0, 3), id="ne leaves the unknown out, as SQL does"),
        pytest.param("count", Operator.IN, (1, 3), (0, 3), id="in"),
        pytest.param("count", Operator.NOT_IN, (1, 3), (1,), id="not in leaves the unknown out"),
        pytest.param("count", Operator.BETWEEN, (2, 3), (1, 3), id="between, both ends included"),
        pytest.param("count", Operator.IS_NULL, (), (2,), id="is null"),
        pytest.param("count", Operator.NOT_NULL, (), (0, 1, 3), id="is not null"),
        pytest.param("money", Operator.EQ, (0.1,), (0,), id="a decimal equals what is written"),
        pytest.param("money", Operator.LT, (0,), (3,), id="a negative decimal"),
        pytest.param("rate", Operator.EQ, (0.1,), (0,), id="a float equals what is printed"),
        pytest.param("rate", Operator.GT, (0.3,), (1, 3), id="a float"),
        pytest.param("name", Operator.EQ, ("BEN",), (1,), id="a text"),
        pytest.param("name", Operator.CONTAINS, ("nn",), (0,), id="contains"),
        pytest.param("name", Operator.CONTAINS, ("ben",), (1,), id="contains whatever the case"),
        pytest.param("name", Operator.CONTAINS, ("% [",), (3,), id="contains signs as they are"),
        pytest.param("name", Operator.NOT_CONTAINS, ("n",), (3,), id="does not contain"),
        pytest.param("name", Operator.LIKE, ("A%",), (0,), id="like"),
        pytest.param("name", Operator.LIKE, ("_EN",), (1,), id="like with one letter open"),
        pytest.param("name", Operator.NOT_LIKE, ("A%",), (1, 3), id="not like"),
        pytest.param("day", Operator.GE, ("2024-02-01",), (1, 3), id="a date"),
        pytest.param("day", Operator.BETWEEN, ("2024-01-01", "2024-02-01"), (0, 1), id="between dates"),
        pytest.param("hour", Operator.GT, ("2024-01-01 05:30",), (1, 3), id="a moment"),
        pytest.param("hour", Operator.EQ, ("2024-01-02",), (3,), id="a day is its midnight"),
        pytest.param("flag", Operator.EQ, (True,), (0, 3), id="a truth value"),
    ],
)
def test_rows_are_kept_as_sql_would(
    column: str, operator: Operator, values: tuple[Scalar, ...], places: tuple[int, ...]
) -> None:
    assert kept(column, operator, *values) == [COLUMNS[column][1][place] for place in places]


@pytest.mark.parametrize(
    ("column", "operator", "values"),
    [
        pytest.param("count", Operator.GT, ("many",), id="a text for a number"),
        pytest.param("count", Operator.GT, (True,), id="a truth value for a number"),
        pytest.param("count", Operator.CONTAINS, ("1",), id="text operators on a number"),
        pytest.param("count", Operator.LIKE, ("1%",), id="a pattern on a number"),
        pytest.param("count", Operator.BETWEEN, (1,), id="one end"),
        pytest.param("count", Operator.IN, (), id="an empty list"),
        pytest.param("count", Operator.EQ, (), id="no value"),
        pytest.param("day", Operator.GT, ("soon",), id="no date"),
        pytest.param("flag", Operator.EQ, (1,), id="a number for a truth value"),
    ],
)
def test_a_condition_that_means_nothing_is_refused(column: str, operator: Operator, values: tuple[Scalar, ...]) -> None:
    with pytest.raises(QueryInvalid):
        kept(column, operator, *values)


def test_all_conditions_hold_together() -> None:
    frame = Frame(("a", "b"), ("number", "number"), ((1, 1), (1, 2), (2, 2)))
    conditions = (Having("a", Operator.EQ, (1,)), Having("b", Operator.EQ, (2,)))
    assert having(frame, conditions).rows == ((1, 2),)
