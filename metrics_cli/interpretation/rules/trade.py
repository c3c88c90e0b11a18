"""The words of business: a list of what people say and what a layer may call it. It finds names; it never makes any."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from metrics_cli.interpretation.rules.tokens import tokenise

Phrase = tuple[str, ...]


@cache
def short_forms() -> dict[str, Phrase]:
    """Return what short words stand for: mom is month over month."""
    return {said: phrase(text) for section, said, text in _entries() if section == "short"}


@cache
def spoken_names() -> dict[Phrase, tuple[tuple[Phrase, ...], ...]]:
    """Return for what people say, by each of its meanings, the names that a layer may have for it, the likeliest first.

    A tier is one of customers, of plans or of a loyalty programme.
    """
    found: dict[Phrase, tuple[tuple[Phrase, ...], ...]] = {}
    for section, said, text in _entries():
        if section == "names":
            names = tuple(phrase(name.partition("+")[0]) for name in text.split(","))
            for words in said.split(","):
                found[phrase(words)] = (*found.get(phrase(words), ()), names)
    return found


@cache
def rivals() -> dict[Phrase, tuple[Phrase, ...]]:
    """Return for what people say the names of what it may mean as well: premium is written, or it is earned."""
    return {
        phrase(words): tuple(map(phrase, text.split(",")))
        for section, said, text in _entries()
        for words in said.split(",")
        if section == "rivals"
    }


@cache
def _signs() -> dict[tuple[Phrase, Phrase], frozenset[str]]:
    """Return what must be told of a metric, by the words for it and by its name; only for names that need signs."""
    return {
        (phrase(words), phrase(name)): frozenset(token.stem for token in tokenise(" ".join(signs)))
        for section, said, text in _entries()
        for name, *signs in ([part.strip() for part in names.split("+")] for names in text.split(","))
        for words in said.split(",")
        if section == "names" and signs
    }


def signs_of(said: Phrase, name: Phrase) -> frozenset[str]:
    """Return the words of which a label or a description must have one for `said` to stand for the name."""
    return _signs().get((said, name), frozenset())


def phrase(text: str) -> Phrase:
    """Return the stems of a text."""
    return tuple(token.stem for token in tokenise(text))


def _entries() -> Iterator[tuple[str, str, str]]:
    """Yield (section, what is said, what it may be called)."""
    section, pending = "", ""
    for line in [*Path(__file__).with_name("business.txt").read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith(" "):
            pending += line
            continue
        if pending:
            said, _, names = pending.partition(" =")
            yield section, said.strip(), names.strip()
        pending = ""
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("# "):
            pending = line
