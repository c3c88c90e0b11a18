"""Averages that differ only in whether part units count: one question where the data have no parts, else two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from metrics_cli.answer import Ambiguous, Answer, Option, Outcome
from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.presentation.sentences import join_words
from metrics_cli.query import MetricQuery

Run = Callable[[MetricQuery], Outcome]


def settled(several: Ambiguous, run: Run) -> Ambiguous | Reading:
    """Return the readings without those that come to the same as another; the reading itself when one is left.

    Only averages that count part units, beside the same one that doesn't, are looked up: `run` answers them.
    """
    queries = [o.query for o in several.options]
    kept = tuple(o for o in several.options if not (_twin(o.query) in queries and _is_same(o.query, run)))
    # One reading alone is asked back to be confirmed.
    if len(kept) == 1 < len(several.options):
        return Reading(kept[0].query, ())
    units = dict.fromkeys(str(q.averaged_groups[0].grain).replace("_", " ") for q in queries if _twin(q) in queries)
    if units and all(_twin(o.query) or _has_twin(o, kept) for o in kept):
        text = f"only a part of a {join_words(list(units))} lies in what is asked, which may count or not"
        return Ambiguous(text, kept)
    return replace(several, options=kept)


def _has_twin(option: Option, others: tuple[Option, ...]) -> bool:
    return any(_twin(o.query) == option.query for o in others)


def _twin(query: MetricQuery) -> MetricQuery | None:
    """Return the query over whole units only, None when it is that or no average over units."""
    return replace(query, mean=replace(query.mean, parts=False)) if query.mean and query.mean.parts else None


def _is_same(query: MetricQuery, run: Run) -> bool:
    """Tell whether the average comes to that of whole units, or there is no whole unit to average."""
    twin = _twin(query)
    try:
        found, other = (run(q) for q in (twin or query, query))
    except QueryInvalid:
        # What is wrong is said when the one over whole units is answered.
        return True
    if isinstance(found, Answer) and isinstance(other, Answer):
        return found.table.rows == other.table.rows
    return type(found) is type(other)
