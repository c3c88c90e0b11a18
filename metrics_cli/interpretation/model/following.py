"""A follow-up as a model proposes it, held against the last query: nothing goes or comes without words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from metrics_cli.interpretation.model.claims import Claim
from metrics_cli.interpretation.model.contract import (
    ReplyInvalid,
    Said,
    SaidComparison,
    SaidDropped,
    SaidEntityFilter,
    SaidFilter,
    SaidGroup,
    SaidHaving,
    SaidMean,
    SaidMetric,
    SaidPeriod,
    SaidRank,
    SaidShare,
)
from metrics_cli.interpretation.model.evidence import Evidence
from metrics_cli.query import MetricQuery, Operator

# Which parts of a reply say what of a query.
_SAID: dict[str, tuple[type[Said], ...]] = {
    "metrics": (SaidMetric,),
    "group_by": (SaidGroup,),
    "filters": (SaidFilter,),
    "entity_filters": (SaidEntityFilter,),
    "period": (SaidPeriod,),
    "compare": (SaidComparison,),
    "rank": (SaidRank,),
    "having": (SaidHaving,),
    "share": (SaidShare,),
    "mean": (SaidMean,),
}
_DROPPING = frozenset(
    """
    without drop remove no not all any every everything everyone everywhere instead clear forget lose just overall total
    reset off whole rather ignore skip leave undo anymore longer unfiltered ungrouped
    """.split()
)


def check_followed(query: MetricQuery, claims: Sequence[Claim], last: MetricQuery, evidence: Evidence) -> MetricQuery:
    """Return the edit of `last`, with what it keeps as it was. Raises ReplyInvalid for what no word asks for."""
    if last.saved_query or last.top:
        raise ReplyInvalid("the last query holds what a reply can't say; write a refusal")
    kept = _as_it_was(query, claims, last)
    for part in _SAID:
        before, after = set(_of(part, last)), set(_of(part, kept))
        if before == after:
            continue
        _check(part, before - after, after - before, claims, evidence)
    return kept


def _as_it_was(query: MetricQuery, claims: Sequence[Claim], last: MetricQuery) -> MetricQuery:
    """Return the query with the last one's period and comparison where the words name no other."""
    worded = {type(c.part) for c in claims if c.places}
    if query.period and last.period and SaidPeriod not in worded:
        query = replace(query, period=last.period)
    if query.compare and last.compare and SaidComparison not in worded:
        query = replace(query, compare=last.compare)
    extra = tuple(f for f in last.filters if (f.date_part or f.grain) and f not in query.filters)
    return replace(query, filters=(*query.filters, *extra))


def _of(part: str, query: MetricQuery) -> Iterator[object]:
    if part == "metrics":
        yield from query.metrics
    elif part == "group_by":
        yield from query.group_by
    elif part == "filters":
        # What keeps things with a name goes with the ranking.
        yield from (f for f in query.filters if f.operator is not Operator.NOT_NULL)
    elif part == "entity_filters":
        yield from query.metric_filters
    elif part == "having":
        yield from query.having
    elif part == "rank":
        yield from ((query.order_by, query.limit),) if query.order_by else ()
    else:
        found = getattr(query, part)
        yield from (found,) if found is not None else ()


def _check(part: str, gone: set[object], come: set[object], claims: Sequence[Claim], evidence: Evidence) -> None:
    worded = [c for c in claims if isinstance(c.part, _SAID[part]) and c.places]
    if come and not worded:
        raise ReplyInvalid(f"{part} has what the last query has not, and no words for it")
    # A range of days is one condition in words and two in the query.
    most = len(worded) * (2 if part == "filters" else 1)
    if len(come) > most and part in ("metrics", "filters", "having", "entity_filters"):
        raise ReplyInvalid(f"{part} changes in more places than there are words for")
    if gone and not (_is_replaced(part, gone, come) or _is_dropped(part, claims, evidence)):
        raise ReplyInvalid(f"{part} of the last query are missing: keep them, or put them into dropped with the words")


def _is_replaced(part: str, gone: set[object], come: set[object]) -> bool:
    """Tell whether something takes the place of what goes; a condition only that of one on the same thing."""
    if part in ("filters", "having", "entity_filters"):
        names = {_name(item) for item in come}
        return all(_name(item) in names for item in gone)
    return bool(come)


def _name(item: object) -> str:
    return str(getattr(item, "dimension", getattr(item, "column", getattr(item, "metric", ""))))


def _is_dropped(part: str, claims: Sequence[Claim], evidence: Evidence) -> bool:
    for claim in claims:
        if isinstance(claim.part, SaidDropped) and claim.part.part == part:
            return any(evidence.words.fold(i) in _DROPPING for i in claim.places)
    return False
