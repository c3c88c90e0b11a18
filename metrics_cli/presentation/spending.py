"""What a model took for an answer, in a line."""

from __future__ import annotations

from collections.abc import Mapping


def model_line(receipt: Mapping[str, object]) -> str | None:
    """Return who read the question and what that took; None when no model was asked.

    The figures are the receipt's: tokens as the endpoint counts them, US dollars, seconds; what is not known is left
    out.
    """
    took = receipt.get("model")
    if not isinstance(took, Mapping):
        return None
    calls = "1 call" if took.get("calls") == 1 else f"{took.get('calls')} calls"
    said = [str(took.get("model")), calls, *_tokens(took)]
    said += [f"${cost:.6f}"] if isinstance(cost := took.get("cost"), float) else []
    said += [f"{seconds:.1f} s"] if isinstance(seconds := took.get("seconds"), float) else []
    return ", ".join(said)


def _tokens(took: Mapping[str, object]) -> list[str]:
    into, out = took.get("input_tokens"), took.get("output_tokens")
    return [f"{into:,} + {out:,} tokens"] if isinstance(into, int) and isinstance(out, int) else []
