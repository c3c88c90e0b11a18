"""What people read and say about metrics and dimensions: complete, and never one word for two things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "semantic_models"
FORMATS = {"usd", "percent", "integer", "decimal", "duration_s"}
# What is said of two things alike: which one is meant is asked, unless only one fits the rest of the question.
ASKED_BACK = ["conversion rate"]
META = {"format", "synonyms", "good_when", "questions", "pii", "grains", "monitor", "dates_data"}
# What is a day needs no unit.
DAYS = {"first_activity", "last_activity"}
PERSONAL = {"email", "customer_name"}


def _all(kind: str) -> Iterator[dict[str, Any]]:
    for file in sorted(FOLDER.glob("*.yml")):
        yield from yaml.safe_load(file.read_text()).get(kind, [])


METRICS = list(_all("metrics"))
DIMENSIONS = [(model["name"], dimension) for model in _all("semantic_models") for dimension in model["dimensions"]]
# The day of an order is one thing, though it stands in two tables. What a web session is asked by, no metric has beside
# what the other shop has under that name.
TWINS = {("product_pairs", "ordered_on"), *(("web_sessions", name) for name in ("device", "browser", "channel"))}


def _meta(item: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = item.get("config", {}).get("meta", {})
    return found


def test_no_limit_is_silent_about_a_day_that_is_over_before_it_is_looked_at() -> None:
    rules = [rule for metric in METRICS for rule in _rules(metric)]
    assert rules
    assert [r for r in rules if r.get("period") == "today" and r.get("when_empty") == "ok"] == []


def _rules(metric: dict[str, Any]) -> list[dict[str, Any]]:
    found: Any = _meta(metric).get("monitor", [])
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric["name"])
def test_a_metric_says_what_it_is(metric: dict[str, Any]) -> None:
    meta = _meta(metric)
    assert metric["label"]
    assert metric["description"].endswith(".")
    assert meta.get("format") in FORMATS or metric["name"] in DAYS
    assert meta["synonyms"]
    assert meta.get("good_when", "up") in {"up", "down"}
    assert set(meta) <= META


@pytest.mark.parametrize(
    ("model", "dimension"), DIMENSIONS, ids=lambda part: part if isinstance(part, str) else part["name"]
)
def test_a_dimension_says_what_it_is(model: str, dimension: dict[str, Any]) -> None:
    assert dimension["label"]
    assert dimension["description"].endswith(".")
    assert _meta(dimension).get("pii", False) is (dimension["name"] in PERSONAL)
    assert set(_meta(dimension)) <= META


def test_no_two_metrics_answer_to_one_name() -> None:
    assert _twice(METRICS) == ASKED_BACK


def test_no_two_dimensions_answer_to_one_name() -> None:
    named = [dimension | {"name": f"{model} {dimension['name']}"} for model, dimension in DIMENSIONS]
    twins = [f"{model} {name}" for model, name in TWINS]
    assert _twice([dimension for dimension in named if dimension["name"] not in twins]) == []


def test_every_saved_query_says_what_it_is() -> None:
    assert [
        query["name"] for query in _all("saved_queries") if not query.get("label") or not query.get("description")
    ] == []


def _twice(items: list[dict[str, Any]]) -> list[str]:
    names: Counter[str] = Counter()
    for item in items:
        said = {item["name"].replace("_", " "), item["label"], *_meta(item).get("synonyms", [])}
        names.update({name.casefold().replace("-", " ") for name in said})
    return [name for name, times in names.items() if times > 1]
