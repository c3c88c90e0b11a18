"""Words that a metric's name alone does not settle: values of that name, rivals for a lone word, lists of a maximum."""

from __future__ import annotations

from collections.abc import Sequence

from metrics_cli.catalog import Catalog, Metric
from metrics_cli.interpretation.rules.lexicon import SAID, SPOKEN, Name
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import Token, tokenise
from metrics_cli.interpretation.rules.trade import phrase, rivals
from metrics_cli.interpretation.rules.values import ValueIndex, phrase_of

# A kind of number, and no word of what it is a number of: alone it names no rate among others.
_KINDS = frozenset("percentage percent pct % ratio rate proportion".split())
_EXTREMES = ("max(", "min(")


def settled(
    names: Sequence[Name], tokens: Sequence[Token], catalog: Catalog, values: ValueIndex, is_all: bool
) -> tuple[tuple[str, float], ...]:
    """Return the metrics that `tokens` may mean with what each costs, of those that the lexicon has for them.

    What only a word of business stands for gives way to a value of the data: an overdue amount is none outstanding
    where invoices are 'overdue'. Where the words are all of the question, every metric that shares one is a rival.
    """
    found: dict[str, float] = {}
    if len(tokens) == 1 and tokens[0].fold in _KINDS:
        names = [name for name in names if name.cost < SAID]
    for name in names:
        metric = catalog.metrics[str(name.key)]
        if metric.formula.startswith(_EXTREMES) and _is_plural(tokens) and not _is_plural(tokenise(metric.label)):
            # 'The largest claims' are a list; the largest claim is one number.
            continue
        if name.cost < SPOKEN:
            found.setdefault(metric.name, name.cost)
            continue
        if _names_value(tokens, values) and not _shares(tokens, metric):
            continue
        if len(tokens) > 1 and any(_names_value([t], values) and not _shares([t], metric) for t in tokens):
            # Indemnity paid is a part of what is paid where payments are of a type Indemnity.
            continue
        others = [m.name for m in catalog.metrics.values() if (is_all and _shares(tokens, m)) or _rivals(tokens, m)]
        found |= {n: name.cost for n in (metric.name, *others) if n not in found}
    return tuple(found.items())


def _rivals(tokens: Sequence[Token], metric: Metric) -> bool:
    """Tell whether the words are said of the metric as well."""
    others = rivals().get(tuple(t.stem for t in tokens), ())
    return bool(others) and phrase(metric.label) in others


def _names_value(tokens: Sequence[Token], values: ValueIndex) -> bool:
    said = phrase_of(tokens)
    return said in values.phrases or said in values.booleans


def _is_plural(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and tokens[-1].fold != tokens[-1].stem


def _shares(tokens: Sequence[Token], metric: Metric) -> bool:
    """Tell whether one of the words stands in the metric's name, in whatever form: churn in churned accounts."""
    ours = {root(t.stem) for t in tokens}
    return any(root(t.stem) in ours for text in (metric.label, metric.name) for t in tokenise(text.replace("_", " ")))
