"""What kind of number a metric is, as far as its format and its formula tell."""

from __future__ import annotations

import re

from metrics_cli.catalog import Catalog, Metric
from metrics_cli.catalog.additivity import BALANCE, DISTINCT, RUNNING, SUM
from metrics_cli.interpretation.rules.tokens import tokenise

_COUNTS = ("count(", "count_distinct(", "sum_boolean(", "sum(1)")
_QUANTITY = re.compile(r"sum\((?!1\)|case )")
_MEANS = ("average(", "median(", "percentile(")
# What groups make up, also where it is derived: a multiple of a sum is one.
_WHOLES = (SUM, DISTINCT, RUNNING, BALANCE)
_SPANS = frozenset("wait duration time lag delay latency day hour minute min second sec age turnaround".split())
_AMOUNTS = frozenset({"usd", "eur", "gbp", "currency", "percent", "decimal", "duration_s", "bytes"})

# A count of all rows: nothing in it is left out, nothing is counted once for several rows.
_ALL_ROWS = re.compile(r"count\(\w+\) of \w+|sum\(1\) of \w+")


def counts_all(metric: Metric, model: str = "") -> bool:
    """Tell whether the metric counts every row of its own model, which is `model` where one is given."""
    models = {home.model for home in metric.dated_in}
    is_own = models == {model} if model else len(models) == 1
    return metric.type == "simple" and is_own and leaves_none_out(metric)


def leaves_none_out(metric: Metric) -> bool:
    """Tell whether its formula counts rows under no condition."""
    return _ALL_ROWS.fullmatch(metric.formula) is not None


def is_count(metric: Metric) -> bool:
    """Tell whether the metric surely counts things."""
    return metric.format == "integer" or (metric.format is None and metric.formula.startswith(_COUNTS))


def counts_events(metric: Metric) -> bool:
    """Tell whether the metric counts how often something was done: a sum of quantities does not."""
    return is_count(metric) and not _QUANTITY.match(metric.formula)


def is_amount(metric: Metric) -> bool:
    """Tell whether the metric surely counts nothing: money, a rate, a duration."""
    return metric.format in _AMOUNTS or (metric.format is None and (is_mean(metric)))


def is_mean(metric: Metric) -> bool:
    """Tell whether the metric is an average or a rate, of which there is no sum."""
    if metric.additivity in _WHOLES:
        return False
    return metric.type in ("ratio", "derived", "conversion") or metric.formula.startswith(_MEANS)


def is_average(metric: Metric) -> bool:
    """Tell whether the metric is what 'average' asks for: a mean or a rate; no median, no difference."""
    return metric.type in ("ratio", "conversion") or metric.formula.startswith("average(")


def is_median(metric: Metric) -> bool:
    """Tell whether the metric is a median."""
    return metric.formula.startswith("median(")


def is_fraction(metric: Metric) -> bool:
    """Tell whether 50 % of it is written 0.5."""
    return metric.format == "percent" or (metric.format is None and metric.type in ("ratio", "conversion"))


def is_balance(metric: str, catalog: Catalog) -> bool:
    """Tell whether a metric is the state at the end of a span, or made of nothing but such."""
    known = catalog.metrics[metric]
    return known.additivity == BALANCE or (bool(known.inputs) and all(is_balance(m, catalog) for m in known.inputs))


def stands_at_end(metric: str, catalog: Catalog) -> bool:
    """Tell whether a metric is told as it last stood in a span: a balance, an average of one, a ratio of two."""
    known = catalog.metrics[metric].stands
    return known == "end" or (not known and is_balance(metric, catalog))


def is_duration(metric: Metric) -> bool:
    """Tell whether the metric tells how long something took: a mean, a median, an extreme of a span of time."""
    if not metric.formula.startswith((*_MEANS, "max(", "min(")):
        return False
    texts = (metric.label, metric.formula.partition(")")[0])
    return metric.format == "duration_s" or any(token.stem in _SPANS for text in texts for token in tokenise(text))
