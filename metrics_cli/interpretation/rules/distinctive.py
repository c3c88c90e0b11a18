"""Metrics by a part of their names: churned for Churned accounts, premium for Written or Earned premium."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.lexicon import MOST_ALIKE, root
from metrics_cli.interpretation.rules.typos import language
from metrics_cli.interpretation.rules.wording import Words

# More than a name in any other way, less than an unread word.
COST = 2.4


def distinctive_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the metrics whose names have the words from `start` on, when nothing else is known of these."""
    kept: frozenset[str] = frozenset()
    end = start
    while end < len(words.tokens) and not (end > start and words.tokens[end].is_parted):
        having = frozenset(str(key) for _, key in words.lexicon.parts.get(root(words.tokens[end].stem), {}))
        both = having & kept if end > start else having
        if not both or _is_known(words, end):
            break
        kept, end = both, end + 1
    if (
        end > start
        and len(kept) <= MOST_ALIKE
        and not any(words.lexicon.at(words.tokens, start, e) for e in range(start + 1, end + 1))
    ):
        for name in sorted(n for n in kept if not _tells_of_another(words, end, n)):
            label = words.catalog.metrics[name].label
            yield Clause(start, end, "metric", COST, name, (f"'{words.text(start, end)}' is read as {label}",))


def _tells_of_another(words: Words, end: int, name: str) -> bool:
    """Tell whether the words, none the noun of the metric's name, stand before another thing's: new campaigns."""
    last = words.tokens[end - 1] if end else None
    if last is None or ("metric", name) in words.lexicon.parts.get(f"{last.stem}$", {}):
        return False
    if end >= len(words.tokens) or words.tokens[end].is_parted or words.tokens[end].stem in phrases.PERSONAL:
        return False
    is_named = any(words.lexicon.at(words.tokens, end, e) for e in range(end + 1, min(end + 4, len(words.tokens) + 1)))
    return is_named and words.tokens[end].stem not in words.lexicon.called.get(name, ())


def _is_known(words: Words, index: int) -> bool:
    token = words.tokens[index]
    is_ours = token.stem in words.values.vocabulary or token.fold in language() or token.stem in language()
    return is_ours or len(token.fold) < 4 or not token.fold.isalpha()
