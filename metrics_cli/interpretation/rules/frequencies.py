"""Adverbs of time that are values as well: annual policies may be policies by year, or those of an annual plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from metrics_cli.catalog import Metric
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.measures import is_count
from metrics_cli.interpretation.rules.wording import Words


def as_likely(words: Words, found: Sequence[Clause]) -> list[Clause]:
    """Return the clauses, an adverb that is a value to the word as dear as the value: a person must choose.

    'Monthly sales' are sales by month whatever is paid monthly; of things that are counted either may be meant.
    """
    filters = [c for c in found if c.kind == "filter" and c.end == c.start + 1]
    values = {(c.start, c.end): c for c in sorted(filters, key=lambda c: -c.cost)}
    return [_dearer(words, c, values, found) for c in found]


def _dearer(words: Words, clause: Clause, values: Mapping[tuple[int, int], Clause], found: Sequence[Clause]) -> Clause:
    value = values.get((clause.start, clause.end))
    if clause.kind != "group" or clause.content.intro != "adverb" or value is None:
        return clause
    metrics = [words.catalog.metrics[c.content] for c in found if c.kind == "metric" and c.start == clause.end]
    is_open = words.fold(clause.start) == "annual" or any(_is_of_own_rows(m, value) for m in metrics)
    return replace(clause, cost=value.cost) if is_open else clause


def _is_of_own_rows(metric: Metric, value: Clause) -> bool:
    """Tell whether the metric counts the very things that have the value: policies, not the claims on them."""
    models = {home.model for home in metric.dated_in}
    return is_count(metric) and (not models or any(h.home.model in models for h in value.content.values[0]))
