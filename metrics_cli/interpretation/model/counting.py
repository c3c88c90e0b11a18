"""How many rows a ranking keeps: the number in the words, else one of a singular and ten of a plural."""

from __future__ import annotations

from dataclasses import replace

from metrics_cli.interpretation.model.claims import places_of
from metrics_cli.interpretation.model.contract import ProposedQuery, ReplyInvalid
from metrics_cli.interpretation.model.evidence import Evidence
from metrics_cli.interpretation.rules.numbers import amount_at
from metrics_cli.interpretation.rules.ranked import UNSAID
from metrics_cli.interpretation.rules.tokens import number
from metrics_cli.interpretation.rules.words import GRAINS
from metrics_cli.query import MetricQuery


def with_count(
    said: ProposedQuery, evidence: Evidence, last: MetricQuery | None
) -> tuple[ProposedQuery, tuple[str, ...]]:
    """Return the proposal with as many rows as the words ask for, and what is assumed.

    Raises ReplyInvalid for a number that they do not have.
    """
    rank = said.rank
    marks = evidence.marks("rank")
    if rank is None or not rank.words.strip() or not marks:
        return said, ()
    told = _told(evidence)
    if rank.limit is not None and rank.limit in told:
        return said, ()
    if told:
        raise ReplyInvalid(f"the number of rows is {sorted(told)[0]} in the question, and rank has {rank.limit}")
    if last is not None and last.limit == rank.limit and rank.limit is not None:
        return said, ()
    count, is_either = _unsaid(said, evidence)
    if rank.limit not in (None, 1, UNSAID):
        raise ReplyInvalid(f"rank has limit {rank.limit}, and the question names no number: leave it null")
    if is_either:
        return said, ()
    note = (f"no number was said: the first {UNSAID} are shown",) if count == UNSAID else ()
    return replace(said, rank=replace(rank, limit=count)), note


def _told(evidence: Evidence) -> set[int]:
    """Return the numbers beside a ranking word, or beside what is ranked."""
    found = {m.content.count for m in evidence.marks("rank") if m.content.count is not None}
    limited = {i for start, limit in evidence.limits for i in range(start, limit.end)}
    if not found:
        free = evidence.open - limited
        amounts = [a for i in sorted(free) if (a := amount_at(evidence.words.tokens, i)) and a.unit is None]
        found = {int(a.value) for a in amounts if a.value == int(a.value) and evidence.words.fold(a.end - 1) != "one"}
    return found


def _unsaid(said: ProposedQuery, evidence: Evidence) -> tuple[int, bool]:
    """Return how many are meant where no number is, and whether all of them in that order may be as well."""
    tokens = evidence.words.tokens
    for group in said.group_by:
        if group.name in (said.rank.within if said.rank else ()):
            continue
        places = places_of(group.words, evidence.written)
        named = [
            i for i in sorted(places) if i in evidence.in_names or tokens[i].stem in GRAINS or i in evidence.strange
        ]
        led = any(evidence.words.fold(i) in ("by", "per", "each") for i in places)
        if named:
            last = tokens[named[-1]]
            # 'Two products' may be the name of one thing: a pair.
            is_one = last.fold == last.stem or number(tokens[named[0]]) is not None
            return (1 if is_one else UNSAID), led
    return UNSAID, False
