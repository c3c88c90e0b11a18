"""`metrics model check`, as people run it: one tiny call, what it found, and no trace of a key."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.model.conftest import KEY, WATCHED
from tests.model.server import Asked, ModelServer, Play, Script, calls, fails, says, without
from tests.projects.built import COMMAND, Run, run

READY = says('{"word": "ready"}')


def environment(home: Path, base: str, **variables: str) -> dict[str, str]:
    """Return an environment with this model, a home of its own, and every talk of litellm and openai asked for."""
    loud = {"LITELLM_LOG": "DEBUG", "OPENAI_LOG": "debug"}
    named = {"METRICS_MODEL": "openai/gpt-4o-mini", "METRICS_API_BASE": base, "OPENAI_API_KEY": KEY}
    return {**loud, "HOME": str(home), **named, **variables}


def checked(home: Path, base: str, *arguments: str, **variables: str) -> Run:
    """Run the command in a home and a folder of its own."""
    home.mkdir(exist_ok=True)
    return run([COMMAND, "model", "check", *arguments], home, **environment(home, base, **variables))


def test_a_check_says_what_a_person_wants_to_know(tmp_path: Path) -> None:
    with ModelServer(READY) as server:
        done = checked(tmp_path, server.base)
    lines = {line.split()[0]: line for line in done.out.splitlines()}
    assert done.code == 0
    assert f"openai/gpt-4o-mini (127.0.0.1:{server.port}, by the light door)" in lines["model"]
    assert "by a JSON schema" in lines["structured"]
    assert "$0.15 in, $0.6 out per million tokens" in lines["price"]
    assert "one call, tokens 100 in, 20 out, $0.000027" in lines["this"]


@pytest.mark.parametrize(
    ("play", "form", "requests"),
    [
        pytest.param(READY, "schema", 1, id="a schema"),
        pytest.param(without(("response_format",), calls('{"word": "ready"}')), "tool", 2, id="a tool call"),
        pytest.param(without(("response_format", "tools"), READY), "text", 3, id="told in words"),
        pytest.param(
            lambda asked: says("Hello!") if "response_format" in asked.body else calls('{"word": "ready"}'),
            "tool",
            2,
            id="a schema that is taken and ignored",
        ),
        pytest.param(says('{"word": "steady"}'), None, 3, id="none"),
    ],
)
def test_a_check_finds_what_holds_a_reply(tmp_path: Path, play: Script, form: str | None, requests: int) -> None:
    with ModelServer(play) as server:
        done = checked(tmp_path, server.base, "--json")
    assert (done.json["structured"], len(server.requests)) == (form, requests)
    assert done.code == (0 if form else 1)


def test_what_a_check_found_is_remembered(tmp_path: Path) -> None:
    with ModelServer(without(("response_format",), calls('{"word": "ready"}'))) as server:
        checked(tmp_path, server.base)
        [kept] = (tmp_path / ".cache" / "metrics" / "models").iterdir()
    assert json.loads(kept.read_text())["shape"]["form"] == "tool"


def test_a_check_asks_an_endpoint_that_was_down_a_moment_ago(tmp_path: Path) -> None:
    with ModelServer(*[fails(500, "oops")] * 3, READY) as server:
        assert checked(tmp_path, server.base).err == "error: openai/gpt-4o-mini: HTTP 500: oops\n"
        assert checked(tmp_path, server.base).code == 0


def test_without_a_model_the_way_to_one_is_told(tmp_path: Path) -> None:
    done = checked(tmp_path, "", METRICS_MODEL="")
    assert (done.code, done.out) == (2, "")
    assert "set METRICS_MODEL" in done.err


@pytest.mark.parametrize("door", ["light", "litellm"])
def test_nobody_is_asked_but_the_endpoint(tmp_path: Path, door: str) -> None:
    (tmp_path / ".env").write_text("METRICS_SEEN=1\nOPENAI_BASE_URL=http://model.invalid\n")
    with ModelServer(without(("response_format",), calls('{"word": "ready"}'))) as server:
        environ = environment(tmp_path, server.base, METRICS_MODEL_DOOR=door)
        done = run([sys.executable, "-c", WATCHED, "model", "check"], tmp_path, **environ)
    code, asked, heavy = json.loads(done.err.splitlines()[-1])
    assert (code, asked) == (0, ["127.0.0.1"]), done.err
    assert len(done.err.splitlines()) == 1
    assert heavy == ([] if door == "light" else ["httpx", "litellm", "openai"])


def _echo(asked: Asked) -> str:
    return f"you sent {asked.headers}"


@pytest.mark.parametrize(
    ("door", "play"),
    [
        pytest.param("light", lambda asked: says(_echo(asked)), id="in the reply"),
        pytest.param("light", lambda asked: says(None, refusal=_echo(asked)), id="in a refusal"),
        pytest.param("light", lambda asked: fails(401, _echo(asked)), id="in an error"),
        pytest.param("light", lambda asked: fails(500, "x" * 170 + KEY), id="cut off"),
        pytest.param("light", lambda asked: Play(307, headers={"Location": f"http://{KEY}/"}), id="in a redirect"),
        pytest.param("light", lambda asked: Play(headers={"Content-Type": f"text/{KEY}"}), id="as the type"),
        pytest.param("light", lambda asked: Play(500, b"<p>" + _echo(asked).encode()), id="on a page"),
        # litellm takes seconds to start each time.
        pytest.param("litellm", lambda asked: says(_echo(asked)), id="in the reply, by litellm"),
        pytest.param("litellm", lambda asked: fails(401, _echo(asked)), id="in an error, by litellm"),
        pytest.param(
            "litellm", lambda asked: Play(307, headers={"Location": f"http://{KEY}/"}), id="moved, by litellm"
        ),
    ],
)
def test_a_key_leaves_no_trace(tmp_path: Path, door: str, play: Script) -> None:
    with ModelServer(play) as server:
        done = checked(tmp_path, server.base, "--json", METRICS_MODEL_DOOR=door, METRICS_DEBUG="1")
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    # Half of it would be too much, too.
    for part in (KEY, KEY[:12], KEY[12:]):
        assert part not in done.out + done.err
        assert part.encode() not in kept
