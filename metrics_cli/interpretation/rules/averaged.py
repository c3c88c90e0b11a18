"""Names that begin with 'average', said of many: average tickets per member is no average ticket of each."""

from __future__ import annotations

from metrics_cli.catalog import Metric
from metrics_cli.interpretation.rules.measures import is_count
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.wording import Words

_MEANS = frozenset("average avg mean".split())
_EACH = frozenset("per each every".split())


def averages_counts(words: Words, start: int, end: int, metric: Metric) -> bool:
    """Tell whether the words may as well ask for the mean of a count: 'average' and its plural, before 'per'.

    The metric's own name is of one thing: Average ticket.
    """
    last, said = words.tokens[end - 1], tokenise(metric.label)
    if words.fold(start) not in _MEANS or end - start < 2 or words.fold(end) not in _EACH:
        return False
    is_plural = last.fold != last.stem and bool(said) and said[-1].fold == said[-1].stem
    counts = words.lexicon.at(words.tokens, start + 1, end)
    return is_plural and any(n.kind == "metric" and _may_count(words, str(n.key)) for n in counts)


def _may_count(words: Words, name: str) -> bool:
    metric = words.catalog.metrics[name]
    return is_count(metric) or (metric.format is None and metric.type == "simple")
