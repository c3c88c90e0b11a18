"""Periods made of others: the first week of March, the 2 weeks before Christmas, the same quarter last year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.interpretation.rules.beside import beside_at
from metrics_cli.interpretation.rules.datewords import HOLIDAY_WORDS, LAST, THIS, UNIT_OF, phrases
from metrics_cli.interpretation.rules.line import Hit, Line, latest, year_at
from metrics_cli.interpretation.rules.own_units import own_units_at
from metrics_cli.interpretation.rules.points import in_year_of, points_at
from metrics_cli.interpretation.rules.relatives import relatives_at
from metrics_cli.interpretation.rules.shorthand import shorthand_at
from metrics_cli.period import whole

_FISCAL = re.compile(r"FY(\d{4})")
_A_YEAR_EARLIER = (
    ("last", "year"),
    ("previous", "year"),
    ("prior", "year"),
    ("a", "year", "ago"),
    ("one", "year", "ago"),
    ("a", "year", "earlier"),
    ("one", "year", "earlier"),
    ("year", "before"),
    ("year", "earlier"),
)


_A_WEEK_EARLIER = phrases("last week, previous week, prior week, a week ago, one week ago, a week earlier, week before")


def closed_at(line: Line, index: int) -> Hit | None:
    """Return the longest closed period that the words at `index` name, an article before it passed over."""
    if index not in line.memo:
        line.memo[index] = None
        line.memo[index] = max(_hits(line, index), key=lambda hit: hit.end, default=None)
    return line.memo[index]


def same_at(line: Line, index: int) -> tuple[int, str] | None:
    """Return the end and the unit of the words `same quarter last year`; a `period` is of any length."""
    at = line.skip(index, "the")
    if line[at] != "same":
        return None
    unit = UNIT_OF.get(line[at + 1], "")
    if line[at + 1] in ("period", "time", "days", "dates", "timeframe"):
        unit = "period"
    end = _year_earlier(line, line.skip(at + 2, "of", "in", "from", "during"))
    return (end, unit) if end and unit and line[at + 1] != "years" else None


def same_day_at(line: Line, index: int) -> tuple[int, int] | None:
    """Return the end of the words `same day last week`, and how many days earlier it is."""
    at = line.skip(index, "the")
    if line[at] != "same" or line[at + 1] not in ("day", "weekday"):
        return None
    at = line.skip(line.skip(at + 2, "of", "in", "from"), "the")
    words = tuple(line.words[at : at + 3])
    for phrase in _A_WEEK_EARLIER:
        if words[: len(phrase)] == phrase:
            return at + len(phrase), 7
    return None


def _year_earlier(line: Line, index: int) -> int | None:
    at = line.skip(index, "the")
    for words in _A_YEAR_EARLIER:
        if tuple(line.words[at : at + len(words)]) == words:
            return at + len(words)
    return None


def _hits(line: Line, index: int) -> Iterator[Hit]:
    if index >= len(line.words):
        return
    start = line.skip(index, "the")
    for hit in (*points_at(line, start), *relatives_at(line, start), *shorthand_at(line, start)):
        if not hit.leads or _is_led(line, start, hit.leads):
            yield hit
    yield from own_units_at(line, start)
    for found in (_edge(line, start), _nth(line, start), _same(line, start), _week_of_holiday(line, start)):
        if found:
            yield found
    spanned = beside_at(line, start, closed_at)
    if spanned:
        yield spanned


def _is_led(line: Line, index: int, leads: frozenset[str]) -> bool:
    before = line[index - 2] if line[index - 1] == "the" else line[index - 1]
    return before in leads or line.gap(index) in ("-", "–", "—")


def _edge(line: Line, index: int) -> Hit | None:
    """Read the first 2 weeks of March 2024, the last quarter of 2023."""
    which = {"first": "first", "last": "last", "final": "last", "opening": "first", "closing": "last"}.get(line[index])
    at = index + 1
    count = line.count(at)
    at += count is not None
    unit = UNIT_OF.get(line[at])
    if which is None or unit is None or line[at + 1] not in ("of", "in") or count == 0:
        return None
    inner = closed_at(line, at + 2)
    if inner is None or inner.rivals or "trailing" in inner.expression:
        return None
    expression = f"{which}({count or 1}, {unit}, {inner.expression})"
    start, end = line.day(expression), line.day(expression, end=True)
    frame = (start, end) == whole(start, unit) if unit not in ("half", "week") else False
    said = (f"'{line.text(index, at + 1)}' is read as 7 days",) if unit == "week" and count in (None, 1) else ()
    if inner.expression[:1].isdigit() and frame and unit in ("quarter", "month"):
        number = f"-Q{(start.month + 2) // 3}" if unit == "quarter" else f"-{start.month:02d}"
        return Hit(inner.end, f"{start.year}{number}", (*inner.assumed, *said))
    return Hit(inner.end, expression, (*inner.assumed, *said))


def _nth(line: Line, index: int) -> Hit | None:
    """Read the second week of May 2025, the third month of last quarter, the 15th of last month."""
    number = line.place(index)
    unit = UNIT_OF.get(line[index + 1]) if number else None
    is_day = unit is None and number is not None and line[index + 1] == "of" and line[index + 2] in THIS | LAST
    at = index + (1 if is_day else 2)
    if number is None or not (unit or is_day) or line[at] not in ("of", "in"):
        return None
    inner = closed_at(line, at + 1)
    if inner is None or inner.rivals or "trailing" in inner.expression or (is_day and "month" not in inner.expression):
        return None
    unit = unit or "day"
    days = (line.day(inner.expression, end=True) - line.day(inner.expression)).days + 1
    if unit in ("half", "quarter", "year") or (unit == "week" and days > 31):
        # The fifth week of a year is counted by ISO 8601 or from 1 January; quarters have their own room.
        return None
    said = (f"'{line.text(index, at)}' is read as its days {number * 7 - 6} to {number * 7}",) if unit == "week" else ()
    expression = f"last(1, {unit}, first({number}, {unit}, {inner.expression}))"
    line.day(expression)
    return Hit(inner.end, expression, (*inner.assumed, *said))


def _week_of_holiday(line: Line, index: int) -> Hit | None:
    """Read Black Friday week, Christmas week 2025: the week that holds the day."""
    for size in (3, 2, 1):
        name = HOLIDAY_WORDS.get(tuple(line.words[index : index + size]))
        if name is None or line[index + size] != "week" or len(line.words) < index + size:
            continue
        year = year_at(line, line.skip(index + size + 1, "of", "in"))
        day = f"{year.year}-{name}" if year else latest(line, in_year_of(name))
        start, end = whole(line.day(day), "week", line.calendar.week_start)
        said = () if year else (f"it is read as the week of {start}, the latest",)
        return Hit(year.end if year else index + size + 1, f"{start}..{end}", said)
    return None


def _same(line: Line, index: int) -> Hit | None:
    """Read same quarter last year, on its own: this quarter, a year earlier."""
    day = same_day_at(line, index)
    if day:
        said = f"'{line.text(index, day[0])}' is read as {day[1]} days before today"
        return Hit(day[0], f"ago({day[1]}, day)", (said,))
    found = same_at(line, index) or _this_a_year_earlier(line, index)
    if found is None or found[1] == "period":
        return None
    if found[1] == "week":
        return Hit(found[0], "shift(this_week, -52, week)", ("the same week last year is read as 52 weeks earlier",))
    return Hit(found[0], f"shift(this_{found[1]}, -1, year)")


def in_year(hit: Hit, year: int) -> Hit:
    """Return the hit in the given year, when its own words name none."""
    return replace(hit, expression=hit.of_year(year), assumed=(), of_year=None) if hit.of_year else hit


def _this_a_year_earlier(line: Line, index: int) -> tuple[int, str] | None:
    """Read this month last year, this day last year."""
    unit = UNIT_OF.get(line[index + 1], "") if line[index] == "this" else ""
    at = line.skip(index + 2, "of")
    is_last = line[at] in LAST and line[at + 1] == "year"
    return (at + 2, unit) if is_last and unit not in ("", "year") and not line[index + 1].endswith("s") else None


def beside_year(line: Line, hit: Hit, beside: Hit) -> Hit:
    """Return the hit in the year of the one beside it, its fiscal year when that is what it names."""
    fiscal = _FISCAL.match(beside.expression)
    if fiscal and hit.of_year and "FY" not in hit.expression and "-Q" in hit.expression:
        return replace(hit, expression=f"FY{hit.of_year(int(fiscal[1]))}", of_year=None, assumed=())
    return in_year(hit, int(fiscal[1]) if fiscal and "FY" in hit.expression else line.day(beside.expression).year)


def is_fiscal(hit: Hit) -> bool:
    """Tell whether it names a fiscal year."""
    return _FISCAL.match(hit.expression) is not None
