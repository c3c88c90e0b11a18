"""Conditions that a metric's own definition rules out: cancelled revenue, where cancelled orders do not count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from metrics_cli.catalog import Metric
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.trade import phrase
from metrics_cli.query import Filter, Operator

_PARTS = re.compile(r"[.;,:()]|\bbut\b|\bthough\b")
_EITHER_WAY = re.compile(r"\bwhether or not\b|\bor not\b", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\b(?:not|no|neither|nor|without|exclud\w+|except|never|left out|ignor\w+)\b", re.IGNORECASE)
_LITERAL = re.compile(r"(\w+) (=|<>|!=|in|not in) (\((?:'[^']*'(?:, ?)?)+\)|'[^']*')", re.IGNORECASE)


def check_definitions(draft: Draft, filters: Sequence[Filter]) -> None:
    """Raise Doubtful for a value that a metric leaves out by its definition: the answer would always be 0."""
    asked = [f for f in filters if f.operator in (Operator.EQ, Operator.IN)]
    for metric in (draft.catalog.metrics[name] for name in draft.metrics):
        for condition in asked:
            for value in (v for v in condition.values if isinstance(v, str)):
                if _is_left_out(metric, value) or _is_elsewhere(draft, metric, condition.dimension, value):
                    raise Doubtful(f"{metric.label} leaves out '{value}' by its definition.", metrics=draft.metrics)


def _is_left_out(metric: Metric, value: str) -> bool:
    """Tell whether the description says that what has the value does not count."""
    words = set(phrase(value.replace("_", " ")))
    parts = _PARTS.split(_EITHER_WAY.sub("", metric.description))
    return bool(words) and any(_LEFT_OUT.search(part) and words <= set(phrase(part)) for part in parts)


def _is_elsewhere(draft: Draft, metric: Metric, name: str, value: str) -> bool:
    """Tell whether the formula asks the same column for other values."""
    home = draft.catalog.dimensions[name].home
    known = draft.words.values.of_home.get(home, ()) if home else ()
    for column, operator, values in _literals(metric.formula):
        is_column = column.rpartition("__")[2] == name.rpartition("__")[2] and set(values) & set(known)
        if is_column and (value in values) != (operator in ("=", "in")):
            return True
    return False


def _literals(formula: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for column, operator, text in _LITERAL.findall(formula):
        yield column, operator.lower(), tuple(re.findall(r"'([^']*)'", text))
