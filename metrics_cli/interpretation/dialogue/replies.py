"""Replies to a question back: 2, the second one, the other one, yes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from metrics_cli.interpretation.dialogue.opening import folded
from metrics_cli.interpretation.rules.datewords import ORDINALS
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS
from metrics_cli.query import MetricQuery

_LED = (
    r"(?:(?:ok|yes|yeah|please|i mean|i meant|take|pick|use|show(?: me)?|give me|try|go with|option|number|no|the) )*"
)
_PLACE = re.compile(rf"{_LED}(?P<word>[a-z0-9]+)(?: (?:one|option|reading|of them|suggestion|question))?(?: please)?")
_YES = re.compile(
    r"(?:yes|yeah|yep|yup|sure|ok|okay|correct|right|exactly|do it|do that|go ahead|please do)(?: please)?"
)
_OTHER = re.compile(rf"{_LED}(?:other|second|latter)(?: one| option| reading)?(?: please)?")


@dataclass(frozen=True)
class Reply:
    """The place of what a reply takes, from 1; or why it can't be told. `wants_all` says that it asks for both."""

    number: int = 0
    problem: str = ""
    wants_all: bool = False


def reply_of(text: str, count: int) -> Reply | None:
    """Return which of `count` offers the words take, None when they are no reply.

    Numbers beyond the offers are left for the caller to refuse.
    """
    words = folded(text)
    if re.fullmatch(r"(?:no|none|neither|nope)(?: of (?:them|these|those|the two))?", words):
        return Reply(problem="None of them, then. Ask in other words.")
    if re.fullmatch(r"(?:the |show (?:me )?)?(?:both|all)(?: of (?:them|these|those))?(?: please)?", words):
        return Reply(problem="One at a time: a number takes one of them.", wants_all=True)
    if _YES.fullmatch(words):
        return Reply(1) if count == 1 else Reply(problem="There are several: a number takes one of them.")
    if _OTHER.fullmatch(words):
        return Reply(2) if count == 2 else Reply(problem="There are several others: a number takes one of them.")
    if re.fullmatch(rf"{_LED}(?:last|latter|former)(?: one| option)?", words):
        return Reply(1 if "former" in words else count)
    place = _PLACE.fullmatch(words)
    number = _number(place["word"]) if place else None
    return Reply(number) if number is not None and number < 1000 else None


def widest(queries: Sequence[MetricQuery]) -> int | None:
    """Return the place of the query that says all that the others say, None when there is none: both is that one."""
    said = [{*q.metrics, *q.group_by, *((f.dimension, v) for f in q.filters for v in f.values)} for q in queries]
    for place, own in enumerate(said, 1):
        if all(other < own for number, other in enumerate(said, 1) if number != place):
            return place
    return None


def _number(word: str) -> int | None:
    if word.isdecimal() and word.isascii():
        return int(word)
    found = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", word)
    return int(found[1]) if found else ORDINALS.get(word) or NUMBER_WORDS.get(word)
