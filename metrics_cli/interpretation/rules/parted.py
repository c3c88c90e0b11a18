"""Metrics whose names are said as a sentence: policies were in force, policies … did we issue, units came back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.failure import Doubtful, NoReading
from metrics_cli.interpretation.rules.lexicon import TURNED
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import Token, stem
from metrics_cli.interpretation.rules.wording import Words

_BETWEEN = tuple(
    tuple(words.split())
    for words in (
        "is,are,was,were,got,have,has,have been,has been,had been,that are,that were,which are,which were,that is,we,"
        "that we,we have"
    ).split(",")
)
_DID_WE = (("did", "we"), ("do", "we"), ("have", "we"))
_BACK = frozenset("came come sent".split())
_ANYTHING = frozenset("something anything".split())
_LONGEST = 5
# What a question that asks with one of the others may end on: which channel do they come from?
_OPEN = frozenset("in of for by from to with the and or at during per than between".split())
_ASKING = frozenset("what which who whom where how when whose whats".split())
# What stands between a verb and the noun that is counted: sold the most items, sold over 300 items.
_MOST = frozenset("the most fewest least largest highest greatest smallest lowest number of".split())


def parted_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield metrics whose words a verb parts or is a part of, from word `start` on."""
    for noun in range(start + 1, min(start + _LONGEST, len(words.tokens))):
        if words.tokens[noun].is_parted:
            return
        head = words.tokens[start:noun]
        yield from _turned(words, start, noun, head)
        yield from _joined(words, start, noun, head)
        yield from _done(words, start, noun, head)
        yield from _asked(words, start, noun, head)


def _turned(words: Words, start: int, noun: int, head: Sequence[Token]) -> Iterator[Clause]:
    """Yield the noun and the verb of 'sold the most items', which are items sold."""
    verb = start - 1
    while verb > 0 and words.fold(verb) in _MOST:
        verb -= 1
    if verb == start - 1 or verb < 0:
        return
    word = words.fold(verb)
    base = word.removesuffix("ing") if word.endswith("ing") else word.removesuffix("s")
    past = word if word in phrases.BASES or word.endswith("ed") else phrases.PASTS.get(base)
    for clause in _named(words, start, noun, (*head, _said(words.tokens[verb], past))) if past else ():
        yield clause
        yield Clause(verb, verb + 1, "did", 0.1, clause.content)


def _joined(words: Words, start: int, noun: int, head: Sequence[Token]) -> Iterator[Clause]:
    """Yield 'policies were in force', which are policies in force."""
    if any(match(words.tokens, place, phrases.SHARES) for place in range(start)):
        # 'What share of orders is late': the state is the part, not what the share is of.
        return
    for between in _BETWEEN:
        after = noun + len(between)
        if not _stands(words, noun, between):
            continue
        for end in range(after + 1, min(after + _LONGEST, len(words.tokens) + 1)):
            yield from _named(words, start, end, (*head, *words.tokens[after:end]))


def _done(words: Words, start: int, noun: int, head: Sequence[Token]) -> Iterator[Clause]:
    """Yield 'units came back', which were returned, and 'customers bought something', who are buying customers."""
    verb = noun + (words.fold(noun) in ("who", "that"))
    if words.fold(verb) in _BACK and words.fold(verb + 1) == "back":
        yield from _named(words, start, verb + 2, (*head, _said(words.tokens[verb], "returned")))
    if words.fold(verb + 1) in _ANYTHING:
        base = phrases.BASES.get(words.fold(verb), root(words.fold(verb)))
        yield from _named(words, start, verb + 2, (_said(words.tokens[verb], f"{base}ing"), *head))


def _asked(words: Words, start: int, noun: int, head: Sequence[Token]) -> Iterator[Clause]:
    """Yield the noun and the verb of 'policies … did we issue', which are policies issued."""
    for place in range(noun, len(words.tokens) - 2):
        if any(_stands(words, place, asked) for asked in _DID_WE):
            base = words.fold(place + 2)
            past = phrases.PASTS.get(base) or (base if base.endswith("ed") else f"{base.removesuffix('e')}ed")
            for clause in _named(words, start, noun, (*head, _said(words.tokens[place + 2], past))):
                yield clause
                yield Clause(place, place + 3, "did", 0.1, clause.content)


def check_done(clauses: Sequence[Clause]) -> None:
    """Raise NoReading for 'did we issue' where what is asked for is not what was issued."""
    metrics = {c.content for c in clauses if c.kind == "metric"}
    if any(c.kind == "did" and c.content not in metrics for c in clauses):
        raise NoReading("")


def check_ended(words: Words, clauses: Sequence[Clause]) -> None:
    """Raise Doubtful for a question that stops where something must follow: the sales in."""
    last = clauses[-1]
    is_asking = any(token.fold in _ASKING for token in words.tokens)
    if last.kind in ("filler", "link", "connector") and words.fold(last.end - 1) in _OPEN and not is_asking:
        raise Doubtful(f"It ends on '{words.fold(last.end - 1)}': something is missing.", words.tokens[last.end - 1 :])


def _named(words: Words, start: int, end: int, tokens: Sequence[Token]) -> Iterator[Clause]:
    if any(t.is_parted for t in tokens[1:]):
        return
    for name in words.lexicon.at(tokens, 0, len(tokens)):
        if name.kind == "metric" and name.cost <= TURNED:
            yield Clause(start, end, "metric", 1.2 + name.cost, name.key)


def _said(token: Token, word: str) -> Token:
    return replace(token, text=word, fold=word, stem=stem(word), is_parted=False)


def _stands(words: Words, index: int, phrase: tuple[str, ...]) -> bool:
    return tuple(t.fold for t in words.tokens[index : index + len(phrase)]) == phrase
