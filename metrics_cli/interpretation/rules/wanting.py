"""Questions that say all but what to measure: 'top products', 'best customers', 'which region does best?'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from metrics_cli.answer import Ambiguous
from metrics_cli.catalog import Catalog, Metric
from metrics_cli.interpretation.rules.chart import UNUSED, readings
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.compose import compose
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.measures import is_count, is_mean
from metrics_cli.interpretation.rules.rivals import ask_back
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.query import MetricQuery

# Fewer are no choice, and more are no help.
_FEWEST, _MOST = 2, 4
# How many metrics are tried before the search is given up.
_TRIED = 24
_COMPARED = {"period", "contrast", "versus", "compare", "prior", "filler"}
_MEASURING = ("metric", "bound", "lead", "rankby", "sort")


def ask_for_measure(words: Words, clauses: Iterable[Clause]) -> Ambiguous | None:
    """Return what the words ask for of each of the likeliest metrics, when nothing but the metric is wanting."""
    for cost, path in readings(clauses, len(words.tokens)):
        if cost >= UNUSED:
            return None
        if any(c.kind in _MEASURING for c in path) or not _says_enough(path):
            continue
        found = _queries(words, path)
        if len(found) >= _FEWEST:
            return ask_back(found, words.catalog, "it does not say what to measure")
    return None


def _says_enough(path: Sequence[Clause]) -> bool:
    """Tell whether all but the metric is said: of what, under which condition, or two periods side by side."""
    kinds = {c.kind for c in path}
    return bool(kinds & {"rank", "group", "filter"}) or ("period" in kinds and kinds <= _COMPARED)


def _queries(words: Words, path: Sequence[Clause]) -> list[MetricQuery]:
    things = [c.content.words for c in path if c.kind == "group"]
    found: list[MetricQuery] = []
    for metric in _candidates(words.catalog, things):
        try:
            composed = compose(words, path, metric)
        except NoReading:
            continue
        # What has many readings of its own would ask about two things at once.
        found += [c.query for c in composed] if len(composed) <= _FEWEST else []
        if len(found) >= _MOST:
            break
    return found[:_MOST]


def _candidates(catalog: Catalog, things: Sequence[str]) -> Iterator[str]:
    """Yield the metrics that others are made of most first; the count of the very things that are listed is none."""
    counted = {token.stem for thing in things for token in tokenise(thing)}
    used = Counter(name for metric in catalog.metrics.values() for name in set(metric.inputs))
    tellable = [m for m in catalog.metrics.values() if not (is_count(m) and counted & _stems(m))]
    tellable.sort(key=lambda m: (is_mean(m) or m.needs_time or m.is_cumulative, -used[m.name], not m.questions, m.name))
    yield from (m.name for m in tellable[:_TRIED])


def _stems(metric: Metric) -> set[str]:
    return {token.stem for token in tokenise(metric.label)}
