"""Typing errors: a long word that is nothing but almost a known one is read as that, and it is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from metrics_cli.interpretation.rules.dateslips import mended_date
from metrics_cli.interpretation.rules.lexicon import Lexicon
from metrics_cli.interpretation.rules.tokens import Token, stem
from metrics_cli.interpretation.rules.words import ADVERBS, FILLERS, GRAINS, OPERATION_OF, RANKS

# Below five letters, or below this likeness, two different words are as near as a slip of the finger.
SHORTEST, LIKENESS, MARGIN = 5, 85.0, 5.0
# Words of their own that are one slip away from a word that data often have.
OWN_WORDS = frozenset(
    "county counties produce producer costume costumes prince princes stage stages casual causal".split()
)


def corrected(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """Return the words with typing errors mended, and a sentence for each; no sentence when there were none."""
    from rapidfuzz import fuzz, process

    known = lexicon.words()
    ours = known | FILLERS | GRAINS | RANKS | set(ADVERBS) | set(OPERATION_OF)
    mended, said = [], []
    for token in tokens:
        is_known = token.stem in ours or token.fold in ours | OWN_WORDS
        dated = None if is_known else mended_date(token.fold)
        if dated is not None and not process.extract(
            token.stem, _alike(token.stem, known), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=1
        ):
            mended.append(replace(token, fold=dated, stem=stem(dated)))
            said.append(f"'{token.text}' is read as '{dated}'")
            continue
        if is_known or len(token.stem) < SHORTEST or not token.fold.isalpha():
            mended.append(token)
            continue
        near = process.extract(token.stem, _alike(token.stem, known), scorer=fuzz.ratio, limit=2)
        if not near or near[0][1] < LIKENESS or (len(near) > 1 and near[0][1] - near[1][1] < MARGIN):
            mended.append(token)
            continue
        mended.append(replace(token, fold=near[0][0], stem=near[0][0]))
        said.append(f"'{token.text}' is read as '{near[0][0]}'")
    return tuple(mended), tuple(said)


def _alike(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words that a slip may have turned into `word`.

    A prefix or an ending makes another word, often the opposite: inactive is not active, priced is not price.
    """
    return sorted(
        w
        for w in known
        if len(w) >= SHORTEST and w[0] == word[0] and abs(len(w) - len(word)) <= 1 and not word.startswith(w)
    )
