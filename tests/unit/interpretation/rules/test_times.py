"""All that a question says of time, seen from Saturday, 21 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.interpretation.rules.times import read_times
from metrics_cli.interpretation.rules.tokens import tokenise


@pytest.mark.parametrize(
    ("words", "periods", "against", "parts"),
    [
        ("visits by weekday last month", ["last_month"], None, ["dow"]),
        ("visits on Mondays in 2024 by ward", ["2024"], None, ["dow"]),
        ("visits by retail month this year vs last year", ["this_year"], "period", ["retail_month"]),
        ("visits vs the same quarter last year", ["this_quarter"], "previous_year", []),
        ("visits in 2023 and 2024", ["2023", "2024"], None, []),
        ("visits by ward", [], None, []),
    ],
)
def test_each_word_is_read_once(words: str, periods: list[str], against: str | None, parts: list[str]) -> None:
    found = read_times(tokenise(words), date(2026, 11, 21), custom_grains=("retail_month",))
    assert [n.period.expression for n in found.periods] == periods
    assert (found.contrast.comparison.kind if found.contrast else None) == against
    named = [part.group_by or part.filter for part in found.parts]
    assert [n.date_part or n.grain for n in named if n] == parts
