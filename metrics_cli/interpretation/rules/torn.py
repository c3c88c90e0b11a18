"""A period whose words stand apart: Q4 sales 2025, 2025 sales by store for March."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics_cli.interpretation.rules.composites import closed_at, in_year
from metrics_cli.interpretation.rules.line import YEAR, Hit, Line, Named, lead_end, named

# What stands between two periods that are two.
_APART = frozenset(
    "and or to vs versus v against than compared with from since until till before after through & - /".split()
)
_LEADS = frozenset({"in", "for", "of", "during"})


@dataclass(frozen=True)
class Torn:
    """The period that both name, at the place of its part without a year; the words of the year."""

    named: Named
    start: int
    end: int


def torn_of(line: Line, found: Sequence[Named]) -> Torn | None:
    """Return the one period of a quarter or month without a year and a year that stand apart, None when they are two.

    A year behind a verb is when that was done: customers who joined in 2024.
    """
    if len(found) != 2:
        return None
    first, last = found
    between = line.words[first.end : last.start] + line.words[last.start : lead_end(line, last.start)]
    year, part = (first, last) if YEAR.fullmatch(first.period.expression) else (last, first)
    hit = _without_year(line, part)
    is_year = YEAR.fullmatch(year.period.expression) and year.end - lead_end(line, year.start) == 1
    if not is_year or hit is None or set(between) & _APART or not _is_free(line, year):
        return None
    return Torn(named(line, part.start, in_year(hit, int(year.period.expression))), year.start, year.end)


def _without_year(line: Line, part: Named) -> Hit | None:
    """Return the calendar unit that the words name without its year."""
    hit = closed_at(line, lead_end(line, part.start))
    is_whole = hit is not None and hit.end == part.end and not part.is_moment and not part.filters
    return hit if hit is not None and is_whole and hit.of_year and "fiscal" not in hit.expression.lower() else None


def _is_free(line: Line, year: Named) -> bool:
    """Tell whether no verb stands before the year, and nothing but a plain word leads it in."""
    at = lead_end(line, year.start)
    is_plain = at == year.start or (at == year.start + 1 and line[year.start] in _LEADS)
    return is_plain and not line[year.start - 1].endswith(("ed", "ing", "en"))
