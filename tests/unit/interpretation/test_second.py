"""When two queries ask the same: the readings of two readers are compared by it."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.interpretation.second import is_same
from metrics_cli.period import resolve
from metrics_cli.query import Filter, GroupBy, MetricQuery, Operator, OrderBy

TODAY = date(2024, 5, 15)
LOANS = MetricQuery(("loans",))


def in_towns(*towns: str, operator: Operator = Operator.IN) -> MetricQuery:
    return MetricQuery(("loans",), filters=(Filter("branch__town", operator, towns),))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(LOANS, LOANS, True, id="itself"),
        pytest.param(LOANS, MetricQuery(("fines",)), False, id="another metric"),
        pytest.param(in_towns("York"), in_towns("York", operator=Operator.EQ), True, id="a list of one"),
        pytest.param(in_towns("York", "Hull"), in_towns("Hull", "York"), True, id="a list in another order"),
        pytest.param(in_towns("York"), in_towns("Hull"), False, id="another value"),
        pytest.param(in_towns("York"), in_towns("York", operator=Operator.NE), False, id="its negation"),
        pytest.param(
            MetricQuery(("loans",), period=resolve("last_month", TODAY)),
            MetricQuery(("loans",), period=resolve("2024-04", TODAY)),
            True,
            id="the same days, said otherwise",
        ),
        pytest.param(
            MetricQuery(("loans",), period=resolve("last_month", TODAY)),
            MetricQuery(("loans",), period=resolve("trailing(30, day)", TODAY)),
            False,
            id="other days",
        ),
        pytest.param(
            MetricQuery(("loans",), (GroupBy("branch__town"),), order_by=(OrderBy("loans", True),)),
            MetricQuery(("loans",), (GroupBy("branch__town"),)),
            True,
            id="an order of all rows",
        ),
        pytest.param(
            MetricQuery(("loans",), (GroupBy("branch__town"),), order_by=(OrderBy("loans", True),), limit=3),
            MetricQuery(("loans",), (GroupBy("branch__town"),), order_by=(OrderBy("loans"),), limit=3),
            False,
            id="the top three and the bottom three",
        ),
    ],
)
def test_queries_that_ask_the_same(one: MetricQuery, other: MetricQuery, same: bool) -> None:
    assert is_same(one, other) is same
