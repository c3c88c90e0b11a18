"""Where the words stand that a model gives for each part of its query: copied from the question, or no part at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metrics_cli.interpretation.model.contract import (
    ProposedQuery,
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
from metrics_cli.interpretation.rules.tokens import Token, tokenise

_ROLES: dict[type[Said], str] = {
    SaidMetric: "metric",
    SaidGroup: "group_by",
    SaidFilter: "filter",
    SaidEntityFilter: "filter",
    SaidPeriod: "period",
    SaidComparison: "compare",
    SaidRank: "rank",
    SaidHaving: "having",
    SaidShare: "share",
    SaidMean: "mean",
    SaidDropped: "dropped",
}


@dataclass(frozen=True)
class Claim:
    """A part and the places of its words in the question; none for a part that a follow-up keeps."""

    part: Said
    places: frozenset[int]

    @property
    def role(self) -> str:
        """What the words are in the account of them."""
        return _ROLES[type(self.part)]

    @property
    def target(self) -> str:
        """What the words became."""
        part = self.part
        if isinstance(part, SaidMetric | SaidGroup):
            return part.name
        if isinstance(part, SaidFilter):
            return part.dimension
        if isinstance(part, SaidEntityFilter | SaidHaving):
            return part.metric
        if isinstance(part, SaidPeriod):
            return part.expression
        return part.kind if isinstance(part, SaidComparison) else getattr(part, "by", getattr(part, "over", ""))


def parts_of(query: ProposedQuery) -> Iterator[Said]:
    """Yield all parts of a proposed query."""
    yield from (*query.metrics, *query.group_by, *query.filters, *query.entity_filters, *query.having, *query.dropped)
    yield from filter(None, (query.period, query.compare, query.rank, query.share, query.mean))


def claims_of(query: ProposedQuery, tokens: Sequence[Token], may_keep: bool) -> tuple[Claim, ...]:
    """Return the parts with their places; `may_keep` allows parts without words. Raises ReplyInvalid for others."""
    return tuple(_claim(part, tokens, may_keep) for part in parts_of(query))


def _claim(part: Said, tokens: Sequence[Token], may_keep: bool) -> Claim:
    claim = Claim(part, places_of(part.words, tokens))
    if not claim.places and (part.words.strip() or not may_keep):
        shown = " ".join(part.words.split())[:60]
        told = f"'{shown}' is not in the question" if shown else "it has no words"
        raise ReplyInvalid(f"the {claim.role} {claim.target}: {told}; copy the words that it rests on, or leave it out")
    return claim


def places_of(text: str, tokens: Sequence[Token]) -> frozenset[int]:
    """Return where the words of `text` stand: together wherever they do, else one after another; or nowhere."""
    wanted = [token.fold for token in tokenise(text)]
    folds = [token.fold for token in tokens]
    if not wanted:
        return frozenset()
    starts = [i for i in range(len(folds) - len(wanted) + 1) if folds[i : i + len(wanted)] == wanted]
    if starts:
        return frozenset(i for start in starts for i in range(start, start + len(wanted)))
    return _apart(wanted, folds)


def _apart(wanted: Sequence[str], folds: Sequence[str]) -> frozenset[int]:
    found: list[int] = []
    for word in wanted:
        place = next((i for i in range(found[-1] + 1 if found else 0, len(folds)) if folds[i] == word), None)
        if place is None:
            return frozenset()
        found.append(place)
    return frozenset(found)
