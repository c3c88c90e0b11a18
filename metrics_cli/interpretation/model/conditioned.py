"""What conditions rest on: words that name what they are about, and words that say how it is compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from metrics_cli.catalog import Catalog, Dimension
from metrics_cli.interpretation.model.claims import Claim
from metrics_cli.interpretation.model.contract import ReplyInvalid, SaidEntityFilter, SaidFilter, SaidHaving
from metrics_cli.interpretation.model.evidence import Evidence
from metrics_cli.interpretation.model.grounding import is_likely
from metrics_cli.interpretation.model.support import is_called, unknown_in
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.numbers import Amount, Limit, amount_at
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.words import NEGATIONS

Bound = SaidFilter | SaidHaving | SaidEntityFilter

_PARTS_OF_TEXT = frozenset("like not_like contains not_contains".split())
_ORDERED = frozenset("gt ge lt le between".split())
_NULLS = frozenset("is_null not_null".split())
# What speaks of a text's parts.
_OF_TEXT = frozenset(
    """
    contain contains containing include includes including like start starts starting begin begins beginning end ends
    ending called named mention mentions mentioning match matches matching somewhere
    """.split()
)
_BEING_THERE = frozenset(
    "with has have had having known given filled recorded set any some used using use uses via".split()
)
# What says that something is not there.
MISSING = frozenset("empty blank null unknown unset unassigned undefined".split())
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_VAGUE = frozenset("around about roughly approximately approx circa ca almost nearly ~ ≈".split())
# Something at all: doctors with visits. Nothing: without visits.
_SOME = {("gt", "0"), ("ge", "1"), ("ne", "0")}
_NONE = {("eq", "0"), ("lt", "1"), ("le", "0")}
_DENYING = NEGATIONS | frozenset("without no zero never none lacking lack missing not".split())


def check_conditions(claims: Sequence[Claim], evidence: Evidence, catalog: Catalog) -> tuple[str, ...]:
    """Return what must be said of the conditions. Raises ReplyInvalid for one that its words do not state."""
    notes: list[str] = []
    for claim in claims:
        part = claim.part
        if not claim.places or not isinstance(part, SaidFilter | SaidHaving | SaidEntityFilter):
            continue
        dimension = catalog.dimensions[part.dimension] if isinstance(part, SaidFilter) else None
        if isinstance(part, SaidFilter) and part.operator in _PARTS_OF_TEXT:
            _check_text(claim, part, evidence)
        elif dimension is not None and (dimension.type == "time" or part.operator in _NULLS):
            notes += _of(claim, part, dimension, evidence)
        else:
            _check_bound(claim, part, evidence)
    return tuple(notes)


def _check_text(claim: Claim, part: SaidFilter, evidence: Evidence) -> None:
    """Stop at a part of a text that nobody asked for, and at one that is no word of theirs."""
    words = {evidence.words.fold(i) for i in claim.places}
    if not words & _OF_TEXT:
        raise ReplyInvalid(f"'{evidence.text(claim.places)}' does not speak of a part of a text; use eq with a value")
    for value in part.values:
        wanted = [t.fold for t in tokenise(value.strip("%_"))]
        if not wanted or not set(wanted) <= words - _OF_TEXT:
            raise ReplyInvalid(f"'{value}' is no word of '{evidence.text(claim.places)}'")


def _of(claim: Claim, part: Bound, dimension: Dimension, evidence: Evidence) -> Iterator[str]:
    """Yield what a date, or that something is there at all, is read from; the words have to name it."""
    _check_period_of(claim, evidence)
    _check_days_of(claim, part, evidence)
    inside = frozenset(i for run in evidence.runs for i in run.places)
    named = any(home_of(dimension) in run.homes for run in evidence.runs if run.places <= claim.places)
    named = named or is_likely(claim, home_of(dimension), evidence)
    is_said = any(is_called(evidence.words.tokens[i], dimension) for i in claim.places - inside)
    if part.operator in _NULLS:
        words = {evidence.words.fold(i) for i in claim.places}
        named = named and bool(words & (_BEING_THERE | _DENYING | MISSING))
    if named or is_said:
        return
    strange = frozenset(unknown_in(claim, evidence))
    if not strange:
        raise ReplyInvalid(f"'{evidence.text(claim.places)}' has no word for {dimension.name}; leave the filter out")
    yield f"'{evidence.text(strange)}' is read as {dimension.label}"


def _check_days_of(claim: Claim, part: Bound, evidence: Evidence) -> None:
    """Stop at days that are not those of a period in the words of the condition: after 2025 for in 2025."""
    values = part.values if isinstance(part, SaidFilter) else ()
    if not values or not all(map(_DAY.fullmatch, values)):
        return
    first, last = _ends(part.operator, [date.fromisoformat(v) for v in values])
    for run in evidence.runs:
        periods = (p for n in run.periods for p in (n.period, *n.rivals)) if run.places & claim.places else ()
        if any(first in (None, p.start) and last in (None, p.end) for p in periods):
            return
    raise ReplyInvalid(f"'{evidence.text(claim.places)}' does not name these days: {part.operator} {', '.join(values)}")


def _ends(operator: str, days: Sequence[date]) -> tuple[date | None, date | None]:
    """Return the first and the last day that a condition lets through, None where it has no end."""
    one = timedelta(days=1)
    first = {"ge": days[0], "gt": days[0] + one, "eq": days[0], "in": days[0], "between": days[0]}.get(operator)
    last = {"le": days[0], "lt": days[0] - one, "eq": days[0], "in": days[-1], "between": days[-1]}.get(operator)
    return first, last


def _check_period_of(claim: Claim, evidence: Evidence) -> None:
    """Stop at a date whose words reach over a period that is another's."""
    mine = {run.start for run in evidence.runs if run.periods and run.places <= claim.places}
    for run in evidence.runs:
        if run.periods and run.start not in mine and min(claim.places) < run.start < max(claim.places):
            text = evidence.text(run.places)
            raise ReplyInvalid(f"'{text}' stands between the words of this filter and is not among them")


