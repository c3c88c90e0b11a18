"""The z-score equals what SQL's sample standard deviation makes of the same figures."""

from __future__ import annotations

import math
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.analysis.zscore import zscore

FIGURES = [3, 5, 4, 6, 2, 5, 9]


def by_hand(value: float, before: list[float]) -> tuple[float, float, float]:
    """Return mean, sample standard deviation and score as DuckDB tells them."""
    sql = "select avg(x), stddev_samp(x), ($value - avg(x)) / stddev_samp(x) from (select unnest($before) as x)"
    (found,) = duckdb.execute(sql, {"value": value, "before": before}).fetchall()
    return found


@pytest.mark.parametrize("value", [0, 4, 4.857142857, 40, -7])
def test_it_is_that_of_hand_written_sql(value: float) -> None:
    found = zscore(value, FIGURES)
    mean, deviation, score = by_hand(value, [float(f) for f in FIGURES])
    assert (found.mean, found.deviation, found.score) == pytest.approx((mean, deviation, score))
    assert (found.value, found.count) == (value, 7)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=3, max_size=30), st.integers(-(10**6), 10**6))
def test_it_is_that_of_hand_written_sql_for_any_figures(before: list[int], value: int) -> None:
    found = zscore(value, before)
    if len(set(before)) > 1:
        expected = by_hand(float(value), [float(f) for f in before])[2]
        assert found.score == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("value", "before", "score"),
    [
        pytest.param(5, [5, 5, 5], 0.0, id="the same again"),
        pytest.param(6, [5, 5, 5], math.inf, id="more than ever the same"),
        pytest.param(0, [5, 5, 5], -math.inf, id="less than ever the same"),
        pytest.param(0, [0, 0, 0], 0.0, id="nothing, as ever"),
        pytest.param(0.3, [0.1 + 0.2, 0.3, 0.3], 0.0, id="the noise of floats is no change"),
        pytest.param(Decimal("7.50"), [Decimal("7.50"), Decimal("7.5"), Decimal("7.500")], 0.0, id="decimals"),
        pytest.param(1e200, [1e200, 2e200, 3e200], -1.0, id="squares beyond a float"),
    ],
)
def test_it_is_told_at_the_edges(value: float, before: list[float], score: float) -> None:
    assert zscore(value, before).score == pytest.approx(score)


def test_the_order_of_the_figures_does_not_matter() -> None:
    assert zscore(0.7, [0.1, 1e16, -1e16, 0.3]) == zscore(0.7, [1e16, 0.3, 0.1, -1e16])
