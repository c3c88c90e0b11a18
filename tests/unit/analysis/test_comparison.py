"""An earlier period's rows beside a period's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.analysis import Alignment, Compared, Frame, compare
from metrics_cli.analysis.numbers import difference, ratio
from metrics_cli.answer import Cell


def one(value: Cell, base: Cell, zero: bool = False, is_like: bool = True) -> Compared:
    """Compare one number with another."""
    current, earlier = (Frame(("amount",), ("number",), ((cell,),)) for cell in (value, base))
    return compare(current, earlier, (), {"amount": zero}, {}, is_like)


@pytest.mark.parametrize(
    ("value", "base", "change", "percent"),
    [
        pytest.param(6, 4, 2, 0.5, id="more"),
        pytest.param(4, 6, -2, -1 / 3, id="less"),
        pytest.param(4, 0, 4, None, id="of nothing there is no percentage"),
        pytest.param(4, None, None, None, id="an unknown base"),
        pytest.param(None, 4, None, None, id="an unknown value"),
        pytest.param(None, None, None, None, id="both unknown"),
        pytest.param(50, -100, 150, 1.5, id="up from below zero"),
        pytest.param(-150, -100, -50, -0.5, id="further below zero"),
        pytest.param(Decimal("0.30"), Decimal("0.10"), Decimal("0.20"), 2.0, id="decimals are exact"),
        pytest.param(10**37 + 1, 10**37, 1, 1e-37, id="as are large whole numbers"),
        pytest.param(Decimal("9" * 36 + ".01"), Decimal("0.02"), Decimal("9" * 35 + "8.99"), None, id="and wide ones"),
        pytest.param(0.3, 0.1, 0.2, 2.0, id="floats without noise"),
        pytest.param(0.1 + 0.2, 0.3, 0.0, 0.0, id="equal but for how they were added up"),
        pytest.param(1e300, -1e300, 2e300, 2.0, id="large floats"),
        pytest.param(0.0, 0.0, 0.0, None, id="zeros"),
        pytest.param(float("inf"), 1.0, None, None, id="infinity"),
        pytest.param(1.0, float("nan"), None, None, id="no number"),
    ],
)
def test_a_change_is_exact_and_honest(value: Cell, base: Cell, change: Cell, percent: float | None) -> None:
    found = one(value, base).frame.rows[0]
    assert found[2] == change
    assert type(found[2]) is type(change)
    if percent is not None or change is None:
        assert found[3] == percent


@pytest.mark.parametrize(
    ("value", "base", "change", "percent"), [(None, 5, -5, -1.0), (5, None, 5, None), (None, None, None, None)]
)
def test_a_sum_of_nothing_counts_as_zero(value: Cell, base: Cell, change: Cell, percent: float | None) -> None:
    found = one(value, base, zero=True)
    assert found.frame.rows == ((value, base, change, percent),)
    assert found.has_missing is (change is not None)


def test_periods_that_are_unlike_get_no_change() -> None:
    found = one(5, 4, is_like=False)
    assert (found.frame.rows, found.unlike) == (((5, 4, None, None),), 1)


def test_a_negative_base_is_told() -> None:
    assert one(1, -1).has_negative
    assert not one(-1, 1).has_negative


def named(*rows: tuple[Cell, ...]) -> Frame:
    return Frame(("name", "n"), ("string", "number"), rows)


def test_groups_of_either_side_stay() -> None:
    found = compare(named(("a", 1), (None, 2)), named(("b", 3), (None, 4)), ("name",), {"n": True}, {})
    assert set(found.frame.rows) == {("a", 1, None, 1, None), (None, 2, 4, -2, -0.5), ("b", None, 3, -3, -1.0)}
    assert found.frame.names == ("name", "n", "n__previous", "n__change", "n__change_percent")
    assert found.has_missing
    assert not found.is_disjoint


def test_periods_without_a_common_group_are_told() -> None:
    assert compare(named(("a", 1)), named(("b", 1)), ("name",), {"n": True}, {}).is_disjoint
    assert not compare(named(), named(("b", 1)), ("name",), {"n": True}, {}).is_disjoint


def test_buckets_are_joined_by_their_alignment() -> None:
    july, april, may = date(2024, 7, 1), date(2024, 4, 1), date(2024, 5, 1)
    beside = Alignment({april: july})
    kinds = (("month", "n"), ("date", "number"))
    found = compare(
        Frame(*kinds, ((july, 5),)), Frame(*kinds, ((april, 4), (may, 9))), ("month",), {"n": True}, {"month": beside}
    )
    assert found.frame.names[:2] == ("month", "month__previous")
    # A day that the current period lacks is shown, and is no fall to zero.
    assert found.frame.rows == ((july, april, 5, 4, 1, 0.25), (None, may, None, 9, None, None))


NUMBERS = st.one_of(
    st.integers(-(10**18), 10**18),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15),
)


@given(NUMBERS, NUMBERS)
def test_base_and_change_make_the_value(value: Cell, base: Cell) -> None:
    change = difference(value, base)
    assert isinstance(change, int | Decimal) and isinstance(base, int | Decimal)
    assert Decimal(base) + Decimal(change) == value


@given(st.floats(-1e200, 1e200), st.floats(-1e200, 1e200))
def test_a_float_change_is_as_good_as_its_operands(value: float, base: float) -> None:
    change = difference(value, base)
    assert isinstance(change, float)
    assert abs(change - (value - base)) <= 1e-13 * max(abs(value), abs(base))


def test_a_ratio_that_no_float_holds_is_unknown() -> None:
    assert ratio(10**400, 1) is None


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_ratio_is_the_nearest_float(value: int, base: int) -> None:
    assert ratio(Decimal(value), Decimal(base)) == value / base
