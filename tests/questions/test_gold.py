"""The gold of the questions is sound: every statement runs, returns something, and no ranking hangs on a tie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

HERE = Path(__file__).parent
FILES = ("clinic", "subscriptions", "shop_gold")
OUTCOMES = {"sql", "sql_any", "empty", "refuse", "ask_back", "either", "about"}
KEYS = OUTCOMES | {"ask", "tags", "split", "today", "names", "why"}

Question = dict[str, Any]


def read(name: str) -> dict[str, Any]:
    """Return a file of questions."""
    content: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))
    return content


def split(ask: str) -> str:
    """Return the part that a question belongs to; its text decides."""
    return "held" if sha256(ask.encode()).digest()[0] % 2 else "seen"


def statements(question: Question) -> list[str]:
    """Return the gold statements of a question."""
    return [question["sql"]] if "sql" in question else list(question.get("sql_any", []))


def count(warehouse: duckdb.DuckDBPyConnection, statement: str) -> int:
    """Return how many rows a statement has."""
    return len(warehouse.execute(statement).fetchall())


@pytest.fixture
def warehouse(request: pytest.FixtureRequest) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse that a file's questions are asked of."""
    with duckdb.connect(str(request.getfixturevalue(request.param).warehouse), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(("warehouse", "name"), [(name, name) for name in FILES], indirect=["warehouse"], ids=FILES)
def test_gold_runs_and_says_something(warehouse: duckdb.DuckDBPyConnection, name: str) -> None:
    for question in read(name)["questions"]:
        for statement in statements(question):
            rows = warehouse.execute(statement).fetchall()
            something = any(row[-1] not in (None, 0) for row in rows)
            assert something or question.get("empty"), (question["ask"], statement, rows)


@pytest.mark.parametrize(("warehouse", "name"), [(name, name) for name in FILES], indirect=["warehouse"], ids=FILES)
def test_no_ranking_hangs_on_a_tie(warehouse: duckdb.DuckDBPyConnection, name: str) -> None:
    for question in read(name)["questions"]:
        for statement in statements(question):
            if found := re.search(r"(?<=limit )\d+$", statement):
                places = int(found[0])
                rows = warehouse.execute(statement[: found.start()] + str(places + 1)).fetchall()
                assert len(rows) <= places or rows[places - 1][-1] != rows[places][-1], (question["ask"], rows[-2:])
            ranked = statement.replace("row_number()", "rank()")
            assert "ask_back" in question or count(warehouse, ranked) == count(warehouse, statement), question["ask"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_the_form(name: str) -> None:
    content = read(name)
    questions: list[Question] = content["questions"]
    assert isinstance(content["today"], date)
    assert len({question["ask"] for question in questions}) == len(questions)
    for question in questions:
        assert set(question) <= KEYS, question
        assert set(question) & OUTCOMES, question
        assert question["tags"] and all(isinstance(tag, str) for tag in question["tags"]), question
        assert question["split"] == split(question["ask"]), question


@pytest.mark.parametrize(("name", "least"), [("clinic", 80), ("subscriptions", 80), ("shop_gold", 300)])
def test_most_questions_have_an_answer(name: str, least: int) -> None:
    questions = [question for question in read(name)["questions"] if "about" not in question]
    answerable = sum(1 for question in questions if statements(question))
    assert len(questions) >= least
    assert 0.68 <= answerable / len(questions) <= 0.78
