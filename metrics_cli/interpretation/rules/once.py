"""Things counted once over their rows: those without, with only or with both of some values are told by no one row."""

from __future__ import annotations

from collections.abc import Sequence

from metrics_cli.catalog.additivity import DISTINCT
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.query import Filter

_COUNTED_ONCE = (DISTINCT, "state")


def once_of(draft: Draft, conditions: Sequence[Filter]) -> tuple[str, ...]:
    """Return the dimensions whose conditions the words put on all rows of a thing, where things are counted once."""
    if not any(draft.catalog.metrics[m].additivity in _COUNTED_ONCE for m in draft.metrics):
        return ()
    clauses = draft.of("filter", "empty")
    found = (f.dimension for c, f in zip(clauses, conditions, strict=True) if _is_on_all_rows(draft, c))
    return tuple(dict.fromkeys(found))


def _is_on_all_rows(draft: Draft, clause: Clause) -> bool:
    if clause.kind == "empty":
        return bool(clause.content.is_null)
    before = draft.before(clause, "link")
    is_both = before is not None and before.kind == "apart" and before.content == "both"
    return clause.content.is_negated or clause.content.is_only or is_both
