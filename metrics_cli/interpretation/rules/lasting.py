"""How long something takes: 'how long does delivery take on average' is a mean of a span of time, by any form of it."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.catalog import Metric
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.happenings import called
from metrics_cli.interpretation.rules.measures import is_average, is_duration, is_median
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import Token, stem, tokenise
from metrics_cli.interpretation.rules.wording import Words

_AUXILIARIES = frozenset("do does did is was has have will".split())
_PLAIN = frozenset("take takes took taken it us we our they their to for a an the get be until before have you".split())
_AVERAGES = frozenset("average avg mean averagely".split())
_USUAL = frozenset("on typically usually normally generally".split())
# Forms of one word share their first letters: deliver, delivery; resolve, resolution.
_SHARED = 5
_LONGEST = 14


def durations_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the mean or median spans of time that all words after 'how long does' speak of, to any length of them."""
    if (words.fold(start), words.fold(start + 1)) != ("how", "long") or words.fold(start + 2) not in _AUXILIARIES:
        return
    spoken: list[Token] = []
    is_averaged = False
    for index in range(start + 3, min(len(words.tokens), start + _LONGEST)):
        if any(n.start == index for n in words.dates.periods) or match(words.tokens, index, phrases.SPLITS):
            return
        token = words.tokens[index]
        is_averaged = is_averaged or token.fold in _AVERAGES
        is_person = bool(match(words.tokens, index, phrases.PERSONS)) or (
            stem(token.fold) in phrases.PERSONAL and token.stem in words.known
        )
        if token.fold not in _PLAIN | _AVERAGES | _USUAL and not is_person:
            spoken.append(token)
        if spoken:
            yield from _told(words, (start, index + 1), spoken, is_averaged)


def _told(words: Words, span: tuple[int, int], spoken: list[Token], is_averaged: bool) -> Iterator[Clause]:
    found = [m for m in words.catalog.metrics.values() if _is_such(m, is_averaged) and _speaks_of(m, spoken)]
    for metric in found:
        said = f"'{words.text(*span)}' is read as {metric.label}"
        yield Clause(*span, "metric", 1.2, metric.name, (said,))


def _is_such(metric: Metric, is_averaged: bool) -> bool:
    return is_duration(metric) and (is_average(metric) or (is_median(metric) and not is_averaged))


def _speaks_of(metric: Metric, spoken: list[Token]) -> bool:
    """Tell whether the names or the description of a metric have every word, and its names at least one."""
    names = _roots((metric.name.replace("_", " "), metric.label, *metric.synonyms))
    known = names | _roots((metric.description,))
    is_named = any(_forms(token) & names for token in spoken)
    return is_named and all(_forms(token) & known for token in spoken)


def _forms(token: Token) -> set[str]:
    return {name[:_SHARED] for name in (root(token.stem), *called(token))}


def _roots(texts: tuple[str, ...]) -> set[str]:
    return {root(token.stem)[:_SHARED] for text in texts for token in tokenise(text)}
