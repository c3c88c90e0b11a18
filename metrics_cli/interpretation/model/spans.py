"""How people write the periods that an answer's sentence names: 1 Jan – 31 Dec 2025 is 2025, a whole month its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = "January February March April May June July August September October November December".split()
_SHORT = [month[:3] for month in MONTHS]
_SPAN = re.compile(
    rf"(?:(?P<day>\d\d?)(?: (?P<month>{'|'.join(_SHORT)}))?(?: (?P<year>\d{{4}}))? – )?"
    rf"(?P<last>\d\d?) (?P<in>{'|'.join(_SHORT)}) (?P<of>\d{{4}})(?: \((?P<name>[^()]*)\))?"
)
_COMPARED = ", compared with "


@dataclass(frozen=True)
class Spans:
    """What matches the period of an answer, and what the period that it is compared with; None where there is none."""

    now: re.Pattern[str] | None
    earlier: re.Pattern[str] | None


def spans_of(sentence: str) -> Spans:
    """Return the ways to write the periods of an answer's sentence."""
    before, _, after = sentence.partition(_COMPARED)
    own = [] if "all dates" in before else [*_SPAN.finditer(before)][-1:]
    other = [*_SPAN.finditer(after)][:1]
    named = re.match(r"the [a-z]+(?: [a-z]+)* before\b", after)
    return Spans(
        _pattern([way for match in own for way in _ways(match)]),
        _pattern([*(way for match in other for way in _ways(match)), *([named.group()] if named else [])]),
    )


def _pattern(ways: list[str]) -> re.Pattern[str] | None:
    longest = sorted({re.escape(way) for way in ways}, key=len, reverse=True)
    return re.compile(rf"(?<![\w$€£¥₹₩.,-])(?:{'|'.join(longest)})(?![\w%]|[.,]\d)", re.IGNORECASE) if ways else None


def _ways(match: re.Match[str]) -> list[str]:
    year, month = int(match["of"]), _SHORT.index(match["in"]) + 1
    try:
        end = date(year, month, int(match["last"]))
        start = end
        if match["day"]:
            first = _SHORT.index(match["month"]) + 1 if match["month"] else month
            start = date(int(match["year"] or year), first, int(match["day"]))
    except ValueError:
        return []
    # A name of the period's own, 'last quarter'; what explains it more is no way to say it.
    name = match["name"] if match["name"] and re.fullmatch(r"[a-z]+(?: [a-z0-9]+)*", match["name"]) else None
    return [*_dates(start, end), *_units(start, end), *([f"the {name}", name] if name else [])]


def _dates(start: date, end: date) -> list[str]:
    if start == end:
        return [*_days(end, True), end.isoformat()]
    firsts = _days(start, True) + (_days(start, False) if start.year == end.year else [])
    lasts = _days(end, True)
    firsts += [str(start.day)] if (start.year, start.month) == (end.year, end.month) else []
    spans = [f"{a}{sign}{b}" for a in firsts for b in lasts for sign in (" – ", "–", " - ", " to ", " through ")]
    led = [f"{lead} {span}" for span in spans for lead in ("from", "over", "during") if " to " in span or "thr" in span]
    return [*led, *spans, *(f"between {a} and {b}" for a in firsts for b in lasts)]


def _days(day: date, with_year: bool) -> list[str]:
    year, comma = (f" {day.year}", f", {day.year}") if with_year else ("", "")
    names = (MONTHS[day.month - 1], _SHORT[day.month - 1])
    return [*(f"{day.day} {name}{year}" for name in names), *(f"{name} {day.day}{comma}" for name in names)]


def _units(start: date, end: date) -> list[str]:
    """Return the names of a whole year, quarter or month."""
    after = end + timedelta(days=1)
    if (start.day, after.day) != (1, 1):
        return []
    months = (after.year - start.year) * 12 + after.month - start.month
    if months == 12 and start.month == 1:
        return [str(start.year)]
    if months == 3 and start.month % 3 == 1:
        return [f"Q{start.month // 3 + 1} {start.year}", f"{start.year} Q{start.month // 3 + 1}"]
    return [f"{name} {start.year}" for name in (MONTHS[start.month - 1], _SHORT[start.month - 1]) if months == 1]
