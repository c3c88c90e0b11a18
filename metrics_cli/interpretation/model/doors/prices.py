"""What a call costs, by the table that litellm ships; it is read as a file, litellm itself takes seconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from math import isfinite
from pathlib import Path
from typing import Any

from metrics_cli.interpretation.model.configuration import ModelSettings
from metrics_cli.interpretation.model.doors.answers import Said
from metrics_cli.interpretation.model.estimate import tokens_in

TABLE = "model_prices_and_context_window_backup.json"
PROVIDERS = "provider_endpoints_support_backup.json"


@dataclass(frozen=True)
class Price:
    """US dollars a token: of the input, of input that the endpoint knew from before, and of the output."""

    input: float
    cached: float
    output: float

    def of(self, said: Said) -> float | None:
        """Return what a reply has cost, None when its tokens are not known."""
        if said.input_tokens is None or said.output_tokens is None:
            return None
        cached = min(said.cached_tokens or 0, said.input_tokens)
        return (said.input_tokens - cached) * self.input + cached * self.cached + said.output_tokens * self.output

    def counted(self, said: Said, sent: int) -> float:
        """Return what a reply counts as: its cost, or that of `sent` tokens and its own text when that is more.

        So a count that is missing, 0 or far too low lets nobody spend more than is allowed.
        """
        return max(self.of(said) or 0.0, self.at_most(sent, tokens_in(said.text)))

    def at_most(self, input_tokens: int, output_tokens: int) -> float:
        """Return what a call may cost."""
        return input_tokens * self.input + output_tokens * self.output


def price_of(settings: ModelSettings) -> Price | None:
    """Return the price of a model: the settings' own, else the table's, None when neither knows it.

    A price is that of the name, wherever the endpoint is: who serves others' models under their names through a
    gateway pays for them; for what runs on a machine of one's own a price of 0 can be set.
    """
    if settings.price is not None:
        into, out = (dollars / 1_000_000 for dollars in settings.price)
        return Price(into, into, out)
    entry = _entry(settings)
    prices = [entry.get(f"{side}_cost_per_token") for side in ("input", "output")]
    if not all(_is_price(price) for price in prices):
        return None
    into, out = (float(price) for price in prices if price is not None)
    cached = entry.get("cache_read_input_token_cost")
    return Price(into, float(cached) if cached is not None and _is_price(cached) else into, out)


def _entry(settings: ModelSettings) -> Mapping[str, Any]:
    """Return a model's line of the table; without its provider only where the table says it is the provider's."""
    table = _table()
    found = table.get(settings.name)
    provider, _, name = settings.name.partition("/")
    if found is None and name:
        found = table.get(name)
        if isinstance(found, dict) and found.get("litellm_provider") != provider:
            found = None
    return found if isinstance(found, dict) else {}


def provider_in_table(name: str) -> str:
    """Return the provider of a model's name, empty when the table does not know it."""
    entry = _table().get(name)
    found = entry.get("litellm_provider") if isinstance(entry, dict) else None
    return found if isinstance(found, str) else ""


@lru_cache(maxsize=1)
def providers() -> frozenset[str]:
    """Return the names of the providers that litellm knows."""
    found = _shipped(PROVIDERS).get("providers")
    return frozenset(found) if isinstance(found, dict) else frozenset()


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return _shipped(TABLE)


def _shipped(name: str) -> Mapping[str, Any]:
    """Return a table of litellm's, empty when it ships none."""
    found = find_spec("litellm")
    if found is None or not found.origin:
        return {}
    try:
        content = json.loads((Path(found.origin).parent / name).read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _is_price(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value >= 0
