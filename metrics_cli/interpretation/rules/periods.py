"""Periods in words: which words name one, and the expression of `metrics_cli.period` they stand for.

A period is closed (last month), a range of two (from March to May), open at one side (since 2024), or a moment (at the
end of June). What looks like a date and is none of these stays unread, and a word that nothing reads stops the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from metrics_cli.interpretation.rules.composites import closed_at, in_year
from metrics_cli.interpretation.rules.datewords import FOREIGN, LEADS, MONTHS, UNIT_OF
from metrics_cli.interpretation.rules.line import YEAR, Hit, Line
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.period import ISO, Calendar, Period, resolve


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split(", "))


_SINCE = _phrases(
    "since, after, starting from, starting in, starting on, starting, beginning in, beginning on, ever since"
)
_UNTIL = _phrases("until, till, through, thru, before, prior to, up to, up until, up through, up till")
_JOINERS = _phrases("to, until, till, through, thru, up to, -, –, —")
_OPEN_ENDS = _phrases("on, onward, onwards, forward, and later, or later, and after")
_NOW = _phrases("date, now, present, the present")
_DASHES = ("-", "–", "—")


@dataclass(frozen=True)
class Named:
    """A period that tokens `start` to `end` (exclusive) name; `assumed` says what they left open.

    `rivals` are the periods that the words may mean as well: one of them, or `period`, for a person to pick. A moment
    (at the end of June) is a day at which something stands, not days over which it adds up. `ends` are the two periods
    that a range reaches from and to, for a question about the change between them.
    """

    start: int
    end: int
    period: Period
    assumed: str = ""
    rivals: tuple[Period, ...] = ()
    is_moment: bool = False
    ends: tuple[Period, ...] = ()


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


def named(line: Line, start: int, hit: Hit, is_moment: bool = False, ends: tuple[Hit, ...] = ()) -> Named:
    """Return the hit as a period that the words from `start` on name."""
    periods = [resolve(e, line.today, line.calendar) for e in (hit.expression, *hit.rivals)]
    both = tuple(resolve(e.expression, line.today, line.calendar) for e in ends)
    return Named(start, hit.end, periods[0], "; ".join(dict.fromkeys(hit.assumed)), tuple(periods[1:]), is_moment, both)


def _is_foreign(line: Line, found: Named) -> bool:
    """Tell whether a word beside the period names a calendar that it is not read by: Q2 2024 (fiscal)."""
    inside = any(w in FOREIGN or w.startswith("fy") for w in line.words[found.start : found.end])
    after = line.skip(line.skip(found.end, "of", "in"), "the")
    beside = (line[found.start - 1], line[found.end], line[after])
    return not inside and any(w in FOREIGN or re.fullmatch(r"fy\d*", w) for w in beside)


def _at(line: Line, index: int) -> Iterator[Named]:
    for read in (_moment, _range, _open_start, _open_end, _from):
        found = read(line, index)
        if found:
            yield found
    start = _lead(line, index)
    hit = closed_at(line, start)
    # "orders over 2000" bounds a number.
    if hit is None or (line[index] in ("over", "within") and YEAR.fullmatch(hit.expression)):
        return
    opened = _phrase(line, hit.end, _OPEN_ENDS[1:])
    if opened is None:
        yield named(line, index, hit)
    elif not hit.rivals:
        yield named(line, index, Hit(opened, f"{_start(line, hit)}..", hit.assumed))


def _lead(line: Line, index: int) -> int:
    """Return the place after 'in', 'during the', 'throughout', 'all of'."""
    at = line.skip(index, *LEADS)
    if line[at] in ("all", "whole", "entire"):
        at = line.skip(at + 1, "of")
    return line.skip(at, "the")


def _phrase(line: Line, index: int, phrases: Sequence[tuple[str, ...]]) -> int | None:
    """Return the place after the longest of `phrases` that stands at `index`."""
    ends = [index + len(p) for p in phrases if tuple(line.words[index : index + len(p)]) == p]
    return max(ends, default=None)


def _start(line: Line, hit: Hit) -> str:
    """Return the expression that opens a range: the day of an absolute period, the words of a relative one."""
    if hit.since:
        return hit.since
    return line.day(hit.expression).isoformat() if _is_absolute(hit) else hit.expression


def _end(line: Line, hit: Hit) -> str:
    if hit.since:
        return hit.since
    return line.day(hit.expression, end=True).isoformat() if _is_absolute(hit) else hit.expression


def _is_absolute(hit: Hit) -> bool:
    return hit.expression[:1].isdigit() or hit.expression.startswith("FY")


# --- ranges ---------------------------------------------------------------------------------------------------------


def _range(line: Line, index: int) -> Named | None:
    """Read from March to May 2024, between Q1 and Q3, Jan–Mar 2024, March 5 to 9."""
    opens = line[index] in ("from", "between")
    is_between = line[index] == "between"
    start = index + 1 if opens else _lead(line, index)
    days = _days_of_month(line, start, is_between)
    if days:
        return named(line, index, days)
    first = closed_at(line, start) or (_doubtful_month(line, start) if not opens else None)
    if first is None:
        return None
    after = _joined(line, first.end, is_between)
    if after is None:
        return None
    now = _phrase(line, after, _NOW) if not is_between else None
    last = Hit(now, "today") if now else closed_at(line, after)
    return named(line, index, _between(line, first, last), ends=_dated(line, first, last)) if last else None


def _joined(line: Line, index: int, is_between: bool) -> int | None:
    """Return the place after the word or the dash that joins the two ends of a range."""
    if is_between:
        return index + 1 if line[index] == "and" else None
    joiner = _phrase(line, index, _JOINERS)
    return joiner if joiner is not None else index if line.gap(index) in _DASHES else None


def _doubtful_month(line: Line, index: int) -> Hit | None:
    """Read Mar–May 2024, march to may 2024: a month that is another word, but for the month that follows."""
    after = _joined(line, index + 1, is_between=False)
    if line[index] not in MONTHS or after is None or line[after] not in MONTHS:
        return None
    month = MONTHS[line[index]]
    return Hit(index + 1, f"{line.today.year}-{month:02d}", of_year=lambda year: f"{year}-{month:02d}")


def _days_of_month(line: Line, index: int, is_between: bool) -> Hit | None:
    """Read March 5 to 9, 2024 and 5 to 9 March 2024."""
    if line[index] in MONTHS:
        first = closed_at(line, index)
        after = _joined(line, first.end, is_between) if first else None
        number = (line.place(after) or line.count(after)) if after else None
        # "March 5 to 9 April" names the month of the second day as well.
        if first is None or after is None or number is None or not 1 <= number <= 31 or line[after + 1] in MONTHS:
            return None
        if len(first.expression) != len("2024-03-05") or (first.of_year is None and not first.rivals):
            return None
        return _day_range(
            line, MONTHS[line[index]], (line.place(index + 1) or line.count(index + 1), number), after + 1
        )
    first_day = line.place(index) or line.count(index)
    after = _joined(line, index + 1, is_between) if first_day and first_day <= 31 else None
    last = closed_at(line, after) if after else None
    at = line.skip((after or 0) + 1, "of")
    if not last or after is None or line[at] not in MONTHS or len(last.expression) != len("2024-03-05"):
        return None
    return _day_range(line, MONTHS[line[at]], (first_day, line.place(after) or line.count(after)), at + 1)


def _day_range(line: Line, month: int, days: tuple[int | None, int | None], end: int) -> Hit:
    year = line[end] if YEAR.fullmatch(line[end]) else None
    first, last = (f"{month:02d}-{day:02d}" for day in days)
    if year:
        return Hit(end + 1, f"{year}-{first}..{year}-{last}")
    this = line.today.year
    start = this if f"{this}-{first}" <= line.today.isoformat() else this - 1
    expression = f"{start}-{first}..{start}-{last}"
    return Hit(end, expression, (f"without a year, it is read as {expression}",))


def _between(line: Line, first: Hit, last: Hit) -> Hit:
    """Return the days from one period to another; one without a year takes that of the other."""
    a, b = _dated(line, first, last)
    expression = f"{_start(line, a)}..{_end(line, b)}"
    rivals: tuple[str, ...] = ()
    if a.rivals or b.rivals:
        others = Hit(a.end, (a.rivals or (a.expression,))[0]), Hit(b.end, (b.rivals or (b.expression,))[0])
        rivals = (f"{_start(line, others[0])}..{_end(line, others[1])}",)
    said = (*a.assumed, *b.assumed)
    if first.of_year and last.of_year:
        said = (f"without years, it is read as {line.day(a.expression)} to {line.day(b.expression, end=True)}",)
    elif first.of_year and _is_absolute(last) and line.day(a.expression).year != line.day(b.expression).year:
        said = (*said, f"it is read as starting on {line.day(a.expression)}")
    return Hit(last.end, expression, said, rivals)


def _dated(line: Line, first: Hit, last: Hit) -> tuple[Hit, Hit]:
    """Return both ends with a year: the start is the latest before the end."""
    if first.of_year and last.of_year:
        return _before(line, first, last), last
    if first.of_year and _is_absolute(last):
        return _before(line, in_year(first, line.day(last.expression, end=True).year), last, first), last
    if last.of_year and _is_absolute(first):
        year = line.day(first.expression).year
        same = in_year(last, year)
        is_after = line.day(same.expression, end=True) >= line.day(first.expression)
        return first, same if is_after else in_year(last, year + 1)
    return first, last


def _before(line: Line, first: Hit, last: Hit, bare: Hit | None = None) -> Hit:
    start, end = line.day(first.expression), line.day(last.expression, end=True)
    return first if start <= end else in_year(bare or first, start.year - 1)


# --- open ranges and moments ------------------------------------------------------------------------------------------


def _open_end(line: Line, index: int) -> Named | None:
    """Read since March 2024, after last week, from 2024 on."""
    after = _phrase(line, index, _SINCE)
    if after is not None:
        hit = _point(line, after)
        if hit is None or hit.rivals:
            return None
        said = hit.assumed if not hit.since else ()
        if line[index] == "after":
            return named(line, index, Hit(hit.end, f"{_day_after(line, hit)}..", said))
        end = _phrase(line, hit.end, _OPEN_ENDS[1:]) or hit.end
        return named(line, index, Hit(end, f"{_start(line, hit)}..", said))
    hit = _point(line, index + 1) if line[index] == "from" else None
    opened = _phrase(line, hit.end, _OPEN_ENDS) if hit else None
    if hit is None or opened is None or hit.rivals:
        return None
    return named(line, index, Hit(opened, f"{_start(line, hit)}..", hit.assumed))


def _open_start(line: Line, index: int) -> Named | None:
    """Read until yesterday, before 2024, up to the end of March."""
    after = _phrase(line, index, _UNTIL)
    hit = _point(line, after) if after is not None else None
    if hit is None or hit.rivals:
        return None
    said = hit.assumed if not hit.since else ()
    if line[index] in ("before", "prior"):
        return named(line, index, Hit(hit.end, f"..{_day_before(line, hit)}", said))
    return named(line, index, Hit(hit.end, f"..{_end(line, hit)}", said))


def _from(line: Line, index: int) -> Named | None:
    """Read 'from 2023' in both ways: in 2023, or since then; 'from last month' is in last month."""
    hit = closed_at(line, index + 1) if line[index] == "from" else None
    if hit is None or hit.rivals:
        return None
    if not _is_absolute(hit):
        return named(line, index, hit)
    return named(line, index, Hit(hit.end, hit.expression, hit.assumed, (f"{_start(line, hit)}..",)))


def _point(line: Line, index: int) -> Hit | None:
    """Return a closed period, or the start or end of one: the beginning of the year."""
    at = line.skip(index, "the")
    edge = {"start": "start", "beginning": "start", "end": "end", "close": "end"}.get(line[at])
    if edge is None or line[at + 1] != "of":
        return closed_at(line, index)
    unit = UNIT_OF.get(line[at + 3]) if line[at + 2] == "the" else None
    inner = closed_at(line, at + 2) or (Hit(at + 4, f"this_{unit}") if unit else None)
    if inner is None or inner.rivals:
        return None
    if _is_absolute(inner):
        return Hit(inner.end, line.day(inner.expression, edge == "end").isoformat(), inner.assumed)
    return Hit(inner.end, f"{edge}_of({inner.expression})", inner.assumed)


def _moment(line: Line, index: int) -> Named | None:
    """Read as of 2024-03-31, at the end of June, at year end 2023."""
    if line[index] == "as" and line[index + 1] in ("of", "at"):
        now = _phrase(line, index + 2, _NOW[1:])
        hit = Hit(now, "today") if now else _point(line, index + 2)
    elif line[index + (line[index] == "at")] == "year" and line[index + (line[index] == "at") + 1] == "end":
        at = line.skip(index + (line[index] == "at") + 2, "of")
        hit = Hit(at + 1, line[at]) if YEAR.fullmatch(line[at]) else None
    else:
        at = line.skip(line.skip(index, "at", "on"), "the")
        is_edge = line[at] in ("end", "close", "start", "beginning") and line[at + 1] == "of"
        hit = _point(line, at) if is_edge else None
    if hit is None:
        return None
    return named(line, index, _last_day(line, hit), is_moment=True)


def _last_day(line: Line, hit: Hit) -> Hit:
    ends = [
        line.day(e, end=True).isoformat() if _is_absolute(hit) else f"end_of({e})"
        for e in (hit.expression, *hit.rivals)
    ]
    is_day = line.day(hit.expression) == line.day(hit.expression, end=True)
    return Hit(hit.end, hit.expression if is_day else ends[0], hit.assumed, tuple(ends[1:]))


def _day_after(line: Line, hit: Hit) -> str:
    if _is_absolute(hit) or hit.since:
        day = hit.since or line.day(hit.expression, end=True).isoformat()
        return line.day(f"shift({day}, 1, day)").isoformat()
    return f"shift(end_of({hit.expression}), 1, day)"


def _day_before(line: Line, hit: Hit) -> str:
    if _is_absolute(hit) or hit.since:
        day = hit.since or line.day(hit.expression).isoformat()
        return line.day(f"shift({day}, -1, day)").isoformat()
    return f"shift(start_of({hit.expression}), -1, day)"
