"""Queries as lists of parts of one form: what each becomes, and what is no part."""

from __future__ import annotations

import json
from typing import Any

import pytest

from metrics_cli.interpretation.model.contract import (
    Offer,
    ProposedQuery,
    ReplyInvalid,
    SaidComparison,
    SaidEntityFilter,
    SaidFilter,
    SaidGroup,
    SaidHaving,
    SaidMean,
    SaidMetric,
    SaidPeriod,
    SaidRank,
    SaidShare,
)
from metrics_cli.interpretation.model.reply import read_reply

METRIC = {"part": "metric", "words": "fees", "name": "fees", "how": None, "of": [], "values": []}


def part(kind: str, **keys: Any) -> dict[str, Any]:
    return {"part": kind, "words": "so", "name": None, "how": None, "of": [], "values": [], **keys}


def read(offer: Offer, *parts: Any) -> ProposedQuery:
    body = {"kind": "query", "queries": [[METRIC, *parts]], "reason": None, "missing": []}
    found = read_reply(json.dumps(body), offer)
    assert isinstance(found, ProposedQuery)
    return found


def test_every_kind_of_part_is_read(offer: Offer) -> None:
    found = read(
        offer,
        part("group_by", name="visit__ward"),
        part("group_by", name="metric_time", how="month"),
        part("group_by", name="metric_time", how="dow"),
        part("filter", name="patient__state", how="eq", values=["TX"]),
        part("per", name="visits", how="gt", of=["patient"], values=[3]),
        part("period", values=["last_month"]),
        part("compare", how="previous_year"),
        part("rank", name="fees", how="desc", values=["5"], of=["visit__ward"]),
        part("having", name="fees", how="ge", values=["100"]),
        part("share", of=["visit__ward"]),
        part("mean", name="metric_time", how="median", values=["month"]),
        part("ignored"),
    )
    assert found == ProposedQuery(
        metrics=(SaidMetric("fees", "fees"),),
        group_by=(
            SaidGroup("so", "visit__ward"),
            SaidGroup("so", "metric_time", "month"),
            SaidGroup("so", "metric_time", None, "dow"),
        ),
        filters=(SaidFilter("so", "patient__state", "eq", ("TX",)),),
        entity_filters=(SaidEntityFilter("so", "visits", "patient", "gt", "3"),),
        period=SaidPeriod("so", "last_month"),
        compare=SaidComparison("so", "previous_year"),
        rank=SaidRank("so", "fees", True, 5, ("visit__ward",)),
        having=(SaidHaving("so", "fees", "ge", ("100",)),),
        share=SaidShare("so", ("visit__ward",)),
        mean=SaidMean("so", "metric_time", "month", "median"),
        ignored=("so",),
    )


def test_one_query_may_lack_brackets_of_its_own(offer: Offer) -> None:
    body = {"kind": "query", "queries": [METRIC], "reason": None, "missing": []}
    assert read_reply(json.dumps(body), offer) == ProposedQuery((SaidMetric("fees", "fees"),))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        pytest.param("fees", "must be an object", id="a text"),
        pytest.param(part("where"), "part must be one of", id="unknown kind"),
        pytest.param(part(["metric"]), "part must be one of", id="a list for a kind"),
        pytest.param(part("period", values=["today"], sql="1=1"), "keys that the schema has not: 'sql'", id="key"),
        pytest.param(part("metric", name="visits", values=["3"]), "a metric takes no `values`", id="too much"),
        pytest.param(part("period", values="last_month"), "values must be a list", id="no list"),
        pytest.param(part("period", values=["today", "yesterday"]), "takes one entry", id="two in one"),
        pytest.param(part("period"), "expression must be a text", id="none"),
        pytest.param(part("rank", name="fees", how="best"), "desc or asc", id="order"),
        pytest.param(part("rank", name="fees", how="desc", values=["few"]), "whole number", id="count"),
        pytest.param(part("filter", name="patient__state", how="gt", values=[]), "number of values", id="values"),
        pytest.param(part("filter", name="phone", how="eq", values=["1"]), "'phone' is not one", id="not offered"),
        pytest.param(part("group_by", name="visit__ward", how="eq"), "'eq' is not one", id="another way"),
    ],
)
def test_what_is_no_part_is_told(wrong: Any, told: str, offer: Offer) -> None:
    with pytest.raises(ReplyInvalid, match=told):
        read(offer, wrong)


def test_a_second_period_is_told(offer: Offer) -> None:
    with pytest.raises(ReplyInvalid, match="second period"):
        read(offer, part("period", values=["today"]), part("period", values=["yesterday"]))
