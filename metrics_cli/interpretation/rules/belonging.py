"""Things counted by the table that keeps them: members by age group, gold members who joined in 2024."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.happenings import is_day_of
from metrics_cli.interpretation.rules.lexicon import SYNONYM, declared_in
from metrics_cli.interpretation.rules.membership import of_own_table
from metrics_cli.interpretation.rules.newness import named_so
from metrics_cli.interpretation.rules.nouns import nouns_at
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import OPENERS

_HAVING = frozenset("who that which have has had were was did newly".split())
_PARTICLES = frozenset("up in on off".split())
# Dearer than a name, cheaper than an unread word; with its event told, cheaper than a value and a date.
_COST, _TOLD = 2.2, 0.5


def belonging_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the count of an entity's own rows for its noun: before a split, or with what happened on their own day."""
    for end, entities in _nouns(words, start):
        if any(after == end for after, names in words.names(start, "metric") if names[0].cost <= SYNONYM):
            continue
        owned = list(dict.fromkeys(m for e in entities for m in of_own_table(e, words.catalog)))
        for name in owned or named_so(words, phrases.SIGNUPS):
            label = words.catalog.metrics[name].label
            if owned and _is_split(words, start, end):
                said = (f"'{words.text(start, end)}' is counted by {label}",)
                yield Clause(start, end, "metric", _COST, name, said)
            for last in _happened(words, end, name):
                said = (f"'{words.text(start, last)}' is read as {label}",)
                yield Clause(start, last, "metric", _TOLD, name, said)


def _nouns(words: Words, start: int) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield the plural nouns at `start` that name one entity."""
    for clause in nouns_at(words, start):
        last = words.tokens[clause.end - 1]
        if len(clause.content.entities) == 1 and (last.fold != last.stem or last.fold in phrases.PERSONS):
            yield clause.end, clause.content.entities


def _is_split(words: Words, start: int, end: int) -> bool:
    """Tell whether the noun opens the question and a split by what each has follows, with no time to be counted in.

    Those of a period may be those that began in it or those that did something.
    """
    leads = (
        i for at in range(start) for after, how in match(words.tokens, at, phrases.COUNTS) for i in range(at, after)
    )
    asked = set(leads)
    is_first = all(words.is_plain(i) or words.fold(i) in OPENERS or i in asked for i in range(start))
    is_timed = bool(words.dates.periods or words.dates.contrast)
    return is_first and not is_timed and words.fold(end) in ("by", "per")


def _happened(words: Words, end: int, name: str) -> Iterator[int]:
    """Yield where the verb ends that tells the event by whose day the metric counts: joined, signed up."""
    verb = words.skip(end, _HAVING)
    if verb >= len(words.tokens) or not words.tokens[verb].fold.endswith(("ed", "en")):
        return
    own = set(words.catalog.metrics[name].dated_in)
    days = [d for d in declared_in(words.catalog) if d.type == "time" and d.home in own]
    last = verb + 1 + (words.fold(verb + 1) in _PARTICLES)
    if any(is_day_of(d, {root(words.tokens[verb].stem)}) for d in days):
        yield verb + 1
    elif any(after == last and {home for home, _ in homes} & own for after, homes in words.homes(verb)):
        yield last
