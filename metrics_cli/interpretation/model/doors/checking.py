"""One tiny call: is the model reachable, does it keep to a schema, how long does it take, what does it cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from metrics_cli.interpretation.model.contract import Completion, Message, Offer, Request
from metrics_cli.interpretation.model.doors.endpoint import ModelEndpoint

# The messages do not say what the reply is to hold: who says it has read the schema.
_SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string", "enum": ["ready"]}},
    "required": ["word"],
    "additionalProperties": False,
}
_MESSAGES = (Message("system", "You fill in JSON."), Message("user", "Fill it in."))
FORMS = {"schema": "by a JSON schema", "tool": "by a tool call", "text": "told in words only"}


@dataclass(frozen=True)
class Checked:
    """What a check found: the calls, the last of which fits the schema when `form` is not None."""

    model: str
    where: str
    form: str | None
    calls: tuple[Completion, ...]
    dollars_per_million: tuple[float, float] | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        price = self.dollars_per_million
        return {
            "model": self.model,
            "where": self.where,
            "reachable": True,
            "structured": self.form,
            "seconds": round(self.calls[-1].seconds, 3),
            "calls": len(self.calls),
            "input_tokens": _total([call.input_tokens for call in self.calls]),
            "output_tokens": _total([call.output_tokens for call in self.calls]),
            "cost": _total([call.cost for call in self.calls]),
            "dollars_per_million": {"input": price[0], "output": price[1]} if price else None,
        }


def check(endpoint: ModelEndpoint) -> Checked:
    """Ask the model for one word, in ever looser forms until it says it. Raises ModelUnavailable.

    What is remembered of the endpoint is forgotten first; the form that held is remembered.
    """
    endpoint.forget()
    request = Request(_MESSAGES, _SCHEMA, 100, Offer(()))
    calls = [endpoint.complete(request)]
    while not (fits := _fits(calls[-1].text)) and endpoint.loosen():
        calls.append(endpoint.complete(request))
    form = endpoint.keep() if fits else None
    price = endpoint.price
    dollars = (price.input * 1_000_000, price.output * 1_000_000) if price else None
    return Checked(endpoint.name, endpoint.where, form, tuple(calls), dollars)


def _fits(text: str) -> bool:
    """Tell whether the reply is the word; what stands around it is no matter here."""
    start, end = text.find("{"), text.rfind("}")
    try:
        return bool(json.loads(text[start : end + 1]) == {"word": "ready"})
    except (ValueError, RecursionError):
        return False


def _total(numbers: list[Any]) -> Any:
    return None if None in numbers else round(sum(numbers), 9)
