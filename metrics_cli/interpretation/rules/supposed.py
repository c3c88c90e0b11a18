"""What a ranking is asked about: is NY the top state, was March the best month, the top 5 states and NY."""

from __future__ import annotations

from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.ranked import UNSAID
from metrics_cli.query import GroupBy, MetricQuery, Operator

# What asks for a yes or a no.
_YES_OR_NO = frozenset("is are was were does did do has have isnt arent wasnt werent doesnt didnt".split())


def check_supposed(draft: Draft) -> None:
    """Raise Doubtful for 'is NY the top state': as a condition NY would leave nothing to rank it among."""
    ranks = draft.of("rank")
    first = next((c for c in draft.clauses if c.kind not in ("link", "lead", "noun")), None)
    opening = next((t.fold for t in draft.words.tokens), "")
    if not ranks or opening not in _YES_OR_NO or first is None or first.start > ranks[0].start:
        return
    if first.kind in ("filter", "empty", "period", "datepart"):
        is_led = first.start == 0 and first.end > 1
        raise _doubt(draft, draft.words.text(first.start + is_led, first.end))


def check_pointless(query: MetricQuery, draft: Draft) -> None:
    """Raise Doubtful for a ranking of what the query's own conditions have picked out: the top 3 of one."""
    picked = next(iter(_picked(query)), None)
    if picked is not None:
        raise _doubt(draft, picked)


def is_pointless(query: MetricQuery) -> bool:
    """Tell whether the query ranks what its own conditions have already picked out."""
    return bool(_picked(query))


def _picked(query: MetricQuery) -> list[str]:
    if query.top is not None:
        within = query.top.within
        return [text for g in query.group_by if g.column not in within for text in _kept(query, g, query.top.count)]
    return _kept(query, query.group_by[0], query.limit) if query.limit is not None and query.group_by else []


def _kept(query: MetricQuery, thing: GroupBy, count: int) -> list[str]:
    """Return what the conditions keep of the thing where that is too little to rank."""
    for condition in query.filters:
        if condition.dimension == thing.name and condition.operator in (Operator.EQ, Operator.IN):
            kept = len(condition.values)
            if thing.grain is None and (kept == 1 or (kept < count and count != UNSAID)):
                return [" and ".join(map(str, condition.values))]
    return []


def _doubt(draft: Draft, text: str) -> Doubtful:
    reason = f"'{text}' is what the ranking is asked about: kept alone, it is always the first."
    return Doubtful(f"{reason} Ask for the ranking of all, and see where it stands.", metrics=draft.metrics)
