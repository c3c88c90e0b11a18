"""`--explain-result`: what is sent is shown, and only what the result bears out is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.model.server import ModelServer, Play, fails, says
from tests.projects.built import Built, Run

KEY = "sk-very-secret-0123456789"
DAY = ("--as-of", "2025-06-01")


def explained(library: Built, folder: Path, play: Play, *words: str) -> tuple[Run, ModelServer]:
    """Ask with the rules, and have the result phrased by a model that plays this."""
    with ModelServer(play) as server:
        named = {"METRICS_MODEL": "openai/gpt-4o-mini", "METRICS_API_BASE": server.base, "OPENAI_API_KEY": KEY}
        state = {"XDG_STATE_HOME": str(folder / "state"), "XDG_CACHE_HOME": str(folder / "cache")}
        return library.metrics("ask", *words, *DAY, "--explain-result", **named, **state), server


def sentence(text: str) -> Play:
    """Return the play of a model that phrases the result so."""
    return says(json.dumps({"sentence": text}))


def test_a_sentence_that_holds_is_told_and_counted(library: Built, tmp_path: Path) -> None:
    loans = library.sql("select count(*) from loans where year(lent_on) = 2024")[0][0]
    done, server = explained(library, tmp_path, sentence(f"There were {loans} loans in 2024."), "loans in 2024")
    assert done.code == 0, done.err
    assert f"There were {loans} loans in 2024." in done.out
    sent = server.bodies[0]["messages"][-1]["content"]
    assert sent in done.err
    assert json.loads(sent.removeprefix("Table: "))["rows"] == [[str(loans)]]
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    (line,) = library.metrics("history", "--json", **state).json["entries"]
    assert (line["interpreter"], line["calls"], line["cost"] > 0) == ("rules", 1, True)


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(sentence("There were 9,999 loans in 2024."), id="another number"),
        pytest.param(sentence("Loans doubled in 2024."), id="doubled"),
        pytest.param(says("no JSON"), id="no JSON"),
        pytest.param(fails(401, f"bad key {KEY}"), id="refused"),
    ],
)
def test_one_that_does_not_is_dropped_and_the_answer_stands(library: Built, tmp_path: Path, play: Play) -> None:
    done, _ = explained(library, tmp_path, play, "loans in 2024", "--json")
    assert done.code == 0
    assert done.json["receipt"]["phrased"] is None
    assert done.json["rows"]
    assert "no sentence of the model's can be told" in done.err
    assert KEY not in done.out + done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("loans by week",), "only results of 1 to 12 rows", id="a large result"),
        pytest.param(("loans by genre", "--no-values"), "values of dimensions", id="no values"),
    ],
)
def test_what_may_not_be_sent_is_not(library: Built, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done, server = explained(library, tmp_path, sentence("x"), *words)
    assert done.code == 0
    assert said in done.err
    assert server.requests == []


def test_a_refusal_is_not_phrased(library: Built, tmp_path: Path) -> None:
    done, server = explained(library, tmp_path, sentence("x"), "loans by shoe size", "--interpreter", "rules")
    assert (done.code, server.requests) == (4, [])
