"""Every question of the lists becomes what the list says; every verified question of the layer is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import Filter, Having, MetricFilter, MetricQuery, Operator

HERE = Path(__file__).parent
PROJECT = HERE.parents[1] / "dbt_project"
TODAY = date(2026, 11, 21)
QUESTIONS: list[dict[str, Any]] = yaml.safe_load((HERE / "shop.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", QUESTIONS, ids=[str(c["ask"]) for c in QUESTIONS])
def test_a_question_becomes_what_the_list_says(case: dict[str, Any], shop: Catalog) -> None:
    outcome = RulesInterpreter().read(case["ask"], shop, TODAY)
    if "refused" in case:
        assert isinstance(outcome, Refused), outcome
        if isinstance(case["refused"], list):
            assert set(case["refused"]) <= set(outcome.missing)
        return
    if "ambiguous" in case:
        assert isinstance(outcome, Ambiguous), outcome
        return
    assert isinstance(outcome, Reading), outcome
    assert _summary(outcome.query) == {**_NOTHING, **case["reads"]}


# What a query has none of, when the list does not say so.
_NOTHING: dict[str, Any] = {
    "by": [],
    "period": None,
    "top": None,
    "filters": [],
    "each": [],
    "having": [],
    "compare": None,
    "share": None,
    "within": [],
    "count": None,
    "over": None,
}


def _summary(query: MetricQuery) -> dict[str, Any]:
    """Return the query as the lists write it; what a ranking leaves out for want of a name goes without saying."""
    sign = 1 if query.order_by and query.order_by[0].descending else -1
    named = {g.name for g in query.group_by} if query.limit or query.top else set()
    filters = [f for f in query.filters if not (f.dimension in named and f.operator is Operator.NOT_NULL)]
    second = query.compare and (query.compare.period.expression if query.compare.period else query.compare.kind)
    return {
        "metrics": list(query.metrics),
        "by": [g.column for g in query.shown_groups],
        "period": query.period.expression if query.period else None,
        "top": query.limit and sign * query.limit,
        "filters": [_spelt(f.dimension, f) for f in filters],
        "each": [_spelt(f"{m.metric} per {' '.join(m.per)}", m) + _told_over(m) for m in query.metric_filters],
        "having": [_spelt(h.column, h) for h in query.having],
        "compare": second,
        "share": list(query.share.within) if query.share else None,
        "within": list(query.top.within) if query.top else [],
        "count": query.top and query.top.count,
        "over": query.mean and f"{query.mean.statistic} {' '.join(query.mean.over)}",
    }


def _told_over(condition: MetricFilter) -> str:
    return f" in {condition.period.expression}" if condition.period else ""


def _spelt(name: str, condition: Filter | MetricFilter | Having) -> str:
    return " ".join([name, condition.operator.value, ", ".join(map(str, condition.values))]).rstrip()


def test_the_verified_questions_of_the_layer_are_read(shop: Catalog) -> None:
    wrong = {}
    for metric in shop.metrics.values():
        for question in metric.questions:
            outcome = RulesInterpreter().read(question, shop, TODAY)
            if not isinstance(outcome, Reading) or metric.name not in outcome.query.metrics:
                wrong[question] = outcome
    assert wrong == {}


def test_every_metric_is_read_by_its_label_and_its_synonyms(shop: Catalog) -> None:
    said: dict[str, set[str]] = {}
    for metric in shop.metrics.values():
        for words in (metric.label, *metric.synonyms):
            said.setdefault(words.casefold(), set()).add(metric.name)
    read = {words: _read(words, shop) for words in said}
    # What is said of two metrics is asked back.
    assert {words: found for words, found in read.items() if found != said[words]} == {}


def _read(words: str, shop: Catalog) -> set[str] | str:
    """Return the metrics that the words are read as, all that may be meant where it is asked back."""
    outcome = RulesInterpreter().read(f"What was our {words}?", shop, TODAY)
    if isinstance(outcome, Reading):
        return set(outcome.query.metrics)
    return {m for o in outcome.options for m in o.query.metrics} if isinstance(outcome, Ambiguous) else repr(outcome)
