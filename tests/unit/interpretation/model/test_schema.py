"""The schema of a reply: closed, strict, and made of what is offered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from metrics_cli.interpretation.model.contract import Offer
from metrics_cli.interpretation.model.schema import schema_of


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for found in schema.values():
            yield from _objects(found)
    if isinstance(schema, list):
        for found in schema:
            yield from _objects(found)


@pytest.mark.parametrize("is_follow_up", [True, False])
def test_every_object_is_closed_and_requires_all_of_its_keys(offer: Offer, is_follow_up: bool) -> None:
    for found in _objects(schema_of(offer, is_follow_up)):
        assert found["additionalProperties"] is False
        assert found["required"] == list(found["properties"])


def test_names_are_those_offered(offer: Offer) -> None:
    schema: Any = schema_of(offer)
    names = schema["$defs"]["name"]["enum"]
    assert {"fees", "metric_time", "visit__ward"} <= set(names)
    assert not {"budget", "budget__owner"} & set(names)
    part = schema["properties"]["queries"]["items"]["items"]
    assert part["properties"]["how"]["anyOf"][0]["enum"][:5] == list(offer.grains)


def test_only_a_follow_up_can_drop_something(offer: Offer) -> None:
    assert "dropped" in str(schema_of(offer, True))
    assert "dropped" not in str(schema_of(offer))
