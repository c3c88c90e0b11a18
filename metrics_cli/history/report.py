"""The history as people and programs read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from metrics_cli.history.store import Entry, Totals
from metrics_cli.presentation.columns import columns

_HEADS = ("No", "Asked", "Outcome", "Read by", "Seconds", "Tokens", "Cost", "Question")


def history_lines(entries: Sequence[Entry], totals: Totals, width: int | None) -> list[str]:
    """Return the lines, the latest last and cut to `width` unless None, then what all that are meant come to."""
    rows = [_cells(entry) for entry in entries]
    return [*columns(rows, _HEADS, width), "", *totals_lines(totals)]


def history_dict(entries: Sequence[Entry], totals: Totals) -> dict[str, object]:
    """Return the same for programs."""
    return {"entries": [entry.to_dict() for entry in entries], "totals": vars(totals)}


def totals_lines(totals: Totals) -> list[str]:
    """Return what the lines come to in words."""
    since = f" since {_local(totals.first)[:10]}" if totals.first else ""
    told = [f"{totals.answers:,} asked{since}: {_counts(totals.outcomes)}; read by {_counts(totals.interpreters)}"]
    if totals.calls:
        tokens = f"{totals.input_tokens:,} tokens in, {totals.output_tokens:,} out"
        of = f"for {totals.asked_model:,} of them a model was called, {totals.calls:,} times"
        told.append(f"{of}: {tokens}, {dollars(totals.cost)}")
    else:
        told.append("no model was called")
    return told


def dollars(cost: float) -> str:
    """Return a cost with as many decimals as calls of a model need."""
    return f"${cost:,.2f}" if cost >= 100 else f"${cost:,.4f}"


def _cells(entry: Entry) -> tuple[str, ...]:
    tokens = (entry.input_tokens or 0) + (entry.output_tokens or 0)
    return (
        str(entry.number),
        _local(entry.at),
        entry.outcome,
        entry.interpreter or "–",
        "–" if entry.seconds is None else f"{entry.seconds:.2f}",
        f"{tokens:,}" if entry.calls else "–",
        dollars(entry.cost) if entry.cost is not None else "–",
        entry.question or entry.sentence or "",
    )


def _local(at: str) -> str:
    """Return the time where the reader is."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "nobody"
