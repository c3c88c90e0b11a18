"""What is said of things, where a metric's name has it in two words: accounts that left, cash we collected.

A saying is a noun and what is said of it: (account, leave~) for Churned accounts, 'Accounts that left'. A mark shows
what is told in any form of a verb; what has none is said as it stands, after a form of 'be'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from metrics_cli.catalog import Metric
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.measures import counts_all, is_count, is_mean
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import Token, tokenise
from metrics_cli.interpretation.rules.trade import Phrase
from metrics_cli.interpretation.rules.words import DROPPABLE

# The noun of what is an amount of nothing but money: how much did we invoice?
MONEY = "$"
# What a date is called beside what happens on it: paid_on, delivery_date.
DATE_WORDS = frozenset("on at date day time ts timestamp".split())
MONEYS = frozenset("amount cash money".split())
PARTICLES = frozenset("in out up off on over through by down back away".split())
_BOUNDS = frozenset("of per for by to with at from and or".split())
_NEW = "new"
_THAT = re.compile(
    r"\W*(\w+)s? (?:that|who|which) (?:(?:are|is|were|was|have|has|had|been) )*(\w+(?: \w+){0,2}?)\s*"
    r"(?=$|[.,;]| (?:at|in|during|by|on) (?:the|any|a) (?:last|end|period|day|month|time))"
)


def sayings_of(metric: Metric) -> Iterator[Phrase]:
    """Yield each noun of the metric with each thing that is said of it in its names, its description and its date."""
    if not _is_plain(metric):
        return
    told = [pair for text in (metric.label, *metric.synonyms) for pair in _of_name(text)]
    told += _of_description(metric.description)
    if counts_all(metric):
        nouns = [phrase[-1] for phrase in (_stems(metric.label),) if len(phrase) == 1]
        nouns += [_stems(home.model)[-1] for home in metric.dated_in if len(_stems(home.model)) == 1]
        nouns += [noun for noun, _ in told]
        told += [(noun, said) for noun in nouns for home in metric.dated_in for said in _of_date(home.element)]
    nouns = list(dict.fromkeys(noun for noun, _ in told))
    for said in dict.fromkeys(said for _, said in told if said):
        yield from ((noun, *said) for noun in nouns)


def verb_of(word: str) -> str:
    """Return what all forms of a verb have in common: cancel for cancelled, lose for lost."""
    known = _verbs().get(word)
    if known:
        return known
    bare = _bare(word)
    return f"{bare[:-1]}y" if bare.endswith("i") else bare


def is_participle(word: str) -> bool:
    """Tell whether the word is a form of a verb that tells what was done, by its ending or as one of the irregular."""
    return (word.endswith("ed") and len(word) > 4) or _verbs().get(word, word) != word


@cache
def _verbs() -> dict[str, str]:
    return {words[0]: verb for found in phrases.DOING.values() for words, verb in found}


def _bare(word: str) -> str:
    bare = root(word)
    return bare[:-1] if len(bare) > 4 and bare.endswith("ll") else bare


def _is_plain(metric: Metric) -> bool:
    """Tell whether the metric is an amount or a number of things, all of them of the days asked for."""
    is_whole = metric.type == "simple" and not is_mean(metric)
    return (is_whole or (metric.type == "conversion" and is_count(metric))) and not metric.needs_time


def _of_name(text: str) -> Iterator[tuple[str, Phrase]]:
    """Yield the noun and what a name says of it: policies issued, policies in force, lost accounts."""
    tokens = tokenise(text.replace("_", " "))
    words = [t.fold for t in tokens]
    if len(words) < 2:
        return
    if words[1] in ("in", "on") and len(words) == 3:
        yield tokens[0].stem, (words[1], tokens[2].stem)
    elif set(words) & _BOUNDS or set(words) & DROPPABLE - MONEYS:
        return
    elif is_participle(words[-1]):
        yield from _with_money(tokens[-2].stem, (_marked(tokens[-1]),))
    elif words[0] == _NEW:
        # Whom we won is new.
        yield from ((tokens[-1].stem, said) for said in (_won() if len(words) == 2 else ()))
    elif len(words) == 3 and is_participle(words[0]) and words[1] in PARTICLES:
        yield from _with_money(tokens[-1].stem, (_marked(tokens[0]), words[1]))
    elif len(words) == 2:
        yield from _with_money(tokens[1].stem, (_marked(tokens[0]),))


def _with_money(noun: str, said: Phrase) -> Iterator[tuple[str, Phrase]]:
    yield noun, said
    if noun in MONEYS:
        yield MONEY, said


@cache
def _won() -> tuple[Phrase, ...]:
    return tuple((f"{verb_of(words[0])}~", *words[1:]) for found in phrases.WINNING.values() for words, _ in found)


def _of_description(text: str) -> Iterator[tuple[str, Phrase]]:
    """Yield what a description begins with: 'Accounts that left, by …', 'Appointments that took place.'"""
    found = _THAT.match(text)
    tokens = tokenise(found[2]) if found else ()
    if found and tokens and not {t.fold for t in tokens} & {"and", "or", "not", "no"}:
        last = tokens[1:] if is_participle(tokens[0].fold) else tokens
        first = (_marked(tokens[0]),) if last != tokens else ()
        yield tokenise(found[1])[0].stem, (*first, *(t.stem for t in last))


def _of_date(element: str) -> Iterator[Phrase]:
    """Yield what happened on a date by its name, signed_up_on, and what else it may be called."""
    words = [t for t in tokenise(element.replace("_", " ")) if t.fold not in DATE_WORDS]
    if words and is_participle(words[0].fold) and len(words) < 3:
        yield (_marked(words[0]), *(t.stem for t in words[1:]))
        if len(words) == 1:
            called = (name for found in phrases.EVENTS.values() for (*_, name), own in found if own == _verb(words[0]))
            yield from ((f"{verb_of(name)}~",) for name in called)


def _verb(token: Token) -> str:
    found = {own for table in phrases.EVENTS.values() for _, own in table if verb_of(own) == verb_of(token.fold)}
    return next(iter(sorted(found)), "")


def _marked(token: Token) -> str:
    return f"{verb_of(token.fold)}~" if is_participle(token.fold) else token.stem


def _stems(text: str) -> Phrase:
    return tuple(t.stem for t in tokenise(text.replace("_", " ")))
