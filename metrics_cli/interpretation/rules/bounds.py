"""Open ranges and moments in words: since March, until yesterday, as of today, at the end of June."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.interpretation.rules.composites import closed_at
from metrics_cli.interpretation.rules.datewords import FISCAL, NOW, ONWARDS, UNIT_OF, phrases
from metrics_cli.interpretation.rules.line import (
    YEAR,
    Hit,
    Line,
    Named,
    closing,
    is_absolute,
    named,
    opening,
    phrase_end,
)

_SINCE = phrases(
    "since, after, on or after, later than, no earlier than, not before, starting from, starting in, starting on, "
    "starting, beginning in, beginning on, ever since"
)
_UNTIL = phrases(
    "until, till, through, thru, before, prior to, up to, up until, up through, up till, up to and including, "
    "on or before, no later than, not after, earlier than"
)


def bounds_at(line: Line, index: int) -> Iterator[Named]:
    """Yield the open ranges and the moments that the words at `index` name."""
    for read in (_moment, _open_start, _open_end, _from):
        found = read(line, index)
        if found:
            yield found


def _open_end(line: Line, index: int) -> Named | None:
    """Read since March 2024, after last week, from 2024 on."""
    after = phrase_end(line, index, _SINCE)
    if after is not None:
        hit = _point(line, after)
        if hit is None or hit.rivals:
            return None
        said = hit.assumed if not hit.since else ()
        if line[index] in ("after", "later"):
            return named(line, index, Hit(hit.end, f"{_day_after(line, hit)}..", said))
        end = phrase_end(line, hit.end, ONWARDS[1:]) or hit.end
        return named(line, index, Hit(end, f"{opening(line, hit)}..", said), ends=(hit, Hit(end, "today")))
    hit = _point(line, index + 1) if line[index] == "from" else None
    opened = phrase_end(line, hit.end, ONWARDS) if hit else None
    if hit is None or opened is None or hit.rivals:
        return None
    return named(line, index, Hit(opened, f"{opening(line, hit)}..", hit.assumed))


def _open_start(line: Line, index: int) -> Named | None:
    """Read until yesterday, before 2024, up to the end of March."""
    after = phrase_end(line, index, _UNTIL)
    hit = _point(line, after) if after is not None else None
    if hit is None or hit.rivals:
        return None
    said = hit.assumed if not hit.since else ()
    if line[index] in ("before", "prior", "earlier"):
        return named(line, index, Hit(hit.end, f"..{_day_before(line, hit)}", said))
    return named(line, index, Hit(hit.end, f"..{closing(line, hit)}", said))


def _from(line: Line, index: int) -> Named | None:
    """Read 'from 2023' in both ways: in 2023, or since then; 'from last month' is in last month."""
    if line[index] != "from":
        return None
    hit = closed_at(line, index + 1)
    edge = _point(line, index + 1) if hit is None else None
    if edge is not None and not edge.rivals:
        return named(line, index, Hit(edge.end, f"{opening(line, edge)}..", edge.assumed))
    if hit is None or hit.rivals:
        return None
    if not is_absolute(hit):
        return named(line, index, hit)
    return named(line, index, Hit(hit.end, hit.expression, hit.assumed, (f"{opening(line, hit)}..",)))


def _point(line: Line, index: int) -> Hit | None:
    """Return a closed period, or the start or end of one: the beginning of the year."""
    at = line.skip(index, "the")
    edge = {"start": "start", "beginning": "start", "end": "end", "close": "end"}.get(line[at])
    if edge is None or line[at + 1] != "of":
        return closed_at(line, index)
    inner = closed_at(line, at + 2) or _this(line, at + 2)
    if inner is None or inner.rivals:
        return None
    if is_absolute(inner):
        return Hit(inner.end, line.day(inner.expression, edge == "end").isoformat(), inner.assumed)
    return Hit(inner.end, f"{edge}_of({inner.expression})", inner.assumed)


def _this(line: Line, index: int) -> Hit | None:
    """Read the year, the fiscal quarter: the one that holds today."""
    is_fiscal = line[index + 1] in FISCAL
    unit = UNIT_OF.get(line[index + 1 + is_fiscal]) if line[index] == "the" else None
    if unit is None or (is_fiscal and line.calendar.fiscal_start is None):
        return None
    return Hit(index + 2 + is_fiscal, f"this_{'fiscal_' if is_fiscal else ''}{unit}")


def _moment(line: Line, index: int) -> Named | None:
    """Read as of 2024-03-31, at the end of June, at year end 2023."""
    if line[index] == "as" and line[index + 1] in ("of", "at"):
        now = phrase_end(line, index + 2, NOW[1:])
        hit = Hit(now, "today") if now else _point(line, index + 2)
    elif line[index + (line[index] == "at")] == "year" and line[index + (line[index] == "at") + 1] == "end":
        at = line.skip(index + (line[index] == "at") + 2, "of")
        hit = Hit(at + 1, line[at]) if YEAR.fullmatch(line[at]) else None
    else:
        at = line.skip(line.skip(index, "at", "on"), "the")
        # 'Each month end of 2024' is the end of each of its months, not that of 2024.
        is_of_units = at == index and line[at - 1] in UNIT_OF and not line.gap(at).strip(" -")
        is_edge = line[at] in ("end", "close", "start", "beginning") and line[at + 1] == "of" and not is_of_units
        hit = _point(line, at) if is_edge else None
    if hit is None:
        return None
    return named(line, index, _last_day(line, hit), is_moment=True)


def _last_day(line: Line, hit: Hit) -> Hit:
    ends = [
        line.day(e, end=True).isoformat() if is_absolute(hit) else f"end_of({e})" for e in (hit.expression, *hit.rivals)
    ]
    is_day = line.day(hit.expression) == line.day(hit.expression, end=True)
    return Hit(hit.end, hit.expression if is_day else ends[0], hit.assumed, tuple(ends[1:]))


def _day_after(line: Line, hit: Hit) -> str:
    if is_absolute(hit) or hit.since:
        day = hit.since or line.day(hit.expression, end=True).isoformat()
        return line.day(f"shift({day}, 1, day)").isoformat()
    return f"shift(end_of({hit.expression}), 1, day)"


def _day_before(line: Line, hit: Hit) -> str:
    if is_absolute(hit) or hit.since:
        day = hit.since or line.day(hit.expression).isoformat()
        return line.day(f"shift({day}, -1, day)").isoformat()
    return f"shift(start_of({hit.expression}), -1, day)"
