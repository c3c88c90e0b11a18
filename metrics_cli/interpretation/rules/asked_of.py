"""What is asked for with a value before it: which 5 EMEA accounts are the accounts, five of them, of EMEA."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft, is_bare
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.tokens import number
from metrics_cli.interpretation.rules.wording import Words

_BESIDE = frozenset("the our of".split())


def asking_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'which' and 'which 5' alone: what they ask for stands behind a condition."""
    for after, intro in match(words.tokens, start, phrases.ASKS):
        end = words.skip(after, _BESIDE)
        yield Clause(start, end, "asking", 0.4, (intro, None))
        count = number(words.tokens[end]) if end < len(words.tokens) else None
        if count is not None:
            yield Clause(start, end + 1, "asking", 0.4, (intro, count))


def with_asked(draft: Draft) -> Draft:
    """Return the draft with 'which EMEA accounts' read as the accounts that are asked for, and the condition.

    Raises NoReading where 'which' stands before anything else.
    """
    clauses = list(draft.clauses)
    for asking in draft.of("asking"):
        thing = draft.after(asking, "filter")
        first = draft.after(asking)
        if thing is None or first is None or first is thing or not _is_thing(thing):
            raise draft.stop("", asking)
        intro, count = asking.content
        content = replace(thing.content, intro=intro, count=count)
        clauses = [replace(c, content=content) if c is thing else c for c in clauses if c is not asking]
    return replace(draft, clauses=tuple(clauses))


def _is_thing(clause: Clause) -> bool:
    return clause.kind == "group" and is_bare(clause) and bool(clause.content.homes) and clause.content.count is None
