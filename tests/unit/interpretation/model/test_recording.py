"""Replies that were recorded are given again, to the same request only, and nothing is asked for the others."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from metrics_cli.errors import RecordingInvalid
from metrics_cli.interpretation.model.contract import Completion, Message, ModelUnavailable, Offer, Request
from metrics_cli.interpretation.model.recording import Recorder, Replayer, request_key

REQUEST = Request(
    (Message("system", "Reply."), Message("user", "loans, été")), {"type": "object", "a": 1}, 20, Offer(())
)
OTHER = replace(REQUEST, messages=(REQUEST.messages[0], Message("user", "fines")))
SAID = Completion('{"metric": "loans"}\n', "small-1", 120, 14, 100, 0.0002, 0.4)


@dataclass
class Model:
    """A model that says the same to everything, or has no say."""

    said: Completion | None = SAID
    heard: list[Request] = field(default_factory=list)

    def complete(self, request: Request) -> Completion:
        """Return what it says."""
        self.heard.append(request)
        if self.said is None:
            raise ModelUnavailable("no reply within 20 seconds")
        return self.said


def test_what_was_said_is_said_again(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    assert Recorder(Model(), path).complete(REQUEST) == SAID
    assert Replayer(path).complete(REQUEST) == SAID


def test_a_request_that_the_file_lacks_is_no_lack_of_a_model(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    Recorder(Model(), path).complete(REQUEST)
    with pytest.raises(RecordingInvalid, match="holds no reply to this request"):
        Replayer(path).complete(OTHER)


def test_that_there_was_no_reply_is_recorded_and_asked_again_by_a_later_run(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with pytest.raises(ModelUnavailable):
        Recorder(Model(None), path).complete(REQUEST)
    with pytest.raises(ModelUnavailable, match="no reply within 20 seconds"):
        Replayer(path).complete(REQUEST)
    assert Recorder(Model(), path).complete(REQUEST) == SAID
    assert Replayer(path).complete(REQUEST) == SAID


def test_a_run_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    path, model = tmp_path / "run.jsonl", Model()
    Recorder(model, path).complete(REQUEST)
    with path.open("a") as file:
        file.write('{"key": "half a li')
    again = Recorder(model, path)
    assert [again.complete(request) for request in (REQUEST, REQUEST, OTHER)] == [SAID] * 3
    assert model.heard == [REQUEST, OTHER]
    assert Replayer(path).complete(OTHER) == SAID


def test_what_was_sent_is_not_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    Recorder(Model(), path).complete(REQUEST)
    assert "été" not in path.read_text(encoding="utf-8")
    assert set(json.loads(path.read_text())) == {"key", "completion"}


def test_the_key_is_of_the_messages_and_the_schema() -> None:
    keys = {
        request_key(request)
        for request in (
            REQUEST,
            replace(REQUEST, tokens=99),
            replace(REQUEST, schema={"a": 1, "type": "object"}),
            replace(REQUEST, schema={"a": 2, "type": "object"}),
            OTHER,
        )
    }
    assert len(keys) == 3


def _line(**given: object) -> bytes:
    completion = {"text": "{}", "model": "m", **given}
    return json.dumps({"key": request_key(REQUEST), "completion": completion}).encode() + b"\n"


def test_what_would_steer_a_terminal_is_not_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(_line(model="small\x1b[31m\u202e\n-1", text="{\ud800}"))
    found = Replayer(path).complete(REQUEST)
    assert (found.model, found.text) == ("small [31m -1", "{?}")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"no json\n", "line 1 is no recorded reply", id="no JSON"),
        pytest.param(b'\n{"key": "a"}\n', "line 2 is no recorded reply", id="no completion"),
        pytest.param(b'{"key": "a", "completion": {"texts": 1}}\n', "line 1 is no recorded reply", id="other fields"),
        pytest.param(b"[" * 100_000 + b"\n", "line 1 is no recorded reply", id="no end of brackets"),
        pytest.param(b'{"key": ' + b"9" * 9000 + b"}\n", "line 1 is no recorded reply", id="no end of digits"),
        pytest.param(_line(text=None), "line 1 is no recorded reply", id="no text"),
        pytest.param(_line(text=5), "line 1 is no recorded reply", id="a number for a text"),
        pytest.param(_line(model=None), "line 1 is no recorded reply", id="no model"),
        pytest.param(_line(input_tokens="x"), "line 1 is no recorded reply", id="a text for a count"),
        pytest.param(_line(output_tokens=10**30), "line 1 is no recorded reply", id="no such count"),
        pytest.param(_line(cost="1"), "line 1 is no recorded reply", id="a text for a cost"),
        pytest.param(_line(cost=-1e9), "line 1 is no recorded reply", id="less than nothing"),
        pytest.param(_line(cost=float("nan")), "line 1 is no recorded reply", id="no number"),
        pytest.param(_line(seconds=1e308), "line 1 is no recorded reply", id="no end of time"),
        pytest.param(b"\xff\xfe\n", "it is no text", id="bytes"),
        pytest.param(None, "No such file", id="no file"),
    ],
)
def test_a_file_that_is_no_recording_is_said(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "run.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecordingInvalid, match=said):
        Replayer(path)
