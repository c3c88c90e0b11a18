"""Every metric, over several periods and by what people ask it by, equals hand-written SQL over the raw tables."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from math import isclose
from typing import Any

import pytest

from tests.golden.golds import ALWAYS, GOLDS, YEAR_2021, Gold
from tests.golden.shop import Rows, Shop, Span

ADDITIVE = ["revenue", "gross_revenue", "units_sold", "discount_amount", "net_sales", "gross_margin", "order_lines"]


@pytest.mark.parametrize("gold", [pytest.param(gold, id=f"{gold.metric}-{gold.source}") for gold in GOLDS])
def test_a_metric_equals_hand_written_sql(shop: Shop, gold: Gold) -> None:
    for span in gold.spans:
        if gold.in_total:
            assert_equal(shop.ask(gold.metric, (), span), shop.raw(gold.sql(), span), gold, span)
        for names, groups in gold.by.items():
            if span and not span.is_whole(_grain(names)):
                continue
            answer = shop.ask(gold.metric, names.split(","), span)
            assert_equal(answer, shop.raw(gold.sql(groups), span), gold, span, names)


def test_every_metric_has_a_gold(simulated_shop: Shop) -> None:
    metrics = {metric["name"] for metric in json.loads(simulated_shop.manifest_text)["metrics"]}
    assert metrics == {gold.metric for gold in GOLDS}


@pytest.mark.parametrize("span", [ALWAYS, YEAR_2021], ids=["always", "2021"])
@pytest.mark.parametrize("metric", ADDITIVE)
def test_an_amount_adds_up_by_whatever_it_is_asked(shop: Shop, metric: str, span: Span | None) -> None:
    total = shop.ask(metric, (), span)[0][0]
    sums = {by: sum(row[-1] or 0 for row in shop.ask(metric, [by], span)) for by in dimensions(shop)}
    assert sums == dict.fromkeys(sums, total)


def dimensions(shop: Shop) -> list[str]:
    """Return every dimension that lines can be asked by, in MetricFlow's names."""
    reached = {"order_lines": "order_line", "orders": "sales_order", "customers": "customer"}
    reached |= {"products": "product", "campaigns": "campaign"}
    return [
        f"{reached[model['name']]}__{dimension['name']}"
        for model in json.loads(shop.manifest_text)["semantic_models"]
        if model["name"] in reached
        for dimension in model["dimensions"]
    ]


def assert_equal(answer: Rows, gold_rows: Rows, gold: Gold, span: Span | None, names: str = "") -> None:
    got, wanted = _by_group(answer), _by_group(gold_rows)
    about = f"{gold.metric} by {names or 'nothing'} in {span}"
    assert got.keys() == wanted.keys(), about
    wrong = {group: (got[group], wanted[group]) for group in wanted if not _same(got[group], wanted[group], gold)}
    assert not wrong, f"{about}: (MetricFlow, raw) {wrong}"


def _grain(names: str) -> str:
    found = [name.removeprefix("metric_time__") for name in names.split(",") if name.startswith("metric_time__")]
    return found[0] if found else "day"


def _by_group(rows: Rows) -> dict[tuple[str, ...], Any]:
    groups = {tuple(_day_or_text(part) for part in row[:-1]): row[-1] for row in rows}
    assert len(groups) == len(rows), "a group came twice"
    return groups


def _day_or_text(part: Any) -> str:
    return str(part.date() if isinstance(part, datetime) else part)


def _same(got: Any, wanted: Any, gold: Gold) -> bool:
    if got is None or wanted is None:
        return got is wanted
    if isinstance(got, date):
        return bool(got == wanted)
    if isinstance(got, Decimal | int) and isinstance(wanted, Decimal | int) and not gold.tolerance:
        return got == wanted
    return isclose(got, wanted, rel_tol=1e-9, abs_tol=gold.tolerance)
