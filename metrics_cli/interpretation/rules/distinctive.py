"""Metrics by a part of their names: churned for Churned accounts, premium for Written or Earned premium."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.lexicon import MOST_ALIKE, ROOTED
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.trade import spoken_names
from metrics_cli.interpretation.rules.typos import language
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import DROPPABLE

# More than a name in any other way, less than an unread word.
COST = 2.4


def distinctive_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the metrics whose names have the words from `start` on, when nothing else is known of these."""
    kept: frozenset[str] = frozenset()
    end = start
    while end < len(words.tokens) and not (end > start and words.tokens[end].is_parted):
        having = frozenset(str(key) for _, key in words.lexicon.parts.get(root(words.tokens[end].stem), {}))
        both = having & kept if end > start else having
        if not both or (_is_known(words, end) and not _is_said_of_one(words, end, having)):
            break
        kept, end = both, end + 1
    if end > start and len(kept) <= MOST_ALIKE and not any(_names(words, start, e) for e in range(start + 1, end + 1)):
        for name in sorted(n for n in kept if not _tells_of_another(words, end, n)):
            label = words.catalog.metrics[name].label
            yield Clause(start, end, "metric", COST, name, (f"'{words.text(start, end)}' is read as {label}",))


def _is_said_of_one(words: Words, index: int, having: frozenset[str]) -> bool:
    """Tell whether a word of business that names nothing here tells what one metric is of: waste of Waste cost."""
    stem = words.tokens[index].stem
    is_noun = ("metric", *having) not in words.lexicon.parts.get(f"{stem}$", {}) and stem not in DROPPABLE
    return is_noun and len(having) == 1 and _is_of_business(stem) and stem not in words.values.vocabulary


def _is_of_business(word: str) -> bool:
    """Tell whether a word is known from the names of business alone, not from what asks and joins."""
    in_names = any(word in phrase for phrase in spoken_names())
    return in_names and word not in phrases.vocabulary()


def _names(words: Words, start: int, end: int) -> bool:
    """Tell whether the words name anything; of a date in another form, such as wasted on, they are no name."""
    found = words.lexicon.at(words.tokens, start, end)
    dated = (words.lexicon.dimensions[n.key] for n in found if isinstance(n.key, Home) and n.cost >= ROOTED)
    return len(found) > sum(all(d.type == "time" for d in some) for some in dated)


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