def _check_bound(claim: Claim, part: Bound, evidence: Evidence) -> None:
    """Stop at a comparison with a number that is not in its own words, or that is no exact one."""
    values = (part.value,) if isinstance(part, SaidEntityFilter) else part.values
    if part.operator not in _ORDERED and isinstance(part, SaidFilter):
        return
    shown = evidence.text(claim.places)
    pair = (part.operator, *values)
    in_names = {i for run in evidence.runs if run.names for i in run.places}
    if (pair in _SOME and not claim.places <= in_names) or (
        pair in _NONE and {evidence.words.fold(i) for i in claim.places} & _DENYING
    ):
        return
    amounts = _amounts(claim, evidence)
    missing = [v for v in values if not any(_is_of(v, a) for _, a in amounts)]
    if missing:
        raise ReplyInvalid(f"'{shown}' does not say {missing[0]}; a bound is on a number in its own words")
    if not any(_is_in(found, claim) for found in evidence.limits):
        _check_exact(claim, [i for i, _ in amounts], evidence)


def _check_exact(claim: Claim, numbers: Sequence[int], evidence: Evidence) -> None:
    if any(evidence.words.fold(n - 1) in _VAGUE for n in numbers):
        raise ReplyInvalid(f"'{evidence.text(claim.places)}' is no exact bound; write a refusal")


def unread_bound(claims: Sequence[Claim], evidence: Evidence) -> str:
    """Return why to ask back: a comparison that the grammar does not know, in words that nothing knows; else nothing.

    Raises ReplyInvalid where no word can say how it is compared.
    """
    for claim in claims:
        part = claim.part
        if not isinstance(part, SaidHaving | SaidEntityFilter | SaidFilter) or part.operator not in _ORDERED:
            continue
        if not claim.places or any(_is_in(found, claim) for found in evidence.limits):
            continue
        numbers = [i for i, _ in _amounts(claim, evidence)]
        if not numbers or (part.operator == "between" and len(numbers) > 1):
            continue
        before = frozenset(i for i in unknown_in(claim, evidence) if any(0 < n - i <= 2 for n in numbers))
        if not before:
            raise ReplyInvalid(f"'{evidence.text(claim.places)}' does not say that it is compared by {part.operator}")
        said = evidence.text(before | frozenset(numbers))
        return f"'{said}' is no comparison that is known: is it {_TOLD.get(part.operator, '')} that is meant?"
    return ""


_TOLD = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}


def _amounts(claim: Claim, evidence: Evidence) -> list[tuple[int, Amount]]:
    """Return the numbers in a claim's words that are no part of a period or of a ranking, by where they begin."""
    others = {i for run in evidence.runs if run.periods for i in run.places}
    limited = {i for start, limit in evidence.limits for i in range(start, limit.end)}
    others |= {i for mark in evidence.marks("rank") for i in evidence.places(mark)}
    free = sorted((claim.places - others) | (claim.places & limited))
    found = [(i, amount_at(evidence.words.tokens, i)) for i in free]
    return [(i, amount) for i, amount in found if amount is not None]


def _is_of(value: str, amount: Amount) -> bool:
    try:
        number = float(value.replace(",", ""))
    except ValueError:
        return False
    return number == amount.value or (amount.unit == "percent" and round(number * 100, 9) == amount.value)


def _is_in(found: tuple[int, Limit], claim: Claim) -> bool:
    start, limit = found
    return bool(claim.places & set(range(start, limit.end)))
