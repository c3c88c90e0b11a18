"""Names of two nouns of which a metric's is only the first: a discount code is no discount by code."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.measures import is_count


def check_compounds(draft: Draft) -> None:
    """Raise NoReading where a metric is read out of the name of what it stands before."""
    for before, after in pairwise(sorted(draft.clauses, key=lambda c: c.start)):
        is_near = before.kind == "metric" and before.end == after.start and _is_bare(draft, after)
        if is_near and (_is_named_together(draft, before, after) or _is_noun_of_a_flag(draft, after)):
            words = draft.words.text(before.start, after.end)
            raise draft.stop(f"'{words}' is no {draft.catalog.metrics[before.content].label}.", after)


def _is_bare(draft: Draft, clause: Clause) -> bool:
    is_thing = clause.kind == "group" and clause.content.intro == "bare" and bool(clause.content.homes)
    return is_thing or (clause.kind == "filter" and not clause.content.is_negated)


def _is_named_together(draft: Draft, metric: Clause, thing: Clause) -> bool:
    """Tell whether the words of both are the name of the thing."""
    if thing.kind != "group" or is_count(draft.catalog.metrics[metric.content]):
        # Ticket topics are ranked by tickets.
        return False
    ours = {home for home, _ in thing.content.homes}
    whole = [homes for end, homes in draft.words.homes(metric.start) if end == thing.end]
    return any(ours & {home for home, _ in homes} for homes in whole)


def _is_noun_of_a_flag(draft: Draft, clause: Clause) -> bool:
    """Tell whether the yes-or-no condition is told by nothing but the name of things that a metric counts."""
    if clause.kind != "filter" or not all(h.value is True for hits in clause.content.values for h in hits):
        return False
    return any(True for _ in _counts(draft, clause))


def _counts(draft: Draft, clause: Clause) -> Iterator[str]:
    for end, names in draft.words.names(clause.start, "metric"):
        if end == clause.end:
            yield from (str(n.key) for n in names)
