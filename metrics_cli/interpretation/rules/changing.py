"""Rankings by a change: what grew the most, the biggest drop, the fastest growing."""

from __future__ import annotations

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Rank
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.wording import Words

_CHANGING = frozenset(words for table in phrases.GROWTHS.values() for words, _ in table)
# The columns of a comparison that a change may be ranked by.
CHANGE, PERCENT = "__change", "__change_percent"


def stands_by_change(words: Words, index: int) -> bool:
    """Tell whether the word at `index` tells how something changes: fastest growing, grew the fastest."""
    before = index - 2 if words.fold(index - 1) == "the" else index - 1
    return bool(match(words.tokens, index + 1, phrases.GROWTHS)) or (words.fold(before),) in _CHANGING


def ranked_changes(draft: Draft, rank: Rank) -> tuple[str, ...]:
    """Return the columns that the change may be ranked by, nothing when the words speak of none."""
    growths = draft.of("growth")
    if not growths:
        return ()
    content = growths[0].content
    if content.startswith("any"):
        words = f"{rank.word} {draft.text(growths[0])}"
        raise Doubtful(f"'{words}' may be up or down. Say: {rank.word} increase in …, or {rank.word} decrease in ….")
    if rank.is_fast or content.endswith("percent"):
        return (PERCENT,)
    # 'The biggest increase in …' is an amount; what 'grew the most' may have grown by the largest part.
    return (CHANGE,) if content.endswith("by") else (CHANGE, PERCENT)


def is_downward(draft: Draft) -> bool:
    """Tell whether the words speak of what went down, so that the most of it is the lowest change."""
    return any(c.content.startswith("down") for c in draft.of("growth"))
