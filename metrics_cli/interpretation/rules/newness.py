"""New things of a period: new campaigns in 2025 are the campaigns that are dated in it by an event of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics_cli.catalog import Dimension, Metric
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.lexicon import SPOKEN, SYNONYM, declared_in
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import ADVERBS, GRAINS

_DIFFERENT = "count_distinct("
_COUNTS = ("count(", _DIFFERENT, "sum(1)")


def newness_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'new' with the count of things that begin on the day they are dated by, where a time is asked for.

    Who joins may be who signs up or who is a customer for the first time: where the layer counts both, both are read.
    """
    if words.fold(start) != "new":
        return
    for end, names in words.names(start + 1, "metric") if _is_dated(words) else ():
        for name in names:
            metric = words.catalog.metrics[str(name.key)]
            if name.cost <= SYNONYM and begins(metric, words):
                said = (f"'{words.text(start, end)}' is read as {metric.label}",)
                yield Clause(start, end, "metric", 1.3 + name.cost, metric.name, said)
    yield from _joining(words, start)


def _is_dated(words: Words) -> bool:
    """Tell whether a period or a split by time is asked for: of no time all things are new."""
    has_grain = any(t.stem in GRAINS or t.fold in ADVERBS for t in words.tokens)
    return bool(words.dates.periods or words.dates.contrast or has_grain)


def begins(metric: Metric, words: Words) -> bool:
    """Tell whether the metric counts the things of a table by a day that each of them has of its own."""
    is_whole = metric.formula.startswith(_COUNTS) and " where " not in metric.formula
    if not is_whole or len(metric.dated_in) != 1:
        return False
    model = metric.dated_in[0].model
    within = [d for d in declared_in(words.catalog) if d.home and d.home.model == model]
    has_things = any(d.type == "entity" for d in within)
    # Different ones that are counted may come again in the table: the visitors of its page views, new or not.
    is_theirs = not metric.formula.startswith(_DIFFERENT) or any(_is_named(metric, d) for d in within)
    return has_things and is_theirs


def _is_named(metric: Metric, dimension: Dimension) -> bool:
    """Tell whether what is counted goes by the name of the things that the table of the dimension is of."""
    owner = dimension.name.split("__")[0] if dimension.type != "entity" else ""
    things = tokenise(owner.replace("_", " "))[-1:]
    return {t.stem for t in things} <= {t.stem for t in tokenise(f"{metric.label} {metric.name}")} and bool(things)


def _joining(words: Words, start: int) -> Iterator[Clause]:
    """Yield both senses of 'new members' where the layer has a count of sign-ups and one of new customers."""
    for end, _ in match(words.tokens, start + 1, phrases.JOINING):
        signups, firsts = named_so(words, phrases.SIGNUPS), named_so(words, phrases.FIRSTS)
        is_own = any(n.cost < SPOKEN for e, names in words.names(start, "metric") if e == end for n in names)
        if is_own or not signups or not firsts or signups == firsts:
            continue
        for name in (*firsts, *signups):
            label = words.catalog.metrics[name].label
            yield Clause(start, end, "metric", 1.0, name, (f"'{words.text(start, end)}' is read as {label}",))


def named_so(words: Words, texts: Sequence[str]) -> list[str]:
    """Return the metric that goes by the first of these names that the layer has."""
    return [m for text in texts for m in _named(words, text)][:1]


def _named(words: Words, text: str) -> Iterator[str]:
    tokens = tokenise(text)
    for name in words.lexicon.at(tokens, 0, len(tokens)):
        if name.kind == "metric" and name.cost <= SYNONYM:
            yield str(name.key)
