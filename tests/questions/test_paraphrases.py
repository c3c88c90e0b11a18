"""However a question is put, in nouns, in verbs or in relative clauses, it is read as the one that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from metrics_cli.assembly import Assembly
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.interpretation.second import is_same
from metrics_cli.settings import Settings

Read = Callable[[str], object]
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("paraphrases.yml").read_text(encoding="utf-8"))
TODAY = {"shop": date(2026, 11, 21), "clinic": date(2026, 10, 17), "subscriptions": date(2026, 11, 5)}


@pytest.fixture(params=CASES, ids=[str(case["ask"]) for case in CASES])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A question with others that ask the same."""
    found: dict[str, Any] = request.param
    return found


@pytest.fixture
def read(case: dict[str, Any], request: pytest.FixtureRequest) -> Read:
    """The embedded reader over the layer that the question is of, on its day."""
    today, layer = TODAY[case["project"]], request.getfixturevalue(case["project"])
    if case["project"] == "shop":
        return lambda question: RulesInterpreter().read(question, layer, today)
    assembly = Assembly(Settings(project_dir=layer.root), {})
    catalog = assembly.stages(today, today).catalog
    return cache(lambda question: assembly.interpreter(question).read(question, catalog, today))


def test_all_that_ask_the_same_become_the_same_query(case: dict[str, Any], read: Read) -> None:
    first = read(case["ask"])
    assert isinstance(first, Reading), first
    outcomes = {question: read(question) for question in case["also"]}
    others = {q: r for q, r in outcomes.items() if not (isinstance(r, Reading) and is_same(first.query, r.query))}
    assert others == {}
