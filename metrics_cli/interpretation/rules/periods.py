"""Periods in words: which words name one, and the expression of `metrics_cli.period` they stand for.

A period is closed (last month), a range of two (from March to May), open at one side (since 2024), or a moment (at the
end of June). What looks like a date and is none of these stays unread, and a word that nothing reads stops the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from metrics_cli.interpretation.rules.bounds import bounds_at
from metrics_cli.interpretation.rules.composites import closed_at
from metrics_cli.interpretation.rules.datewords import FOREIGN, ONWARDS
from metrics_cli.interpretation.rules.line import YEAR, Hit, Line, Named, lead_end, named, opening, phrase_end
from metrics_cli.interpretation.rules.lists import list_at
from metrics_cli.interpretation.rules.ranges import range_at
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.period import ISO, SPANS, Calendar, floor

__all__ = ["Named", "find_periods"]


def find_periods(tokens: Sequence[Token], today: date, calendar: Calendar = ISO) -> tuple[Named, ...]:
    """Return the periods that the words name, the longest at each place, none overlapping.

    Raises QueryInvalid for words that name a date the calendar does not have.
    """
    line = Line(tokens, today, calendar)
    found: list[Named] = []
    index = 0
    while index < len(line.words):
        best = max(_at(line, index), key=lambda named: named.end, default=None)
        if best is None:
            index += 1
            continue
        if not _is_foreign(line, best):
            found.append(best)
        index = best.end
    return tuple(found)


def _as_of(line: Line, index: int, hit: Hit) -> Named | None:
    """Read year to date as of the end of June 2023: from the first day of that year to that day."""
    unit = hit.expression.removesuffix("_to_date")
    moment = next((n for n in bounds_at(line, hit.end) if n.is_moment), None) if unit in SPANS else None
    if moment is None or moment.rivals or moment.period.end is None:
        return None
    start = floor(moment.period.end, unit, line.calendar.week_start)
    return named(line, index, Hit(moment.end, f"{start}..{moment.period.end}", (*hit.assumed, moment.assumed)))


def _is_foreign(line: Line, found: Named) -> bool:
    """Tell whether a word beside the period names a calendar that it is not read by: Q2 2024 (fiscal)."""
    inside = any(w in FOREIGN or w.startswith("fy") for w in line.words[found.start : found.end])
    after = line.skip(line.skip(found.end, "of", "in"), "the")
    beside = (line[found.start - 1], line[found.end], line[after])
    return not inside and any(w in FOREIGN or re.fullmatch(r"fy\d*", w) for w in beside)


def _at(line: Line, index: int) -> Iterator[Named]:
    yield from bounds_at(line, index)
    between = range_at(line, index)
    if between:
        yield between
    listed = list_at(line, index)
    if listed:
        yield listed
    start = lead_end(line, index)
    hit = closed_at(line, start)
    # "orders over 2000" bounds a number.
    if hit is None or (line[index] in ("over", "within") and YEAR.fullmatch(hit.expression)):
        return
    dated = _as_of(line, index, hit)
    if dated:
        yield dated
    opened = phrase_end(line, hit.end, ONWARDS[1:])
    if opened is None:
        yield named(line, index, hit)
    elif not hit.rivals:
        yield named(line, index, Hit(opened, f"{opening(line, hit)}..", hit.assumed))
