"""Typing errors: a long word that is nothing but almost a known one is read as that, and it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from metrics_cli.interpretation.rules.lexicon import Lexicon
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.interpretation.rules.words import ADVERBS, FILLERS, GRAINS, OPERATION_OF, RANKS

# Below five letters, or below this likeness, two different words are as near as a slip of the finger.
SHORTEST, LIKENESS, MARGIN = 5, 85.0, 5.0


def corrected(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """Return the words with typing errors mended, and a sentence for each; no sentence when there were none."""
    from rapidfuzz import fuzz, process

    known = lexicon.words()
    ours = known | FILLERS | GRAINS | RANKS | set(ADVERBS) | set(OPERATION_OF)
    mended, said = [], []
    for token in tokens:
        if token.stem in ours or token.fold in ours or len(token.stem) < SHORTEST or not token.fold.isalpha():
            mended.append(token)
            continue
        near = process.extract(token.stem, sorted(w for w in known if len(w) >= SHORTEST), scorer=fuzz.ratio, limit=2)
        if not near or near[0][1] < LIKENESS or (len(near) > 1 and near[0][1] - near[1][1] < MARGIN):
            mended.append(token)
            continue
        mended.append(replace(token, fold=near[0][0], stem=near[0][0]))
        said.append(f"'{token.text}' is read as '{near[0][0]}'")
    return tuple(mended), tuple(said)
