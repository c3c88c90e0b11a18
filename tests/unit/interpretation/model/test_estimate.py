"""Tokens without a tokenizer: rather more than a byte-pair tokenizer counts."""

from __future__ import annotations

import pytest

from metrics_cli.interpretation.model.estimate import tokens_in, tokens_in_json


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        # Counted by cl100k_base and o200k_base, the larger of the two.
        pytest.param("how many appointments did we have last month?", 9, id="question"),
        pytest.param("average_order_value, sales_order__payment_method", 9, id="names"),
        pytest.param('{"type":"object","additionalProperties":false}', 10, id="json"),
        pytest.param("2026-11-21", 6, id="date"),
        pytest.param("上个月按地区划分的订单数量是多少", 15, id="chinese"),
        pytest.param("Сколько заказов было в прошлом месяце", 17, id="russian"),
        pytest.param("jbjnkkgmmp liojpmkeba", 12, id="codes"),
        pytest.param("🎉🚀", 6, id="pictures"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_the_estimate_is_no_less_than_what_is_counted(text: str, counted: int) -> None:
    assert counted <= tokens_in(text) <= max(2, 2.8 * counted)


def test_text_without_spaces_costs_by_its_length() -> None:
    assert tokens_in("x" * 1_000) >= 250


def test_an_object_costs_what_its_json_does() -> None:
    assert tokens_in_json({"enum": ["a", "b"]}) == tokens_in('{"enum":["a","b"]}')
