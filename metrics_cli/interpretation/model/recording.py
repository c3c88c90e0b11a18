"""Replies of a model kept in a file, and given again from it: a run that anybody can repeat without a key.

A line of the file is a JSON object: `key` (the hash of what was sent: messages and schema) and `completion`, and where
no reply was of use `unavailable` with the reason. Of several lines of one key the last counts. What was sent is not in
the file.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any

from metrics_cli.errors import RecordingInvalid
from metrics_cli.interpretation.model.contract import Completion, Endpoint, ModelUnavailable, Request
from metrics_cli.interpretation.model.quoting import plain

Said = Completion | ModelUnavailable
# No call takes as many tokens, dollars or seconds.
MOST = 10**9


def request_key(request: Request) -> str:
    """Return the SHA-256 of the messages and the schema, whatever the order of the schema's keys."""
    messages = [[message.role, message.content] for message in request.messages]
    sent = json.dumps([messages, request.schema], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(sent.encode()).hexdigest()


class Recorder:
    """An endpoint that keeps what another says. What the file holds already it says again without asking.

    So a run that was broken off goes on where it was. Several processes may write to the file.
    """

    def __init__(self, endpoint: Endpoint, path: Path) -> None:
        self._endpoint, self._path = endpoint, path
        self._said: dict[str, Said] = read_recording(path) if path.exists() else {}
        _end_whole(path)

    def complete(self, request: Request) -> Completion:
        """Return the reply, kept. Raises ModelUnavailable, kept as well, and RecordingInvalid where it can't be."""
        key = request_key(request)
        said = self._said.get(key)
        if isinstance(said, Completion):
            return said
        try:
            completion = self._endpoint.complete(request)
        except ModelUnavailable as error:
            took = asdict(error.completion) if error.completion else None
            self._keep({"key": key, "unavailable": str(error), "completion": took})
            raise
        self._said[key] = completion
        self._keep({"key": key, "completion": asdict(completion)})
        return completion

    def _keep(self, line: dict[str, object]) -> None:
        """Write the line in one go: lines of several processes do not mix."""
        text = json.dumps(line, ensure_ascii=False) + "\n"
        try:
            file = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o644)
            try:
                os.write(file, text.encode())
            finally:
                os.close(file)
        except OSError as error:
            raise RecordingInvalid(f"can't write {self._path}: {error.strerror}", "name another file") from None


class Replayer:
    """An endpoint that only says what a recording holds; it never calls out."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._said = read_recording(path)

    def complete(self, request: Request) -> Completion:
        """Return the recorded reply.

        Raises ModelUnavailable where that was recorded, RecordingInvalid for a request that the recording lacks.
        """
        said = self._said.get(request_key(request))
        if said is None:
            reason = f"{self._path.name} holds no reply to this request: the question, the layer or the day differ"
            raise RecordingInvalid(reason, "record it anew with --record")
        if isinstance(said, ModelUnavailable):
            raise ModelUnavailable(str(said), said.completion)
        return said


def read_recording(path: Path) -> dict[str, Said]:
    """Return what a file holds, by key: a completion, or why there was none. Raises RecordingInvalid."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise RecordingInvalid(f"can't read {path}: {reason}", "name what --record wrote") from None
    # What a process that was killed left behind has no end; nothing was said of it.
    return dict(_read(line, f"{path.name}, line {number}") for number, line in enumerate(lines[:-1], 1) if line)


def _end_whole(path: Path) -> None:
    """Cut off what a process that was killed left of a line, lest the next one be written behind it."""
    content = path.read_bytes() if path.exists() else b""
    if content and not content.endswith(b"\n"):
        os.truncate(path, content.rfind(b"\n") + 1)


def _read(line: str, where: str) -> tuple[str, Said]:
    try:
        body: Any = json.loads(line)
        key, said, given = str(body["key"]), body.get("unavailable"), body["completion"]
        completion = _completion(given) if given is not None or said is None else None
        return key, completion if completion and said is None else ModelUnavailable(plain(str(said)), completion)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = f"{where} is no recorded reply: {type(error).__name__}"
        raise RecordingInvalid(reason, "remove the line, or record anew") from None


def _completion(given: Any) -> Completion:
    """Return a completion as the file has it. Raises TypeError and ValueError for what none can hold."""
    found = Completion(**given)
    counts = (found.input_tokens, found.output_tokens, found.cached_tokens)
    amounts = (found.cost, found.counted, found.seconds)
    if not (isinstance(found.text, str) and isinstance(found.model, str)):
        raise TypeError("a text and a model's name are texts")
    if not all(n is None or (type(n) is int and 0 <= n < MOST) for n in counts):
        raise ValueError("tokens are counts")
    if not all(n is None or (type(n) in (int, float) and isfinite(n) and 0 <= n < MOST) for n in amounts):
        raise ValueError("costs and seconds are amounts")
    if found.seconds is None:
        raise ValueError("it took some time")
    return replace(found, text=found.text.encode(errors="replace").decode(), model=plain(found.model))
