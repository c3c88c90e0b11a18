"""One question in the words and the order that people choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.answer import Ambiguous
from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import MetricQuery

TODAY = date(2026, 11, 21)


def query_of(question: str, catalog: Catalog) -> MetricQuery:
    read = RulesInterpreter().read(question, catalog, TODAY)
    assert isinstance(read, Reading), read
    return read.query


@pytest.fixture(scope="module")
def stall() -> Catalog:
    """A market stall that sells by the piece, and one of whose ways to pay is called like a ware."""
    metrics = [
        Metric("net_sales", "Net sales", "", "simple", synonyms=("sales",), format="usd"),
        Metric("pieces", "Items sold", "", "simple", format="integer", formula="sum(quantity) of lines"),
        Metric("cost", "Cost of goods sold", "", "simple", format="usd"),
        Metric("orders", "Orders", "", "simple", format="integer", formula="count(order_id) of orders"),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("item", "Item", "", "entity"),
        Dimension("item__item_name", "Product", "", "categorical", home=Home("items", "item_name")),
        Dimension("item__kind", "Category", "", "categorical", home=Home("items", "kind")),
        Dimension("item__is_own", "Own brand", "", "categorical", home=Home("items", "is_own")),
        Dimension("order__tender", "Payment method", "", "categorical", home=Home("orders", "tender")),
        Dimension("order__channel", "Channel", "", "categorical", home=Home("orders", "channel")),
        Dimension("stall", "Store", "", "entity"),
        Dimension("stall__stall_name", "Store", "", "categorical", home=Home("stalls", "stall_name")),
    ]
    held: dict[Home, tuple[str | bool, ...]] = {
        Home("items", "kind"): ("Cold Drinks", "Bakery", "Tea"),
        Home("items", "is_own"): (True, False),
        Home("orders", "tender"): ("Gift Card", "Cash"),
        Home("orders", "channel"): ("web", "store"),
        Home("stalls", "stall_name"): ("Harbour", "Mill Lane"),
    }
    values = {h: Values(tuple((v, 9) for v in found), len(found), 99, 1) for h, found in held.items()}
    names = frozenset(d.name for d in dimensions)
    joins = {m.name: names for m in metrics}
    catalog = Catalog({m.name: m for m in metrics}, {d.name: d for d in dimensions}, joins, {}, ())
    return replace(catalog, values=values)


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("how many cold drinks did we sell in 2025", "items sold of cold drinks in 2025"),
        ("number of cold drinks sold in 2025", "items sold of cold drinks in 2025"),
        ("which store sold the most items in 2025", "top 1 stores by items sold in 2025"),
        ("store that sold the most items in 2025", "top 1 stores by items sold in 2025"),
        ("the two stores selling the most items in 2025", "top 2 stores by items sold in 2025"),
        ("stores and their sales in 2025", "sales by store in 2025"),
        ("list stores with their sales in 2025", "sales by store in 2025"),
        ("2025 sales, store by store", "sales by store in 2025"),
        ("category-wise sales", "sales by category"),
        ("compare sales of bakery to tea", "sales bakery vs tea"),
        ("how do bakery sales compare to tea sales", "sales bakery vs tea"),
        ("difference in sales between bakery and tea", "compare sales of bakery and tea"),
        ("sales bakery vs tea vs cold drinks", "compare sales of bakery, tea and cold drinks"),
        ("compare own brand sales with the rest", "own brand sales vs the rest"),
        ("how many web orders did we get in 2025", "web orders in 2025"),
        ("orders with cash as payment method", "cash orders"),
        ("orders with either cash or gift card", "orders with cash or gift card"),
    ],
)
def test_other_words_say_the_same(question: str, same: str, stall: Catalog) -> None:
    assert query_of(question, stall) == query_of(same, stall)


@pytest.mark.parametrize(
    "question",
    [
        # A way to pay is nothing that is sold by the piece.
        "how many gift cards did we sell in 2025",
        # All stores are no channel of that name.
        "sales of all stores",
    ],
)
def test_what_may_mean_something_else_is_not_read(question: str, stall: Catalog) -> None:
    read = RulesInterpreter().read(question, stall, TODAY)
    assert not isinstance(read, Reading), read


def test_which_of_two_is_meant_is_asked(stall: Catalog) -> None:
    read = RulesInterpreter().read("compare sales Q1 2025 to Q3 2025 by store", stall, TODAY)
    assert isinstance(read, Ambiguous), read
