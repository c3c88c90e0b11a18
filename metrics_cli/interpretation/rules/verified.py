"""Verified questions: those that the owners of a metric or a saved query wrote down, matched exactly after folding."""

from __future__ import annotations

import re

from metrics_cli.catalog import Catalog, SavedQuery
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.query import METRIC_TIME, GroupBy, MetricQuery, OrderBy

_CALL = re.compile(r"\s*(\w+)\(\s*['\"]([^'\"]+)['\"]\s*(?:,\s*['\"](\w+)['\"]\s*)?\)(?:\.descending\((\w+)\))?\s*")


def verified_metric(question: str, catalog: Catalog) -> str | None:
    """Return the one metric that `question` is written down for, None when there is none or several."""
    asked = _folded(question)
    found = [m.name for m in catalog.metrics.values() if any(_folded(q) == asked for q in m.questions)]
    return found[0] if len(found) == 1 else None


def saved_query_of(question: str, catalog: Catalog) -> MetricQuery | None:
    """Return the saved query that `question` is written down for; None when it can't be said as a typed query."""
    asked = _folded(question)
    found = [s for s in catalog.saved_queries.values() if any(_folded(q) == asked for q in s.questions)]
    return _typed(found[0], catalog) if len(found) == 1 and not found[0].where else None


def _typed(saved: SavedQuery, catalog: Catalog) -> MetricQuery | None:
    groups = [_group_by(text, catalog) for text in saved.group_by]
    orders = [_order_by(text) for text in saved.order_by]
    if any(g is None for g in groups) or any(o is None for o in orders):
        return None
    kept, ordered = tuple(g for g in groups if g), tuple(o for o in orders if o)
    return MetricQuery(saved.metrics, kept, (), None, ordered, saved.limit)


def _group_by(text: str, catalog: Catalog) -> GroupBy | None:
    match = _CALL.fullmatch(text)
    if match:
        return GroupBy(match[2], match[3]) if match[1] in ("Dimension", "TimeDimension", "Entity") else None
    name, _, last = text.strip().rpartition("__")
    if name and last in catalog.grains:
        return GroupBy(name, last)
    return GroupBy(text.strip(), "day" if text.strip() == METRIC_TIME else None)


def _order_by(text: str) -> OrderBy | None:
    match = _CALL.fullmatch(text)
    if match:
        name = f"{match[2]}__{match[3]}" if match[3] else match[2]
        return OrderBy(name, (match[4] or "").lower() == "true")
    name = text.strip()
    return OrderBy(name.lstrip("-"), name.startswith("-"))


def _folded(text: str) -> tuple[str, ...]:
    return tuple(token.fold for token in tokenise(text))
