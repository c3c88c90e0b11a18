"""Parts of a whole: each group's share of the total, or the share that some values have in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.measures import is_mean
from metrics_cli.interpretation.rules.portions import check_part_of_itself
from metrics_cli.query import GroupBy, Share

# What leads in the part of a whole: what share of sales comes from Books.
_LEADS = frozenset("in from for within at via with by where on through among of to using".split())
_TELLS = frozenset("comes come came is are was were".split())
_HAVE = frozenset("does do did has have had".split())


@dataclass(frozen=True)
class Shared:
    """The share asked for; `part` is the filter whose values' share it is, of all values of that dimension.

    `is_in_each` asks for the part's share in each group of what it is split by.
    """

    share: Share
    part: Clause | None = None
    said: tuple[str, ...] = ()
    is_in_each: bool = False

    def of(self, groups: Sequence[GroupBy]) -> Share:
        """Return the share of the part in each of the groups, or that of the groups in all."""
        return Share(tuple(g.column for g in groups)) if self.is_in_each else self.share


def read_shares(draft: Draft) -> tuple[Shared | None, ...]:
    """Return the shares that the words may ask for, None alone when they ask for none."""
    asked = draft.of("share")
    if not asked:
        return (None,)
    if len(asked) > 1:
        raise draft.stop("It asks for shares twice.", *asked)
    for name in draft.metrics:
        if is_mean(draft.catalog.metrics[name]):
            label = draft.catalog.metrics[name].label
            raise Doubtful(f"{label} is no sum: nothing has a share of it.", draft.tokens(asked[0]), draft.metrics)
    if draft.of("group", "trend"):
        check_part_of_itself(draft, asked[0])
        return _by_groups(draft, asked[0])
    parts = [c for c in draft.of("filter") if not c.content.is_negated]
    if len(parts) > 1:
        # 'What share of sales in Texas comes from Books?': what 'comes from' leads in is the part.
        led = [c for c in parts if draft.words.fold(c.start) in _TELLS]
        parts = led if len(led) == 1 else []
    if len(parts) != 1:
        raise draft.stop("It asks for a share, but I can't tell of which part. Say: share of … by ….", asked[0])
    return (Shared(Share(), parts[0], ("the share is of all, the part asked for is shown",)),)


def _by_groups(draft: Draft, asked: Clause) -> tuple[Shared, ...]:
    """Return the share of each group, the share of a part in each, or both where the words leave that open."""
    plain = [c for c in draft.of("filter") if not c.content.is_negated]
    told = [c for c in plain if _is_part(draft, c, asked)]
    if len(told) > 1 or (told and draft.of("rank")):
        reason = f"It asks for the share of '{draft.text(told[0])}' in each group, which I can't do."
        raise Doubtful(reason, draft.tokens(asked), draft.metrics)
    if told:
        # 'What % of sales is food, by format': of each format's sales, not of all food.
        return (_in_each(told[0], draft),)
    whole = Shared(Share(), said=("each share is of all rows that meet the conditions",) if plain else ())
    # 'Share of orders from California by month' may be of each month's, or of all from there.
    return (*(_in_each(c, draft) for c in _open_parts(draft, asked, plain)), whole)


def _open_parts(draft: Draft, asked: Clause, plain: Sequence[Clause]) -> Iterator[Clause]:
    """Yield the conditions that may name a part: before what it is split by, and of something else."""
    groups = draft.of("group", "trend")
    is_told = any(draft.words.fold(g.start + shift) in _TELLS | _HAVE for g in groups for shift in (-1, 0))
    homes = {home for g in draft.of("group") for home, _ in g.content.homes}
    if is_told or draft.of("rank", "ranking", "sort"):
        # 'What share of sales in Texas is each category': the categories are the parts.
        return
    for clause in plain:
        is_within = asked.start < clause.start < min(g.start for g in groups)
        if is_within and not any(h.home in homes for hits in clause.content.values for h in hits):
            yield clause


def _in_each(part: Clause, draft: Draft) -> Shared:
    return Shared(Share(), part, (f"it is the share of '{draft.text(part)}' in each group",), is_in_each=True)


def _is_part(draft: Draft, condition: Clause, asked: Clause) -> bool:
    """Tell whether the condition names what has the share: is food, or overdue share of …, but not in Texas."""
    word = draft.words.fold(condition.start)
    is_told = word in _TELLS or _before(draft, condition) in _TELLS
    return is_told or (condition.end <= asked.start and word not in _LEADS and not condition.content.is_negated)


def _before(draft: Draft, condition: Clause) -> str:
    """Return the word before a condition and what leads it in: is, of 'is from California'."""
    index = condition.start - 1
    while index > 0 and draft.words.fold(index) in _LEADS:
        index -= 1
    return draft.words.fold(index)
