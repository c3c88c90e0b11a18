"""A typed query as JSON and as the `mf` command line that asks the same."""

from __future__ import annotations

import json
import shlex
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.errors import QueryInvalid
from metrics_cli.period import Period, resolve
from metrics_cli.query import (
    Comparison,
    Filter,
    GroupBy,
    Having,
    Mean,
    MetricFilter,
    MetricQuery,
    Operator,
    OrderBy,
    Share,
    TopWithin,
    from_dict,
    mf_command,
)

FULL = MetricQuery(
    metrics=("loans", "fines"),
    group_by=(GroupBy("metric_time", "month"), GroupBy("title__genre")),
    filters=(Filter("title__genre", Operator.IN, ("Crime", "Children's")), Filter("member__tier", Operator.IS_NULL)),
    period=resolve("2024-Q1", date(2024, 5, 15)),
    order_by=(OrderBy("loans", descending=True), OrderBy("title__genre")),
    limit=5,
    metric_filters=(MetricFilter("loans", ("member",), Operator.GT, (3,)),),
    having=(Having("fines", Operator.BETWEEN, (1.5, 9)),),
    compare=Comparison("previous_year", resolve("2023-Q1", date(2024, 5, 15))),
    top=TopWithin(3, "loans", ("metric_time__month",)),
    share=Share(("metric_time__month",)),
    mean=Mean(("title__genre",), "median"),
)


def test_a_query_tells_json_all_of_itself() -> None:
    assert FULL.to_dict() == {
        "metrics": ["loans", "fines"],
        "group_by": [
            {"name": "metric_time", "grain": "month", "date_part": None},
            {"name": "title__genre", "grain": None, "date_part": None},
        ],
        "filters": [
            {
                "dimension": "title__genre",
                "operator": "in",
                "values": ["Crime", "Children's"],
                "grain": None,
                "date_part": None,
            },
            {"dimension": "member__tier", "operator": "is_null", "values": [], "grain": None, "date_part": None},
        ],
        "metric_filters": [{"metric": "loans", "per": ["member"], "operator": "gt", "values": [3], "period": None}],
        "period": {
            "expression": "2024-Q1",
            "start": "2024-01-01",
            "end": "2024-03-31",
            "anchor": "2024-05-15",
            "complete": None,
        },
        "compare": {
            "kind": "previous_year",
            "period": {
                "expression": "2023-Q1",
                "start": "2023-01-01",
                "end": "2023-03-31",
                "anchor": "2024-05-15",
                "complete": None,
            },
        },
        "having": [{"column": "fines", "operator": "between", "values": [1.5, 9]}],
        "top": {"count": 3, "by": "loans", "within": ["metric_time__month"], "descending": True},
        "share": {"within": ["metric_time__month"]},
        "mean": {"over": ["title__genre"], "statistic": "median", "parts": False},
        "order_by": [{"name": "loans", "descending": True}, {"name": "title__genre", "descending": False}],
        "limit": 5,
        "saved_query": None,
    }


@pytest.mark.parametrize("query", [FULL, MetricQuery(("loans",), saved_query="loans_by_genre")], ids=["full", "little"])
def test_a_query_comes_back_from_its_json(query: MetricQuery) -> None:
    assert from_dict(json.loads(json.dumps(query.to_dict()))) == query


@pytest.mark.parametrize(
    "body",
    [{}, {"metrics": 1}, {"metrics": ["a"], "filters": [{"dimension": "b", "operator": "is not"}]}, []],
    ids=str,
)
def test_what_is_no_query_is_said_to_be_none(body: Any) -> None:
    with pytest.raises(QueryInvalid, match="this is no query"):
        from_dict(body)


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
