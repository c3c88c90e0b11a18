"""The shape of a request: how the reply is held to the schema, and which parameters go along.

An endpoint is asked for what holds a reply best; what it does not accept is left out, and known the next time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from metrics_cli.interpretation.model.contract import Message, Request

# From the surest to what any model takes.
FORMS = ("schema", "tool", "text")
TOOL = "reply"

_BLAMES_THE_REQUEST = (400, 415, 422, 501)
_NOT_THE_SHAPE = (
    r"context|too (long|large|many)|quota|billing|credit|content.?(filter|policy|management)|api.?key|model"
)


@dataclass(frozen=True)
class Shape:
    """What an endpoint takes: the form of the schema, the name of the limit ("" for none), temperature, system."""

    form: str = FORMS[0]
    limit: str = "max_tokens"
    has_temperature: bool = True
    has_system: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


def shape_from(content: Any) -> Shape | None:
    """Return the shape that `to_dict` made, None for anything else."""
    try:
        shape = Shape(**content)
    except TypeError:
        return None
    is_known = shape.form in FORMS and shape.limit in ("max_tokens", "max_completion_tokens", "")
    flags = (shape.has_temperature, shape.has_system)
    return shape if is_known and all(isinstance(flag, bool) for flag in flags) else None


def body_of(request: Request, shape: Shape, max_output: int, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request in OpenAI's form, without the model's name; `options` go in as they are."""
    body: dict[str, Any] = {"messages": _messages(request, shape)}
    if shape.limit:
        body[shape.limit] = max_output
    if shape.has_temperature:
        body["temperature"] = 0
    return {**body, **_held(request.schema, shape.form), **options}


def weaker(shape: Shape, status: int, said: str) -> Shape | None:
    """Return the shape without what an endpoint says that it can't take, None when it says nothing of the kind.

    A status that blames the request without saying what of it is taken to mean the schema, the least common part.
    """
    words = said.lower()
    if "max_tokens" in words and shape.limit:
        return replace(shape, limit="max_completion_tokens" if shape.limit == "max_tokens" else "")
    if "max_completion_tokens" in words and shape.limit:
        return replace(shape, limit="")
    if "temperature" in words and shape.has_temperature:
        return replace(shape, has_temperature=False)
    if re.search(r"system\W+(role|message|prompt)", words) and shape.has_system:
        return replace(shape, has_system=False)
    if re.search(r"response_?format|schema|structured|grammar|tool|function", words):
        return looser(shape)
    return looser(shape) if status in _BLAMES_THE_REQUEST and not re.search(_NOT_THE_SHAPE, words) else None


def looser(shape: Shape) -> Shape | None:
    """Return the shape that holds the reply to the schema less, None when there is none."""
    following = FORMS[FORMS.index(shape.form) + 1 :]
    return replace(shape, form=following[0]) if following else None


def _held(schema: Mapping[str, object], form: str) -> dict[str, Any]:
    if form == "schema":
        strict = {"name": TOOL, "schema": schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": strict}}
    if form == "tool":
        function = {"name": TOOL, "description": "Give the reply.", "parameters": schema}
        chosen = {"type": "function", "function": {"name": TOOL}}
        return {"tools": [{"type": "function", "function": function}], "tool_choice": chosen}
    return {}


def _messages(request: Request, shape: Shape) -> list[dict[str, str]]:
    messages = request.messages
    if shape.form == "text":
        # Behind what never changes, so that the endpoint knows the beginning from the last time.
        asked = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
        told = f"{messages[0].content}\n\nReply with one JSON object of this schema and nothing else:\n{asked}"
        messages = (replace(messages[0], content=told), *messages[1:])
    if not shape.has_system:
        messages = _without_system(messages)
    return [{"role": message.role, "content": message.content} for message in messages]


def _without_system(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Return the messages with those of the system at the head of the first of the user."""
    told = "\n\n".join(m.content for m in messages if m.role == "system")
    others = [m for m in messages if m.role != "system"]
    if not others or others[0].role != "user":
        return (Message("user", told), *others)
    return (replace(others[0], content=f"{told}\n\n{others[0].content}"), *others[1:])
