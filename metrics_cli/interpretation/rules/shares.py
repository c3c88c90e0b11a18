"""Parts of a whole: each group's share of the total, or the share that some values have in it."""

from __future__ import annotations

from dataclasses import dataclass

from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.measures import is_mean
from metrics_cli.query import Share

# What leads in the part of a whole: what share of sales comes from Books.
_LEADS = frozenset("in from for within at via with by where on through among of to using".split())
_TELLS = frozenset("comes come came is are was were".split())


@dataclass(frozen=True)
class Shared:
    """The share asked for; `part` is the filter whose values' share it is, of all values of that dimension."""

    share: Share
    part: Clause | None = None
    said: tuple[str, ...] = ()


def read_share(draft: Draft) -> Shared | None:
    """Return the share that the words ask for, None when they ask for none."""
    asked = draft.of("share")
    if not asked:
        return None
    if len(asked) > 1:
        raise draft.stop("It asks for shares twice.", *asked)
    for name in draft.metrics:
        if is_mean(draft.catalog.metrics[name]):
            label = draft.catalog.metrics[name].label
            raise Doubtful(f"{label} is no sum: nothing has a share of it.", draft.tokens(asked[0]), draft.metrics)
    if draft.of("group", "trend"):
        told = [c for c in draft.of("filter") if _is_part(draft, c, asked[0])]
        if told:
            # 'What % of sales is food, by format': of each format's sales, not of all food.
            reason = f"It asks for the share of '{draft.text(told[0])}' in each group, which I can't do."
            raise Doubtful(reason, draft.tokens(asked[0]), draft.metrics)
        is_part = any(not c.content.is_negated for c in draft.of("filter"))
        return Shared(Share(), said=("each share is of all rows that meet the conditions",) if is_part else ())
    parts = [c for c in draft.of("filter") if not c.content.is_negated]
    if len(parts) > 1:
        # 'What share of sales in Texas comes from Books?': what 'comes from' leads in is the part.
        led = [c for c in parts if draft.words.fold(c.start) in _TELLS]
        parts = led if len(led) == 1 else []
    if len(parts) != 1:
        raise draft.stop("It asks for a share, but I can't tell of which part. Say: share of … by ….", asked[0])
    return Shared(Share(), parts[0], ("the share is of all, the part asked for is shown",))


def _is_part(draft: Draft, condition: Clause, asked: Clause) -> bool:
    """Tell whether the condition names what has the share: is food, or overdue share of …, but not in Texas."""
    word = draft.words.fold(condition.start)
    return word in _TELLS or (condition.end <= asked.start and word not in _LEADS and not condition.content.is_negated)
