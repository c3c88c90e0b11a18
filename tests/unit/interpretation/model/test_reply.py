"""Replies as models write them: what is read, and what is sent back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from metrics_cli.interpretation.model.contract import (
    Clarification,
    Declined,
    Offer,
    ProposedQuery,
    ReplyInvalid,
    SaidFilter,
    SaidMetric,
)
from metrics_cli.interpretation.model.reply import LONGEST, read_reply

QUERY: dict[str, Any] = {"metrics": [{"words": "fees", "name": "fees"}]}


def said(*queries: dict[str, Any], **keys: Any) -> str:
    return json.dumps({"kind": "query", "queries": list(queries) or [QUERY], "reason": None, "missing": [], **keys})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(said(), id="plain"),
        pytest.param(f"Here you are:\n```json\n{said()}\n```\nI hope this helps!", id="prose and a fence"),
        pytest.param(f"<think>maybe {said(kind='options')}</think>{said()}", id="thoughts"),
        pytest.param(said() + said(), id="twice the same"),
        pytest.param(f"{{curly}} words, {said()}", id="braces in prose"),
    ],
)
def test_one_object_is_found_whatever_stands_around_it(text: str, offer: Offer) -> None:
    assert read_reply(text, offer) == ProposedQuery((SaidMetric("fees", "fees"),))


def test_a_whole_query_is_read(offer: Offer) -> None:
    condition = {"words": "in Texas", "dimension": "patient__state", "operator": "eq", "values": ["TX"]}
    found = read_reply(said({**QUERY, "filters": [condition], "ignored": ["please"], "rank": None}), offer)
    assert isinstance(found, ProposedQuery)
    assert found.filters == (SaidFilter("in Texas", "patient__state", "eq", ("TX",)),)
    assert found.ignored == ("please",)


def test_numbers_and_flags_among_values_are_texts(offer: Offer) -> None:
    condition = {"words": "", "dimension": "visit__length", "operator": "in", "values": [10, True, 1.5]}
    found = read_reply(said({**QUERY, "filters": [condition]}), offer)
    assert isinstance(found, ProposedQuery)
    assert found.filters[0].values == ("10", "true", "1.5")


def test_options_and_refusals(offer: Offer) -> None:
    both = read_reply(said(QUERY, QUERY, kind="options", reason="which?"), offer)
    assert isinstance(both, Clarification)
    assert len(both.options) == 2
    refused = json.dumps({"kind": "refusal", "queries": [], "reason": "no weather", "missing": ["weather"]})
    assert read_reply(refused, offer) == Declined("no weather", ("weather",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "no JSON object", id="empty"),
        pytest.param("I can't help with that.", "no JSON object", id="prose"),
        pytest.param("<html><body>502</body></html>", "no JSON object", id="html"),
        pytest.param(said()[:-30], "cut short", id="cut short"),
        pytest.param(said(QUERY, kind="options") + said(), "several different", id="two that differ"),
        pytest.param('{"kind": "query", "kind": "query", "queries": []}', "cut short", id="a key twice"),
        pytest.param('{"queries": [NaN]}', "cut short", id="no number"),
        pytest.param("{" * 5000, "cut short", id="braces"),
        pytest.param("[" * 5000 + '{"queries":' + "[" * 5000, "cut short", id="deep"),
        pytest.param("x" * (LONGEST + 1), "too long", id="long"),
        pytest.param(said(sql="select 1"), "keys that the schema has not: 'sql'", id="another key"),
        pytest.param(said({**QUERY, "where": "1=1"}), "keys that the schema has not", id="another key inside"),
        pytest.param(said({"metrics": [{"words": "x", "name": "profit"}]}), "'profit' is not one", id="metric"),
        pytest.param(said({"metrics": [{"words": "x", "name": "budget"}]}), "'budget' is not one", id="not offered"),
        pytest.param(said({"metrics": []}), "no metrics", id="no metrics"),
        pytest.param(said(kind="sql"), "'sql' is not one", id="kind"),
        pytest.param(said(QUERY, QUERY), "several in `queries`", id="several"),
        pytest.param(json.dumps({"kind": "query", "queries": []}), "`queries` is empty", id="none"),
        pytest.param(said({"metrics": "fees"}), "must be a list", id="no list"),
        pytest.param(said({"metrics": ["fees"]}), "must be a list of objects", id="no object"),
        pytest.param(said({**QUERY, "period": "last_month"}), "must be an object or null", id="period"),
        pytest.param(
            said({**QUERY, "rank": {"words": "top", "by": "fees", "descending": "yes", "limit": 5}}),
            "must be true or false",
            id="flag",
        ),
        pytest.param(
            said({**QUERY, "rank": {"words": "top", "by": "fees", "descending": True, "limit": -5}}),
            "must be a whole number",
            id="limit",
        ),
        pytest.param(
            said(
                {**QUERY, "filters": [{"words": "x", "dimension": "visit__ward", "operator": "raw", "values": ["1"]}]}
            ),
            "'raw' is not one",
            id="operator",
        ),
        pytest.param(
            said({**QUERY, "filters": [{"words": "x", "dimension": "visit__ward", "operator": "eq", "values": []}]}),
            "another number of values",
            id="no value",
        ),
        pytest.param(
            said({**QUERY, "filters": [{"words": "x", "dimension": "visit__ward", "operator": "eq", "values": [[]]}]}),
            "must be a list of texts",
            id="value",
        ),
        pytest.param(
            said({**QUERY, "compare": {"words": "x", "kind": "period", "expression": None}}),
            "needs an expression",
            id="compare",
        ),
        pytest.param(
            said(
                {
                    **QUERY,
                    "entity_filters": [
                        {"words": "", "metric": "visits", "entity": "visit__ward", "operator": "gt", "value": "3"}
                    ],
                }
            ),
            "'visit__ward' is not one",
            id="entity",
        ),
    ],
)
def test_what_is_no_reply_is_said(text: str, told: str, offer: Offer) -> None:
    with pytest.raises(ReplyInvalid) as stop:
        read_reply(text, offer)
    assert told in str(stop.value)
    assert "\n" not in str(stop.value)
