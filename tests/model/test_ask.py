"""`metrics ask` with a model behind real sockets: what comes of its replies, what it is sent, what is left of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import KEY, MODEL, WATCHED
from tests.model.server import Asked, ModelServer, Play, Script, answers, calls, fails, says, without
from tests.projects.built import Built, Run, run

QUESTION = "loans by genre in 2024"


def part(kind: str, words: str, name: str | None = None, how: str | None = None, *values: str) -> dict[str, Any]:
    """Return a part of a query as a reply writes it."""
    return {"part": kind, "words": words, "name": name, "how": how, "of": [], "values": list(values)}


def reply(*parts: dict[str, Any], **keys: Any) -> str:
    """Return a reply with one query."""
    return json.dumps({"kind": "query", "queries": [list(parts)], "reason": None, "missing": [], **keys})


LOANS = part("metric", "loans", "loans")
BY_GENRE = part("group_by", "by genre", "title__genre")
IN_2024 = part("period", "in 2024", None, None, "2024")
GOOD = reply(LOANS, BY_GENRE, IN_2024)
NO_QUERY = json.dumps({"kind": "refusal", "queries": [], "reason": "nothing offered is about it", "missing": ["x"]})


@pytest.fixture
def lent(library: Built, tmp_path: Path) -> Built:
    """A copy of the library in a folder of its own, which is the home, too."""
    return library.copy(tmp_path / "library")


def ask(lent: Built, server: ModelServer, question: str, *flags: str, **environ: str) -> Run:
    """Ask the model behind the server alone, unless the flags say others."""
    home = {"HOME": str(lent.root), "METRICS_MODEL": MODEL, "METRICS_API_BASE": server.base}
    who = () if "--interpreter" in flags else ("--interpreter", "model")
    return lent.metrics("ask", question, "--json", *who, *flags, **home, OPENAI_API_KEY=KEY, **environ)


@pytest.mark.parametrize("door", ["light", "litellm"])
def test_a_good_reply_is_the_answer_that_the_rules_give(lent: Built, door: str) -> None:
    with ModelServer(says(GOOD)) as server:
        found = ask(lent, server, QUESTION, METRICS_MODEL_DOOR=door)
        expected = ask(lent, server, QUESTION, "--interpreter", "rules")
    assert found.code == 0, found.err
    assert (found.json["query"], found.json["rows"]) == (expected.json["query"], expected.json["rows"])
    assert len(server.requests) == 1
    took = found.json["receipt"]["model"]
    assert (took["model"], took["calls"], took["input_tokens"], took["output_tokens"]) == (MODEL, 1, 100, 20)
    assert took["cost"] == pytest.approx((100 * 0.15 + 20 * 0.6) / 1e6)


@pytest.mark.parametrize(
    ("plays", "code", "requests"),
    [
        pytest.param([says(f"Sure!\n```json\n{GOOD}\n```")], 0, 1, id="prose around it"),
        pytest.param([without(("response_format",), calls(GOOD))], 0, 2, id="no schema"),
        pytest.param([without(("response_format", "tools"), says(GOOD))], 0, 3, id="neither schema nor tools"),
        pytest.param(
            [says(reply({**LOANS, "name": "sales"})), says(GOOD)], 0, 2, id="a name of its own, then a good one"
        ),
        pytest.param([says(reply({**LOANS, "name": "sales"}))], 4, 2, id="a name of its own"),
        pytest.param([says(reply({**LOANS, "sql": "select 1"}))], 4, 2, id="a key more"),
        pytest.param(
            [says(reply(LOANS, BY_GENRE, {**IN_2024, "values": ["2023-01-01..2023-12-31"]}))],
            4,
            2,
            id="dates of its own",
        ),
        pytest.param(
            [says(reply(LOANS, BY_GENRE, IN_2024, part("filter", "genre", "title__genre", "eq", "x' or 1=1 --")))],
            4,
            2,
            id="SQL in a literal",
        ),
        pytest.param([says(reply(LOANS))], 4, 2, id="words left out"),
        pytest.param([says(GOOD[:60])], 4, 2, id="cut short"),
        pytest.param([says("")], 4, 2, id="empty"),
        pytest.param([says(NO_QUERY)], 4, 1, id="no query"),
        pytest.param([says(None, refusal="I will not.")], 1, 1, id="a refusal"),
        pytest.param([answers({"content": None}, "content_filter")], 1, 1, id="a filter"),
        pytest.param([fails(401, "no")], 1, 1, id="a wrong key"),
        pytest.param([fails(500, "oops")], 1, 3, id="broken"),
        pytest.param([Play(hangs=True)], 1, 1, id="a hang"),
        pytest.param([Play(body=b"<html>", headers={"Content-Type": "text/html"})], 1, 1, id="a page"),
    ],
)
def test_what_comes_of_a_reply(lent: Built, plays: list[Script], code: int, requests: int) -> None:
    with ModelServer(*plays) as server:
        done = ask(lent, server, QUESTION, METRICS_MODEL_TIMEOUT="3")
    assert (done.code, len(server.requests)) == (code, requests), done.out
    if code:
        assert not done.json.get("rows")


def test_no_personal_value_and_no_key_leaves_the_machine(lent: Built) -> None:
    with ModelServer(says("no JSON"), says(GOOD)) as server:
        ask(lent, server, "loans by the email of members in 2024")
        ask(lent, server, QUESTION)
    sent = [asked.raw.decode() for asked in server.requests]
    assert len(sent) == 3
    people = [row[0] for row in lent.sql("select email from members")]
    assert people
    for text in sent:
        assert not any(person in text for person in people)
        assert KEY not in text


def test_a_key_is_in_no_file_and_no_line_of_an_answer(lent: Built) -> None:
    def echo(asked: Asked) -> Play:
        return [says(f"{asked.headers}"), fails(401, f"{asked.headers}"), says(GOOD)][len(server.requests) % 3]

    with ModelServer(echo) as server:
        runs = [ask(lent, server, QUESTION, METRICS_DEBUG="1") for _ in range(3)]
        runs.append(lent.metrics("history", "--json", HOME=str(lent.root)))
    kept = b"".join(path.read_bytes() for path in lent.root.rglob("*") if path.is_file())
    for piece in (KEY, KEY[:12], KEY[12:]):
        assert not any(piece in run.out + run.err for run in runs)
        assert piece.encode() not in kept


@pytest.mark.parametrize("door", ["light", "litellm"])
def test_a_key_that_a_reply_spells_by_escapes_is_not_told(lent: Built, door: str) -> None:
    spelt = "".join(f"\\u{ord(sign):04x}" for sign in KEY)
    period = {"part": "period", "words": "in 2024", "name": None, "how": None, "of": [], "values": ["KEY"]}
    body = {"kind": "query", "queries": [[period]], "reason": None, "missing": []}
    plays = [says(json.dumps(b).replace("KEY", spelt)) for b in (body, {**body, "kind": "refusal", "reason": "KEY"})]
    for play in plays:
        with ModelServer(play) as server:
            done = ask(lent, server, QUESTION, METRICS_MODEL_DOOR=door)
        sent = b"".join(asked.raw for asked in server.requests).decode()
        assert done.code and KEY not in done.out + done.err + sent


def test_a_dead_endpoint_costs_one_question_and_the_rules_go_on(lent: Built) -> None:
    with ModelServer(fails(500, "oops")) as server:
        first = ask(lent, server, "what did the weather do", "--interpreter", "auto")
        second = ask(lent, server, "what did the weather do", "--interpreter", "auto")
        third = ask(lent, server, QUESTION, "--interpreter", "auto")
    assert len(server.requests) == 3
    assert (first.code, second.code, third.code) == (4, 4, 0)
    assert "oops" in first.json["reason"] and "a moment ago" in second.json["reason"]


def test_the_rules_alone_answer_without_a_call_and_without_what_a_call_needs(lent: Built) -> None:
    with ModelServer(says(GOOD)) as server:
        environ = {"METRICS_MODEL": "anthropic/claude-haiku-4-5", "METRICS_API_BASE": server.base}
        done = run([sys.executable, "-c", WATCHED, "ask", QUESTION], lent.root, **environ)
    assert json.loads(done.err.splitlines()[-1]) == [0, [], []]
    assert server.requests == []


def test_what_may_cost_too_much_is_not_asked(lent: Built) -> None:
    with ModelServer(says(GOOD)) as server:
        done = ask(lent, server, QUESTION, "--max-cost", "0.000001")
    assert (done.code, server.requests) == (1, [])
    assert "too dear" in done.err


def test_settings_that_can_not_be_read_keep_no_one_from_an_answer(lent: Built) -> None:
    with ModelServer(says(GOOD)) as server:
        environ = {"METRICS_MODEL_TIMEOUT": "soon"}
        assert ask(lent, server, QUESTION, "--interpreter", "auto", **environ).code == 0
        done = ask(lent, server, QUESTION, **environ)
    assert (done.code, server.requests) == (1, [])
    assert "METRICS_MODEL_TIMEOUT is to be a number" in done.err
