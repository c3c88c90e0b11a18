"""Counting by a value: 'how many walk-ins' counts the rows of the model that the value is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from metrics_cli.catalog import Metric
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.measures import is_count

# A count of all rows: nothing in it is left out, nothing is counted once for several rows.
_WHOLE = re.compile(r"count\(\w+\) of \w+|sum\(1\) of \w+")


def rows_of(models: set[str], draft: Draft) -> list[str]:
    """Return the metric that counts the rows of the one model: by its name, else the only one that leaves none out.

    Raises Doubtful when there are several, or when the things are named and dated: those of a month may be those that
    came into being then, or those that were there.
    """
    name = next(iter(models), "")
    if len(models) != 1:
        return []
    named = draft.catalog.metrics.get(name)
    if named is not None and is_count(named):
        return [name]
    found = [m for m in draft.catalog.metrics.values() if _counts_all(m, name)]
    if len(found) > 1 or (found and draft.of("noun") and draft.of("period", "contrast", "prior", "trend")):
        labels = " or ".join(m.label for m in found)
        raise Doubtful(f"It does not say what to count. Say: {labels}.")
    return [m.name for m in found]


def _counts_all(metric: Metric, model: str) -> bool:
    is_own = {home.model for home in metric.dated_in} == {model}
    return metric.type == "simple" and is_own and _WHOLE.fullmatch(metric.formula) is not None


def is_plural_flag(draft: Draft, clauses: Sequence[Clause]) -> bool:
    """Tell whether all that is named is a flag in the plural: first visits in 2025."""
    if len(clauses) != 1:
        return False
    clause = clauses[0]
    is_flag = all(h.value is True for hits in clause.content.values for h in hits)
    last = draft.words.tokens[clause.end - 1]
    count = sum(not draft.words.is_plain(index) for index in range(clause.start, clause.end))
    return is_flag and not clause.content.is_negated and count > 1 and last.fold != last.stem
