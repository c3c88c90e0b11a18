"""From what an endpoint sent back to what the model said; nothing of it is taken on trust."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from metrics_cli.interpretation.model.doors.failure import SendFailed, one_line
from metrics_cli.interpretation.model.doors.wire import Answered

# Other statuses of the 4xx say something of the request, and will say it again.
_BRIEF = frozenset({408, 409, 425, 429, *range(500, 600)} - {501, 505})
# What models that think aloud say before they answer.
_THOUGHTS = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?</\1>", re.DOTALL)


@dataclass(frozen=True)
class Said:
    """What a model said: its text, how it ended, and the tokens that were counted, None where that is no number."""

    text: str
    refusal: str
    ended: str
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None


def answer_of(answered: Answered) -> Mapping[str, Any]:
    """Return the body of an answer that went well. Raises SendFailed for any other."""
    content = _json(answered)
    error = content.get("error") if isinstance(content, dict) else None
    if answered.status >= 400 or error:
        # Some say 200 and mean the status that stands in the error.
        code = error.get("code") if isinstance(error, dict) else None
        within_error = code if isinstance(code, int) and not isinstance(code, bool) and 400 <= code < 600 else 400
        status = answered.status if answered.status >= 400 else within_error
        raise refused(status, _message(content, answered), answered.headers)
    if not isinstance(content, dict):
        raise SendFailed(f"the answer is {_kind(answered)}, not JSON: does METRICS_API_BASE lead to the interface?")
    return content


def refused(status: int, said: str, headers: Mapping[str, str]) -> SendFailed:
    """Return the failure that an endpoint's status stands for."""
    told = f": {said}" if said.strip() else ""
    meant = {401: " (is the key right?)", 403: " (may the key do this?)", 404: " (is the model there?)"}.get(status, "")
    is_brief = status in _BRIEF
    wait = _wait(headers) if is_brief else None
    return SendFailed(f"HTTP {status}{meant}{told}", status, wait, is_brief, is_brief, said)


def said_in(answer: Mapping[str, Any]) -> Said:
    """Return what the first choice of an answer says. Raises SendFailed where there is none."""
    choice = _first(answer.get("choices"))
    message = _table(choice.get("message"))
    if not message:
        raise SendFailed("the answer holds no message: does METRICS_API_BASE lead to a chat interface?")
    usage = _table(answer.get("usage"))
    text = _tool_call(message) or _text(message.get("content"))
    return Said(
        _THOUGHTS.sub("", text),
        _text(message.get("refusal")),
        _text(choice.get("finish_reason")),
        _count(usage.get("prompt_tokens")),
        _count(usage.get("completion_tokens")),
        _count(_table(usage.get("prompt_tokens_details")).get("cached_tokens")),
    )


def _json(answered: Answered) -> Any:
    try:
        return json.loads(answered.body)
    except (ValueError, RecursionError):
        if answered.status < 400 and answered.body.lstrip()[:1] == b"{":
            raise SendFailed("the answer breaks off", is_brief=True, is_down=True) from None
        return None


def _message(content: Any, answered: Answered) -> str:
    """Return what an endpoint says of an error; each of them has its own place for it."""
    error = content.get("error", content) if isinstance(content, dict) else content
    if isinstance(error, dict):
        found = error.get("message") or error.get("detail") or error
        return found if isinstance(found, str) else json.dumps(found)
    if isinstance(error, str):
        return error
    text = answered.body.decode(errors="replace")
    return "" if text.lstrip().startswith("<") else text[:1000]


def _kind(answered: Answered) -> str:
    kind = one_line(answered.headers.get("content-type", "").partition(";")[0])
    return kind if kind and kind != "application/json" else "a text" if answered.body.strip() else "empty"


def _wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that Retry-After asks for, as a number or as a date."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,30}(\.\d{1,9})?", text):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _first(choices: Any) -> Mapping[str, Any]:
    return _table(choices[0]) if isinstance(choices, list) and choices else {}


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(content: Any) -> str:
    """Return a content as a text that can be written down; some endpoints send it in parts."""
    if isinstance(content, list):
        return "".join(_text(_table(part).get("text")) for part in content)
    # Half a surrogate pair is valid in JSON and in no file.
    return content.encode(errors="replace").decode() if isinstance(content, str) else ""


def _tool_call(message: Mapping[str, Any]) -> str:
    calls = message.get("tool_calls")
    function = _table(_first(calls).get("function"))
    arguments = function.get("arguments")
    return json.dumps(arguments) if isinstance(arguments, dict) else _text(arguments)


def _count(value: Any) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
    return value if is_count else None
