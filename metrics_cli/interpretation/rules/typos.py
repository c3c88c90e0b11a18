"""Typing errors: a long word that is nothing but almost a known one is read as that, and it is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from metrics_cli.interpretation.rules.dateslips import mended_date
from metrics_cli.interpretation.rules.knowledge import Knowledge
from metrics_cli.interpretation.rules.phrases import vocabulary
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, Token, stem
from metrics_cli.interpretation.rules.trade import short_forms, spoken_names
from metrics_cli.interpretation.rules.words import (
    ADVERBS,
    FILLERS,
    FREQUENT,
    GRAINS,
    OPENERS,
    OPERATION_OF,
    PERFORMING,
    RANKS,
)

# Words of their own that are one slip away from a word that data often have.
OWN_WORDS = frozenset(
    """
    county counties produce producer costume costumes prince princes stage stages casual causal statue stats sates
    brandy grand grands breed barn sported spots reverse revenge avenue custom customs ordeal border plane planes
    plant planet planner sight cite sits citing visual visa orderly ordered quality marking unite
    unity untie prize precise police polite claimed clams retail details devise advice divide nation notion
    """.split()
)
# Short words that are always typed wrong in the same ways.
_SHORT = {"lst": "last", "ths": "this", "teh": "the", "hwo": "how", "wht": "what", "wat": "what", "adn": "and"}
_SHORT |= {"u": "you", "ur": "your", "cnt": "count", "lats": "last", "yaer": "year", "yr": "year", "pre": "per"}


def corrected(tokens: Sequence[Token], known: Knowledge) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """Return the words with typing errors mended, and a sentence for each; no sentence when there were none."""
    ours = known.lexicon.words()
    mended, said = [], []
    for token in tokens:
        word = None if _is_known(token, ours, known) else _meant(token, known.lexicon.initial(token.fold[0]))
        if word is None:
            mended.append(token)
            continue
        mended.append(replace(token, fold=word, stem=stem(word)))
        said.append(f"'{token.text}' is read as '{word}'")
    return tuple(mended), tuple(said)


def _is_known(token: Token, ours: frozenset[str], known: Knowledge) -> bool:
    if not token.fold.isalpha() or token.fold in _SHORT:
        return not token.fold.isalpha()
    theirs = (token.stem, token.fold)
    is_named = any(word in ours or word in language() or word in OWN_WORDS for word in theirs)
    return is_named or token.stem in known.values.vocabulary


@cache
def language() -> frozenset[str]:
    """The words that the reader knows whatever the catalog."""
    business = {word for phrase in spoken_names() for word in phrase} | set(short_forms())
    ours = (
        FILLERS
        | OPENERS
        | GRAINS
        | RANKS
        | FREQUENT
        | PERFORMING
        | set(ADVERBS)
        | set(OPERATION_OF)
        | set(NUMBER_WORDS)
    )
    return frozenset(business | ours | vocabulary())


def _meant(token: Token, ours: Sequence[str]) -> str | None:
    """Return the one known word that a slip may have turned into this one."""
    if token.fold in _SHORT:
        return _SHORT[token.fold]
    plurals = (*ours, *(_plural(word) for word in ours if "s" in token.fold[-2:]))
    return _nearest(token.fold, plurals) or mended_date(token.fold) or _nearest(token.fold, _operations())


def _plural(word: str) -> str:
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


@cache
def _operations() -> frozenset[str]:
    return frozenset(word for word in (*vocabulary(), *RANKS, *ADVERBS) if len(word) > 5)


def _nearest(word: str, known: Iterable[str]) -> str | None:
    near = {k: d for k in known if k[:1] == word[:1] and (d := _distance(word, k)) is not None}
    least = min(near.values(), default=0)
    best = [k for k, d in near.items() if d == least]
    return best[0] if len(best) == 1 else None


def _distance(word: str, known: str) -> int | None:
    """Return how many slips part the words, None when they are two words.

    Two letters swapped: from four letters on; one too many or too few: from six; one wrong or two slips: in long ones.
    A prefix or an ending makes another word, often the opposite: inactive is not active, priced is not price.
    """
    if abs(len(word) - len(known)) > 1 or min(len(word), len(known)) < 4:
        return None
    from rapidfuzz.distance import OSA

    slips = int(OSA.distance(word, known, score_cutoff=2))
    longest = max(len(word), len(known))
    if slips == 1:
        if word.startswith(known) or known.startswith(word):
            return None
        if len(word) != len(known):
            return 1 if longest >= 6 else None
        is_swapped = sorted(word) == sorted(known)
        return 1 if is_swapped or longest >= 7 else None
    return 2 if slips == 2 and longest >= 9 and word[-1] == known[-1] else None
