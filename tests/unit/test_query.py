"""A typed query as JSON and as the `mf` command line that asks the same."""

from __future__ import annotations

import shlex
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.period import Period, resolve
from metrics_cli.query import Filter, GroupBy, MetricQuery, Operator, OrderBy, mf_command

FULL = MetricQuery(
    metrics=("loans", "fines"),
    group_by=(GroupBy("metric_time", "month"), GroupBy("title__genre")),
    filters=(Filter("title__genre", Operator.IN, ("Crime", "Children's")), Filter("member__tier", Operator.IS_NULL)),
    period=resolve("2024-Q1", date(2024, 5, 15)),
    order_by=(OrderBy("loans", descending=True), OrderBy("title__genre")),
    limit=5,
)


def test_a_query_tells_json_all_of_itself() -> None:
    assert FULL.to_dict() == {
        "metrics": ["loans", "fines"],
        "group_by": [{"name": "metric_time", "grain": "month"}, {"name": "title__genre", "grain": None}],
        "filters": [
            {"dimension": "title__genre", "operator": "in", "values": ["Crime", "Children's"]},
            {"dimension": "member__tier", "operator": "is_null", "values": []},
        ],
        "period": {
            "expression": "2024-Q1",
            "start": "2024-01-01",
            "end": "2024-03-31",
            "anchor": "2024-05-15",
            "complete": None,
        },
        "compare": None,
        "order_by": [{"name": "loans", "descending": True}, {"name": "title__genre", "descending": False}],
        "limit": 5,
    }


def test_a_query_has_the_same_keys_when_it_asks_for_little() -> None:
    assert MetricQuery(("loans",)).to_dict().keys() == FULL.to_dict().keys()


def test_a_query_is_a_value() -> None:
    assert hash(MetricQuery(("loans",), (GroupBy("title__genre"),))) == hash(
        MetricQuery(("loans",), (GroupBy("title__genre"),))
    )


@pytest.mark.parametrize(
    ("query", "where", "period", "command"),
    [
        (MetricQuery(("loans",)), (), None, "mf query --metrics loans"),
        (
            FULL,
            ("a = 1",),
            FULL.period,
            "mf query --metrics loans,fines --group-by metric_time__month,title__genre --where 'a = 1'"
            " --start-time 2024-01-01 --end-time 2024-03-31 --order -loans,title__genre --limit 5",
        ),
        (MetricQuery(("loans",), limit=0), (), None, "mf query --metrics loans --limit 0"),
        (
            MetricQuery(("loans",)),
            (),
            Period("..2024-03-31", None, date(2024, 3, 31)),
            "mf query --metrics loans --end-time 2024-03-31",
        ),
    ],
)
def test_a_query_has_an_mf_command_line(
    query: MetricQuery, where: tuple[str, ...], period: Period | None, command: str
) -> None:
    assert mf_command(query, where, period) == command


@given(st.lists(st.text(), max_size=3))
def test_a_shell_hands_every_condition_through_unchanged(where: list[str]) -> None:
    words = shlex.split(mf_command(MetricQuery(("loans",)), tuple(where), None))
    assert words == ["mf", "query", "--metrics", "loans", *(word for clause in where for word in ("--where", clause))]
