"""Clauses of an average member: on an average Saturday, in a typical month, the average customer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause, Thing
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import GRAINS
from metrics_cli.period import WEEKDAYS
from metrics_cli.query import METRIC_TIME, Filter, Operator

_LEADS = frozenset("on in during for per each every over".split())
_ARTICLES = frozenset("a an the our each every".split())


def typicals_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'on an average day' and 'an average customer' as things to average over, 'Saturday' as a day of its own."""
    place = words.skip(start, _LEADS)
    article = words.skip(place, _ARTICLES)
    if place > start + 1 or article > place + 1:
        return
    for after, _ in match(words.tokens, article, phrases.TYPICALS):
        word = words.fold(after)
        if word in GRAINS:
            yield Clause(start, after + 1, "typical", 0.9, _thing(words, after, word))
        if word in WEEKDAYS:
            days = Filter(METRIC_TIME, Operator.IN, (WEEKDAYS.index(word) + 1,), date_part="dow")
            yield Clause(start, after + 1, "typical", 0.9, replace(_thing(words, after, "day"), days=days))
        if article == place or words.fold(after) != words.tokens[min(after, len(words.tokens) - 1)].stem:
            continue
        for end, homes in words.homes(after):
            yield Clause(start, end, "typical", 1.2, Thing(homes, intro="typical", words=words.text(after, end)))


def _thing(words: Words, index: int, grain: str) -> Thing:
    return Thing(grain=grain, intro="typical", words=words.text(index, index + 1))
