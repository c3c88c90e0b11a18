"""What an answer would not keep to: more orders than customers by state, the most claims ascending."""

from __future__ import annotations

from datetime import timedelta

from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.datewords import HOLIDAY_WORDS
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.query import MetricQuery, Operator

_WHEN = frozenset("at around over by".split())


def check_unmet(draft: Draft) -> None:
    """Raise Doubtful for a condition that is said as a comparison of two metrics, and for two orders at once."""
    for clause in draft.of("versus"):
        if draft.of("rather") and draft.of("group", "trend") and _is_of_metrics(draft, clause):
            reason = f"'{draft.text(clause)}' compares two metrics, and I can't pick the rows where one is more."
            raise Doubtful(f"{reason} Ask for both by the same thing.", draft.tokens(clause), draft.metrics)


def _is_of_metrics(draft: Draft, clause: Clause) -> bool:
    before, after = draft.before(clause), draft.after(clause, "lead")
    is_than = draft.words.fold(clause.start) == "than"
    return is_than and before is not None and after is not None and before.kind == after.kind == "metric"


def check_order(draft: Draft, descending: bool, measure: str) -> None:
    """Raise Doubtful for an order beside a ranking that is another one: the most claims, ascending."""
    for clause in draft.of("sort"):
        after = draft.after(clause, "lead")
        is_same = after is None or after.kind != "metric" or after.content == measure
        if (clause.content == "sort" and is_same) or clause.content == ("descending" if descending else "ascending"):
            continue
        reason = f"It ranks one way, and '{draft.text(clause)}' another."
        raise Doubtful(reason, draft.tokens(clause), draft.metrics)


def check_holidays(draft: Draft) -> None:
    """Raise Doubtful for a value that is a holiday to the word where a day may stand: gift cards at Christmas."""
    for clause in draft.of("filter"):
        named = tuple(t.fold for t in draft.tokens(clause)[1:])
        if draft.words.fold(clause.start) in _WHEN and named in HOLIDAY_WORDS:
            reason = f"'{draft.text(clause)}' may be a value, or the day."
            raise Doubtful(reason, draft.tokens(clause), draft.metrics)


def check_days(query: MetricQuery, draft: Draft) -> None:
    """Raise Doubtful for days of the week in a period too short to hold them: the 4th of July weekend."""
    period, parts = query.period, draft.of("datepart")
    if period is None or not parts or period.start is None or period.end is None:
        return
    span = (period.end - period.start).days
    days = {(period.start + timedelta(days=i)).isoweekday() for i in range(min(span, 6) + 1)}
    for clause in parts:
        wanted = set(clause.content.values)
        if clause.content.date_part != "dow" or clause.content.operator not in (Operator.EQ, Operator.IN):
            continue
        if not wanted & days or (span == 0 and len(wanted) > 1):
            text = draft.text(clause)
            reason = f"'{text}' and the period name different days. Give the dates: from {period.start} to …."
            raise Doubtful(reason, draft.tokens(clause), draft.metrics)
