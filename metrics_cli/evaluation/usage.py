"""What a model took for some questions: how often it was called, tokens, cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """Who read a question and what a model took for it, as the receipt of its answer says; US dollars."""

    by: str = ""
    model: str = ""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None


@dataclass(frozen=True)
class Usages:
    """What models took for several questions.

    `questions` is for how many a model was called, `readers` who read how many. Tokens are those that the endpoints
    told, `most_input` the most that one question took; `cost` is None when no endpoint's price is known.
    """

    readers: Mapping[str, int]
    models: tuple[str, ...]
    questions: int
    calls: int
    input_tokens: int
    output_tokens: int
    most_input: int
    cost: float | None


def usage_of(by: str, spent: Mapping[str, object]) -> Usage:
    """Return the usage of a question from what its interpreter spent."""
    cost = spent.get("cost")
    calls, taken, given = (_count(spent.get(name)) for name in ("calls", "input_tokens", "output_tokens"))
    price = float(cost) if isinstance(cost, int | float) else None
    return Usage(by, str(spent.get("model") or ""), calls, taken, given, price)


def usages_of(found: Iterable[Usage]) -> Usages:
    """Return what several questions took together."""
    found = tuple(found)
    called = [usage for usage in found if usage.calls]
    costs = [usage.cost for usage in called if usage.cost is not None]
    return Usages(
        Counter(usage.by for usage in found if usage.by),
        tuple(dict.fromkeys(usage.model for usage in called)),
        len(called),
        sum(usage.calls for usage in called),
        sum(usage.input_tokens for usage in called),
        sum(usage.output_tokens for usage in called),
        max((usage.input_tokens for usage in called), default=0),
        sum(costs) if costs else None,
    )


def usage_lines(usages: Usages, asked: int) -> list[str]:
    """Return in words how often a model was called for `asked` questions, and what that took."""
    if not usages.calls:
        return []
    count, cost, tokens = usages.questions, usages.cost, usages.input_tokens
    readers = ", ".join(f"{name} {read:,}" for name, read in _ranked(usages.readers))
    priced = "price not known" if cost is None else f"${cost:.4f} (${cost / count:.6f} a question)"
    return [
        f"{', '.join(usages.models)} was called for {count:,} of {asked:,} questions, {usages.calls:,} times",
        f"tokens in {tokens:,} ({tokens / count:,.0f} a question, {usages.most_input:,} at most), "
        f"out {usages.output_tokens:,}; {priced}",
        f"read by: {readers}",
    ]


def _ranked(readers: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    return sorted(readers.items(), key=lambda item: (-item[1], item[0]))


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
