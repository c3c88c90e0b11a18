"""Whether a repaired proposal may take the place of the first: it may change a part, it may not lose one."""

from __future__ import annotations

from collections.abc import Sequence

from metrics_cli.interpretation.model.claims import parts_of, places_of
from metrics_cli.interpretation.model.contract import (
    Clarification,
    Declined,
    Proposal,
    ProposedQuery,
    ReplyInvalid,
    Said,
    SaidDropped,
    SaidMetric,
)
from metrics_cli.interpretation.rules.tokens import Token, tokenise


def check_repair(first: Proposal, second: Proposal, question: str) -> None:
    """Raise ReplyInvalid when the second proposal leaves out what the first read from words of the question.

    A condition, a breakdown, a period, a comparison, a ranking: its words must still be some such part's. To refuse or
    to ask back is always allowed.
    """
    if isinstance(second, Declined) or not isinstance(first, ProposedQuery):
        return
    tokens = tokenise(question)
    for query in second.options if isinstance(second, Clarification) else (second,):
        lost = _lost(first, query, tokens)
        if lost is not None:
            shown = " ".join(lost.words.split())[:60]
            raise ReplyInvalid(f"the repaired query no longer reads '{shown}'")


def _lost(first: ProposedQuery, second: ProposedQuery, tokens: Sequence[Token]) -> Said | None:
    """Return a part of the first whose own words are no such part's in the second."""
    kept = {i for part in _narrowing(second) for i in places_of(part.words, tokens)}
    named = {i for part in first.metrics for i in places_of(part.words, tokens)}
    for part in _narrowing(first):
        places = places_of(part.words, tokens) - named
        if places and not places & kept:
            return part
    return None


def _narrowing(query: ProposedQuery) -> list[Said]:
    return [part for part in parts_of(query) if not isinstance(part, SaidMetric | SaidDropped)]
