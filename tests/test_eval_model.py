"""`metrics eval` with a model: what it took, a run that is recorded, and the same run again without a model."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model.server import Asked, ModelServer, Play, says
from tests.projects.built import Built, Run

KEY = "sk-very-secret-0123456789"
ASKED = """
today: 2025-03-01
questions:
  - ask: loans in 2024
    query: {metrics: loans, period: "2024"}
  - ask: loans by genre
    query: {metrics: loans, group_by: genre}
  - ask: loans by shoe size
    refuse: true
"""


def part(kind: str, words: str, name: str | None = None, *values: str) -> dict[str, object]:
    """Return a part of a reply."""
    return {"part": kind, "words": words, "name": name, "how": None, "of": [], "values": list(values)}


def reply(*parts: dict[str, object]) -> Play:
    """Return the play of a model that proposes a query of these parts, or refuses when there are none."""
    body: dict[str, object] = {"kind": "query", "queries": [list(parts)], "reason": None, "missing": []}
    if not parts:
        body = {"kind": "refusal", "queries": [], "reason": "no such thing", "missing": ["shoe size"]}
    return says(json.dumps(body), usage={"prompt_tokens": 1200, "completion_tokens": 60, "total_tokens": 1260})


def reader(asked: Asked) -> Play:
    """Return what a good model replies to the questions above."""
    text = asked.body["messages"][-1]["content"]
    if "loans in 2024" in text:
        return reply(part("metric", "loans", "loans"), part("period", "in 2024", None, "2024"))
    genre = next((word.split('"')[0] for word in text.split() if word.endswith("genre")), "title__genre")
    if "loans by genre" in text:
        return reply(part("metric", "loans", "loans"), part("group_by", "by genre", genre))
    return reply()


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model that reads the questions above well."""
    with ModelServer(reader) as found:
        yield found


def evaluated(library: Built, folder: Path, server: ModelServer | None, *options: str) -> Run:
    """Run the questions by a model, or by none that could be reached."""
    file = folder / "asked.yml"
    file.write_text(ASKED, encoding="utf-8")
    named = environ_of(server) if server else {}
    return library.metrics("eval", str(file), "--format", "json", *options, **named, **folders(folder))


def environ_of(server: ModelServer) -> dict[str, str]:
    """Return the variables that name the model."""
    return {"METRICS_MODEL": "openai/gpt-4o-mini", "METRICS_API_BASE": server.base, "OPENAI_API_KEY": KEY}


def folders(home: Path) -> dict[str, str]:
    """Return the variables that have state and cache kept in a folder of the test."""
    return {"XDG_STATE_HOME": str(home / "state"), "XDG_CACHE_HOME": str(home / "cache")}


def test_figures_say_how_often_the_model_was_called_and_what_it_took(
    library: Built, tmp_path: Path, server: ModelServer
) -> None:
    done = evaluated(library, tmp_path, server, "--interpreter", "model")
    assert done.code == 0, done.err
    assert [q["verdict"] for q in done.json["questions"]] == ["right", "right", "correctly refused"], done.out
    took = done.json["figures"]["all"]["model"]
    assert (took["questions"], took["calls"], took["readers"]) == (3, len(server.requests), {"model": 3})
    assert took["input_tokens"] == 1200 * took["calls"]
    assert (took["output_tokens"], took["most_input"] >= 1200) == (60 * took["calls"], True)
    assert took["cost"] == pytest.approx(took["calls"] * (1200 * 0.15 + 60 * 0.6) / 1e6)
    assert [q["usage"]["by"] for q in done.json["questions"]] == ["model"] * 3


def test_what_the_rules_read_costs_nothing(library: Built, tmp_path: Path, server: ModelServer) -> None:
    done = evaluated(library, tmp_path, server, "--interpreter", "auto")
    took = done.json["figures"]["all"]["model"]
    assert took["questions"] == 1
    assert took["readers"]["rules"] == 2
    shown = evaluated(library, tmp_path, server, "--interpreter", "auto", "--format", "table").out
    assert " was called for 1 of 3 questions, " in shown


def test_a_recorded_run_comes_to_the_same_without_a_model(library: Built, tmp_path: Path, server: ModelServer) -> None:
    record = tmp_path / "run.jsonl"
    first = evaluated(library, tmp_path, server, "--interpreter", "model", "--record", str(record))
    count = len(server.requests)
    again = evaluated(library, tmp_path, None, "--interpreter", "model", "--replay", str(record))
    assert (first.code, again.code) == (0, 0), again.err
    assert _without_seconds(again) == _without_seconds(first)
    assert KEY not in record.read_text(encoding="utf-8")
    resumed = evaluated(library, tmp_path, server, "--interpreter", "model", "--record", str(record), "--jobs", "2")
    assert len(server.requests) == count
    assert _without_seconds(resumed) == _without_seconds(first)


def _without_seconds(done: Run) -> object:
    body = done.json
    questions = [{k: v for k, v in q.items() if "seconds" not in k} for q in body["questions"]]
    return questions, body["figures"]["all"]["model"], body["figures"]["all"]["verdicts"]


def test_a_request_that_was_not_recorded_fails_and_nobody_is_asked(
    library: Built, tmp_path: Path, server: ModelServer
) -> None:
    record = tmp_path / "run.jsonl"
    evaluated(library, tmp_path, server, "--interpreter", "model", "--record", str(record))
    lines = [line for line in record.read_text().splitlines() if "shoe size" not in line]
    record.write_text("\n".join(lines) + "\n")
    count = len(server.requests)
    again = evaluated(library, tmp_path, server, "--interpreter", "auto", "--replay", str(record))
    assert [q["verdict"] for q in again.json["questions"]] == ["right", "right", "failed"]
    assert "run.jsonl holds no reply to this request" in again.json["questions"][2]["got"]
    assert len(server.requests) == count


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("--record", "run.jsonl"), "the rules ask no model", id="rules are recorded"),
        pytest.param(("--interpreter", "model"), "no model is named", id="no model"),
        pytest.param(("--interpreter", "auto", "--record", "a.jsonl"), "no model is named", id="none to record"),
        pytest.param(("--interpreter", "auto", "--replay", "none.jsonl"), "can't read none.jsonl", id="no recording"),
        pytest.param(
            ("--interpreter", "auto", "--replay", "a.jsonl", "--record", "b.jsonl"), "recorded or replayed", id="both"
        ),
    ],
)
def test_misuse_is_said(library: Built, tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    done = evaluated(library, tmp_path, None, *options)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_an_answer_of_the_model_is_in_the_history_with_its_cost_and_without_the_key(
    library: Built, tmp_path: Path, server: ModelServer
) -> None:
    named, state = environ_of(server), folders(tmp_path)
    asked = ("ask", "loans in 2024", "--interpreter", "model", "--as-of", "2025-03-01")
    assert library.metrics(*asked, **named, **state).code == 0
    refused = ("ask", "loans by shoe size", "--interpreter", "auto")
    assert library.metrics(*refused, **named, **state).code == 4
    found = library.metrics("history", "--json", **state).json
    assert [e["calls"] for e in found["entries"]] == [1, 1]
    assert found["entries"][0]["interpreter"] == "model"
    assert (found["totals"]["asked_model"], found["totals"]["input_tokens"]) == (2, 2400)
    assert found["totals"]["cost"] > 0
    with sqlite3.connect(tmp_path / "state" / "metrics" / "history.sqlite") as connection:
        assert KEY not in str(connection.execute("select * from answers").fetchall())
