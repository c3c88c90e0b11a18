"""What a dimension holds: its values with how often each occurs, or the first and last day of a time dimension."""

from __future__ import annotations

from datetime import date

from metrics_cli.answer import Refused
from metrics_cli.catalog import Dimension, Home
from metrics_cli.catalog.held import Held
from metrics_cli.catalog.search import folded
from metrics_cli.catalog.values import Ends, Scalar, Values
from metrics_cli.errors import QueryFailed
from metrics_cli.workflow.index import Index


def held_by(dimension: Dimension, word: str, limit: int, index: Index, now: date) -> Held | Refused:
    """Return what the dimension holds; of its values at most `limit` that match `word`, all if that is empty.

    Refused for an entity and for personal values, which are never read. Raises as Warehouse.run does.
    """
    home = dimension.home
    if dimension.type == "entity" or home is None:
        reason = f"{dimension.label} is an entity: its values are keys, and not listed."
        return Refused(reason, (dimension.name,))
    if dimension.pii:
        return Refused(
            f"The values of {dimension.label} are personal (pii, say its owners), and never read.", (dimension.name,)
        )
    if dimension.type == "time":
        return Held(dimension, home.model, ends=_ends(dimension, home, index, now))
    values = index.values(home)
    counts = matching(word, values) if word else values.counts
    if word and not values.is_complete:
        counts = _with_exact(word, counts, home, index)
    total = values.total if not word else len(counts) if values.is_complete else None
    return Held(dimension, home.model, counts[:limit], total, values)


def _ends(dimension: Dimension, home: Home, index: Index, now: date) -> Ends:
    try:
        return index.ends(home, now)
    except QueryFailed as error:
        reason = f"{dimension.label} can't be read as a date: {error.message}"
        raise QueryFailed(reason, "is its column a date? cast it in the model, or in the dimension's `expr`") from None


def matching(word: str, values: Values) -> tuple[tuple[Scalar, int], ...]:
    """Return the values that are `word`, begin with it, have it at the start of a word or within; else those alike."""
    wanted = folded(word)
    ranked = [(rank, count) for count in values.counts if (rank := _rank(wanted, folded(str(count[0])))) is not None]
    if ranked:
        return tuple(count for _, count in sorted(ranked, key=lambda r: r[0]))
    from rapidfuzz import fuzz

    scored = [(fuzz.ratio(wanted, folded(str(count[0]))), count) for count in values.counts]
    return tuple(count for score, count in sorted(scored, key=lambda s: -s[0]) if score >= 70)


def _rank(wanted: str, known: str) -> int | None:
    if known == wanted:
        return 0
    if known.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in known else 3 if wanted in known else None


def _with_exact(
    word: str, counts: tuple[tuple[Scalar, int], ...], home: Home, index: Index
) -> tuple[tuple[Scalar, int], ...]:
    """Put the value that is exactly `word` first, also when it is too rare for the index."""
    if any(str(value) == word for value, _ in counts):
        return counts
    return (*index.among(home, [word]).items(), *counts)
