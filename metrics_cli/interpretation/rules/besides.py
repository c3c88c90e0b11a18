"""What is set side by side: values with 'vs', 'more in A or B?', 'gift orders vs not', 'A and B separately'."""

from __future__ import annotations

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft


def beside_of(draft: Draft) -> tuple[Clause, ...]:
    """Return the filters whose values the words set beside one another, nothing when they set none."""
    return _opposed(draft) or _versus(draft) or _compared(draft) or _listed(draft)


def is_opposed(draft: Draft) -> bool:
    """Tell whether what is so is set beside what is not: signed in vs not."""
    return bool(draft.of("opposite"))


def is_weighed(draft: Draft) -> bool:
    """Tell whether the words ask which of two is more, so that both are wanted."""
    return bool(draft.of("compare", "rather"))


def opposes(draft: Draft, clause: Clause) -> bool:
    """Tell whether 'vs not' follows a condition that it can turn round."""
    return bool(_opposed(draft)) and len(draft.of("opposite")) == 1


def weighs(draft: Draft, clause: Clause) -> bool:
    """Tell whether 'more' or 'higher' has two things to weigh: values, periods, metrics."""
    sides = max(len(draft.of("period")), len(draft.of("contrast")) * 2, len(draft.of("metric")))
    return len(draft.of("rather")) == 1 and (bool(beside_of(draft)) or sides > 1)


def sets_apart(draft: Draft, clause: Clause) -> bool:
    """Tell whether 'each', 'both' or 'separately' has several things to tell apart."""
    listed = any(len(c.content.values) > 1 for c in draft.of("filter"))
    return listed or len(draft.of("metric")) > 1 or (clause.content == "each" and bool(draft.of("group")))


def _opposed(draft: Draft) -> tuple[Clause, ...]:
    """Return the flag before 'vs not': page views signed in vs not."""
    for clause in draft.of("opposite"):
        before = draft.before(clause, "metric")
        if before is not None and before.kind == "filter" and _is_flag(before):
            return (before,)
    return ()


def _is_flag(clause: Clause) -> bool:
    return len(clause.content.values) == 1 and all(h.value is True for h in clause.content.values[0])


def _versus(draft: Draft) -> tuple[Clause, ...]:
    """Return the values on either side of each 'vs': of A vs B vs C all three."""
    found: list[Clause] = []
    for clause in draft.of("versus"):
        sides = _sides(draft, clause)
        found += [side for side in sides if side not in found]
    return tuple(found)


def _sides(draft: Draft, clause: Clause) -> tuple[Clause, ...]:
    before, after = draft.before(clause, "period", "rather"), draft.after(clause)
    if before is not None and after is not None and before.kind == after.kind == "filter":
        return before, after
    metric = before if before is not None and before.kind == "metric" else None
    earlier = draft.before(metric, "period", "rather") if metric else None
    if earlier is not None and after is not None and earlier.kind == after.kind == "filter":
        return earlier, after
    return ()


def _compared(draft: Draft) -> tuple[Clause, ...]:
    """Return the two values of 'compare revenue of Books to Sports'."""
    first, *rest = draft.of("filter") or (None,)
    if not draft.of("compare") or draft.of("versus", "prior", "contrast") or first is None or len(rest) != 1:
        return ()
    second = rest[0]
    is_led = draft.words.fold(second.start) in ("to", "with", "against") and draft.before(second) is not None
    shared = _homes(first) & _homes(second)
    is_plain = not (first.content.is_negated or second.content.is_negated)
    return (first, second) if is_led and shared and is_plain else ()


def _homes(clause: Clause) -> set[Home]:
    return {h.home for hits in clause.content.values for h in hits}


def _listed(draft: Draft) -> tuple[Clause, ...]:
    """Return the one list of values that 'compare', 'which has more' or 'separately' is about."""
    is_apart = any(c.content == "each" for c in draft.of("apart"))
    if not (is_weighed(draft) or is_apart) or draft.of("versus", "prior") or len(draft.of("period")) > 1:
        return ()
    listed = [c for c in draft.of("filter") if len(c.content.values) > 1 and not c.content.is_negated]
    return (listed[0],) if len(listed) == 1 else ()
