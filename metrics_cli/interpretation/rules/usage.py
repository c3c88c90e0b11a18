"""What a layer itself calls its metrics: Sales, in 'Sales per labor hour' that divides Net sales; PIF, by initials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from metrics_cli.catalog import Catalog, Home, Metric
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.trade import Phrase

_Key = tuple[str, str | Home]
_LINKS = frozenset("of the a an in by per and".split())
_LONGEST = 5


def own_words(metric: Metric, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield a shorter name and the metric it is for, where a ratio calls what it divides by fewer words than its own.

    'Sales per labor hour' of Net sales by Labor hours: here sales are Net sales.
    """
    if metric.type != "ratio" or len(metric.inputs) != 2:
        return
    above, below = (catalog.metrics.get(name) for name in metric.inputs)
    over, per, under = metric.label.lower().partition(" per ")
    if above is None or below is None or not per or _stems(under) != _stems(below.label):
        return
    if set(_stems(over)) < set(_stems(above.label)):
        yield over, above.name


def initials_of(labels: Iterable[tuple[_Key, str, bool]]) -> dict[str, _Key]:
    """Return by their initials what the labels are of, (what, label, whether it is a rate), where only one has them.

    'Policies in force' is pif; two letters are short for a rate only: others are places or words.
    """
    found: dict[str, set[_Key]] = {}
    for key, label, is_rate in labels:
        words = [w for w in _stems(label) if w.isalpha()]
        for kept in (words, [w for w in words if w not in _LINKS]):
            short = "".join(w[0] for w in kept)
            if (2 if is_rate else 3) <= len(short) <= _LONGEST:
                found.setdefault(short, set()).add(key)
    return {short: next(iter(keys)) for short, keys in found.items() if len(keys) == 1}


def _stems(text: str) -> Phrase:
    return tuple(token.stem for token in tokenise(text))
