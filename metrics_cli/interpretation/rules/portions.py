"""Shares of a metric that is a part of another by its own name: the percentage of cancelled orders by month."""

from __future__ import annotations

from metrics_cli.catalog import Catalog, Metric
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful

_PERCENT = frozenset("percent percentage pct % proportion fraction".split())


def check_part_of_itself(draft: Draft, asked: Clause) -> None:
    """Raise Doubtful where the share may be that of a part in each group as well as that of each group in the part.

    So it is by time, and where a rate tells the first of the two.
    """
    if draft.of("filter", "empty"):
        return
    is_dated = bool(draft.of("trend")) or any(_is_date(c) for c in draft.of("group"))
    is_percent = any(token.fold in _PERCENT for token in draft.tokens(asked))
    for name in draft.metrics:
        metric = draft.catalog.metrics[name]
        rates = tuple(_rates_of(name, draft.catalog))
        if _is_conditioned(metric) and (is_dated or (is_percent and rates)):
            reason = (
                f"The share of {metric.label} may be of all there are in each group, or each group's of {metric.label}."
            )
            raise Doubtful(reason, draft.tokens(asked), rates or (name,))


def _is_date(clause: Clause) -> bool:
    return bool(clause.content.grain or clause.content.date_part) and not clause.content.homes


def _is_conditioned(metric: Metric) -> bool:
    """Tell whether the metric leaves rows out: a sum where …, a count of those that …."""
    return metric.type == "simple" and any(
        words in metric.formula for words in (" where ", "case when", "sum_boolean(")
    )


def _rates_of(name: str, catalog: Catalog) -> list[str]:
    """Return the rates that tell which part of something the metric is."""
    return [m.name for m in catalog.metrics.values() if m.type == "ratio" and m.inputs[:1] == (name,)]
