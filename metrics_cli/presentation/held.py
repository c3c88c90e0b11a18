"""What a dimension holds, as people and programs read it."""

from __future__ import annotations

from metrics_cli.answer import Column, Table
from metrics_cli.catalog.held import Held
from metrics_cli.catalog.values import MOST_KEPT
from metrics_cli.presentation.columns import flat


def held_table(held: Held) -> Table:
    """Return the values with their rows, or the first and the last day, for CSV."""
    if held.ends:
        heads = (Column("first", "First", "date"), Column("last", "Last", "date"))
        return Table(heads, ((held.ends.first, held.ends.last),) if held.ends.first else ())
    heads = (Column(held.dimension.name, held.dimension.label, "string"), Column("rows", "Rows", "number"))
    return Table(heads, held.counts, held.is_truncated)


def held_lines(held: Held) -> list[str]:
    """Return the values and their rows in columns, or the span of a time dimension in a sentence."""
    if held.ends:
        return [span_line(held)]
    width = max((len(f"{count:,}") for _, count in held.counts), default=0)
    lines = [f"{count:>{max(width, 4)},}  {flat(str(value))}" for value, count in held.counts]
    return [f"{'Rows':>{max(width, 4)}}  {held.dimension.label}", *lines]


def span_line(held: Held) -> str:
    """Return from when to when a time dimension has data."""
    ends = held.ends
    if ends is None or ends.first is None:
        return f"{held.dimension.label} has no data"
    later = f"; later dates, the first of them {ends.following}, lie in the future" if ends.following else ""
    return f"{held.dimension.label} runs from {ends.first} to {ends.last}, by {ends.grain}{later}"


def held_notes(held: Held, word: str) -> list[str]:
    """Return what must be said of the values: what the counts count, and what is left out."""
    values = held.values
    if values is None:
        return []
    empty = f", {values.nulls:,} of them without a value" if values.nulls else ""
    notes = [f"counted are the {values.rows:,} rows of {held.model}{empty}"]
    if word and not values.is_complete:
        notes.append(f"only the {MOST_KEPT:,} most frequent of {values.total:,} values were searched")
    elif held.is_truncated:
        kept = "; no more are kept" if len(held.counts) == MOST_KEPT else ""
        notes.append(f"{len(held.counts):,} of {held.matching:,} values are shown, the most frequent{kept}")
    return notes


def held_dict(held: Held, word: str) -> dict[str, object]:
    """Return what was found, for JSON."""
    values, ends = held.values, held.ends
    return {
        "dimension": held.dimension.name,
        "label": held.dimension.label,
        "type": held.dimension.type,
        "model": held.model,
        "values": [{"value": value, "rows": count} for value, count in held.counts],
        "matching": held.matching if values else None,
        "total": values.total if values else None,
        "rows": values.rows if values else None,
        "nulls": values.nulls if values else None,
        "truncated": held.is_truncated,
        "span": {"start": str(ends.first), "end": str(ends.last)} if ends and ends.first else None,
        "caveats": held_notes(held, word),
    }
