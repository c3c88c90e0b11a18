"""Points of the calendar in words, such as march 2024, q3 or week 7 of 2024, and the expressions they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from metrics_cli.interpretation.rules.datewords import (
    BOUNDS,
    DOUBTFUL,
    HOLIDAY_WORDS,
    LEADS,
    MONTHS,
)
from metrics_cli.interpretation.rules.line import YEAR, Hit, Line, bare, year_at
from metrics_cli.interpretation.rules.quarters import quarters_at
from metrics_cli.period import SEASONS, whole

_ISO = re.compile(r"\d{4}-\d\d(?:-\d\d)?", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)[/.](\d{1,2})(?:[/.](\d{1,2}))?", re.ASCII)
_MONTH_OF = re.compile(r"(\d{1,2})/(\d{4})", re.ASCII)
_WEEK = re.compile(r"(?:w|wk|cw|kw)(\d{1,2})", re.ASCII)
_ON = frozenset({"on", "before", "after", "since", "until", "till", "through", "of", "starting"})
_NAMES_A_TIME = (
    LEADS
    | _ON
    | {"from", "to", "between", "and", "-", "by", "vs", "versus", "last", "this"}
    | {"with", "against", "than", "ending", "ended", "or", "&"}
)
# Days that only a trade or a calendar knows by two words stand by themselves: Black Friday 2025 orders.
_HOLIDAY_LEADS = _ON | frozenset("from to between and vs versus than with against ending".split())


def points_at(line: Line, index: int) -> Iterator[Hit]:
    """Yield the points of the calendar that the words at `index` name, in any length."""
    word = line[index]
    if word[:1].isdigit():
        yield from _digits(line, index)
    if word in MONTHS:
        yield from _month(line, index)
    yield from quarters_at(line, index)
    for read in (_day_of, _week, _season, _holiday, _named_unit):
        hit = read(line, index)
        if hit:
            yield hit


def month_at(line: Line, index: int) -> Hit:
    """Return the longest month or day that the month's name at `index` begins, also one that is another word."""
    return replace(max(_month(line, index), key=lambda hit: hit.end), leads=frozenset())


def _digits(line: Line, index: int) -> Iterator[Hit]:
    word = line[index]
    numeric, of_year = _NUMERIC.fullmatch(word), _MONTH_OF.fullmatch(word)
    ymd = _YEAR_FIRST.fullmatch(word)
    if _ISO.fullmatch(word):
        yield Hit(index + 1, word)
    elif numeric:
        yield _numeric(line, index, numeric)
    elif of_year and 1 <= int(of_year[1]) <= 12 and YEAR.fullmatch(of_year[2]):
        yield Hit(index + 1, f"{of_year[2]}-{int(of_year[1]):02d}")
    elif ymd and len(ymd[2]) == 2 and (ymd[3] or "/" in word):
        yield Hit(index + 1, f"{ymd[1]}-{ymd[2]}" + (f"-{int(ymd[3]):02d}" if ymd[3] else ""))
    elif YEAR.fullmatch(word) and line[index - 1] not in BOUNDS and not line[index + 1].startswith(("%", "$")):
        yield from _year(line, index)


def _year(line: Line, index: int) -> Iterator[Hit]:
    year = int(line[index])
    is_likely = 1990 <= year <= line.today.year + 5
    yield Hit(index + 1, line[index], leads=frozenset() if is_likely else _NAMES_A_TIME)
    week = _WEEK.fullmatch(line[index + 1])
    if week and not line.calendar.week_start:
        yield Hit(index + 2, f"{year}-W{int(week[1]):02d}")
    number = line.count(index + 2) if line[index + 1] in ("week", "wk") else None
    if number and number <= 53 and not line.calendar.week_start:
        yield Hit(index + 3, f"{year}-W{number:02d}")
    if line[index + 1] in MONTHS and line[index + 1] not in DOUBTFUL:
        yield Hit(index + 2, f"{year}-{MONTHS[line[index + 1]]:02d}")


def _numeric(line: Line, index: int, match: re.Match[str]) -> Hit:
    """Read 03/05/2024: by the project's order, by what is possible, by the dots, else in both ways."""
    first, second, year = int(match[1]), int(match[3]), int(match[4]) + (2000 if len(match[4]) == 2 else 0)
    by_month, by_day = f"{year}-{first:02d}-{second:02d}", f"{year}-{second:02d}-{first:02d}"
    day_first = line.calendar.day_first
    if match[2] == "." or first > 12:
        return Hit(index + 1, by_day, (f"'{match[0]}' is read as day.month.year",) if match[2] == "." else ())
    if second > 12 or first == second:
        return Hit(index + 1, by_month)
    if day_first is None:
        return Hit(index + 1, by_month, rivals=(by_day,))
    order = "day/month" if day_first else "month/day"
    return Hit(index + 1, by_day if day_first else by_month, (f"'{match[0]}' is read as {order}/year",))


def _month(line: Line, index: int) -> Iterator[Hit]:
    """Yield March, March 2024, March 5, March 5th, 2024, March of last year, and what Mar 24 may be."""
    month = MONTHS[line[index]]
    is_plain = line[index] not in DOUBTFUL or line[index + 1] in ("vs", "versus") or _is_written(line, index)
    leads = frozenset() if is_plain else _NAMES_A_TIME
    yield bare(line, index, index + 1, lambda year: f"{year}-{month:02d}", leads)
    named = year_at(line, line.skip(index + 1, "of", "in"))
    if named and not named.is_fiscal:
        yield Hit(named.end, f"{named.year}-{month:02d}")
    at = line.skip(index + 1, "the")
    day = line.place(at) or (line.count(at) if re.fullmatch(r"\d{1,2}", line[at], re.ASCII) else None)
    if day is None or not 1 <= day <= 31 or line.gap(at) in ("'", "’"):
        return
    dated = year_at(line, line.skip(at + 1, "of", "in"))
    if dated and not dated.is_fiscal:
        yield Hit(dated.end, f"{dated.year}-{month:02d}-{day:02d}")
        return
    yield _month_and_number(line, index, at, month, day)


def _is_written(line: Line, index: int) -> bool:
    """Tell whether a month that is another word as well is written as a name: March, MAY; not 'May I see …'."""
    text = line.tokens[index].text
    return (text.istitle() or text.isupper()) and line[index + 1] not in ("i", "we", "you", "")


def _month_and_number(line: Line, index: int, at: int, month: int, number: int) -> Hit:
    """Read Mar 24: in Mar 24 is the month of 2024, on Mar 24 the day; without either it may be both."""
    hit = bare(line, index, at + 1, lambda year: f"{year}-{month:02d}-{number:02d}")
    may_be_year = re.fullmatch(r"\d\d", line[at], re.ASCII) and 15 <= number <= line.today.year % 100 + 1
    if not may_be_year or line[index - 1] == "on":
        return hit
    of_month = f"20{number}-{month:02d}"
    if line[index - 1] == "in":
        said = f"'{line.text(index, at + 1)}' is read as {of_month}, not as a day"
        return Hit(at + 1, of_month, (said,))
    return Hit(at + 1, of_month, rivals=(hit.expression,))


def _day_of(line: Line, index: int) -> Hit | None:
    """Read 5 March 2024, the 5th of March."""
    day = line.place(index) or (line.count(index) if re.fullmatch(r"\d{1,2}", line[index], re.ASCII) else None)
    at = line.skip(index + 1, "of")
    if day is None or not 1 <= day <= 31 or line[at] not in MONTHS:
        return None
    month = MONTHS[line[at]]
    named = year_at(line, line.skip(at + 1, "of", "in"))
    if named and not named.is_fiscal:
        return Hit(named.end, f"{named.year}-{month:02d}-{day:02d}")
    leads = _NAMES_A_TIME if line[at] in DOUBTFUL and line.place(index) is None else frozenset()
    return bare(line, index, at + 1, lambda year: f"{year}-{month:02d}-{day:02d}", leads)


def _week(line: Line, index: int) -> Hit | None:
    """Read week 7 of 2024, W07 2024, CW 7, the week of March 4; only ISO's weeks, from Monday on, have numbers."""
    match = _WEEK.fullmatch(line[index])
    end = index + 1
    number = int(match[1]) if match else None
    if line[index] in ("calendar", "iso") and line[index + 1] in ("week", "wk"):
        return _week(line, index + 1)
    if line[index] in ("week", "wk", "cw", "kw"):
        if line[index + 1] in ("of", "starting", "beginning", "commencing", "ending"):
            return _week_of(line, index)
        end = line.skip(index + 1, "number", "no") + 1
        number = line.count(end - 1)
    if number is None or not 1 <= number <= 53 or line.calendar.week_start:
        return None
    named = year_at(line, line.skip(end, "of", "in"))
    if named and not named.is_fiscal:
        return Hit(named.end, f"{named.year}-W{number:02d}")
    return bare(line, index, end, lambda year: f"{year}-W{number:02d}")


def _week_of(line: Line, index: int) -> Hit | None:
    day = max(points_at(line, line.skip(index + 2, "the")), key=lambda hit: hit.end, default=None)
    if day is None or day.rivals or line.day(day.expression) != line.day(day.expression, end=True):
        return None
    if line[index + 1] == "ending":
        return Hit(day.end, f"shift({day.expression}, -6, day)..{day.expression}", day.assumed)
    at = line.day(day.expression)
    if line[index + 1] != "of":
        return Hit(day.end, f"{day.expression}..shift({day.expression}, 6, day)", day.assumed)
    start, end = whole(at, "week", line.calendar.week_start)
    return Hit(day.end, f"{start}..{end}", day.assumed)


def _season(line: Line, index: int) -> Hit | None:
    """Read summer 2024, winter 2023/24, and summer alone as the latest."""
    season = line[index]
    if season not in SEASONS:
        return None
    at = line.skip(index + 1, "of", "in")
    pair = re.fullmatch(r"((?:19|20)\d\d)[/-](\d\d)", line[at], re.ASCII)
    if pair and season == "winter" and (int(pair[1]) + 1) % 100 == int(pair[2]):
        return Hit(at + 1, f"{pair[1]}-winter")
    named = year_at(line, at)
    if named and season == "winter" and line[named.end] == str(named.year + 1) and line.gap(named.end) in ("-", "/"):
        return Hit(named.end + 1, f"{named.year}-winter")
    said = f"'{season}' is read as three whole months of the northern hemisphere"
    if named and not named.is_fiscal:
        rivals = (f"{named.year - 1}-winter",) if season == "winter" else ()
        return Hit(named.end, f"{named.year}-{season}", (said,), rivals)
    leads = _NAMES_A_TIME
    hit = bare(line, index, index + 1, lambda year: f"{year}-{season}", leads)
    return hit


def _holiday(line: Line, index: int) -> Hit | None:
    """Read on Christmas, Black Friday 2024: the day itself, where the words before ask for a day."""
    for size in (3, 2, 1):
        name = HOLIDAY_WORDS.get(tuple(line.words[index : index + size]))
        if name is None or len(line.words) < index + size:
            continue
        named = year_at(line, line.skip(index + size, "of", "in"))
        if line[index + size] == "week":
            return None
        leads = frozenset() if size > 1 else _HOLIDAY_LEADS
        if named and not named.is_fiscal:
            return Hit(named.end, f"{named.year}-{name}", leads=leads)
        return bare(line, index, index + size, in_year_of(name), leads)
    return None


def in_year_of(name: str) -> Callable[[int], str]:
    """Return the expression of a season or holiday by its year."""
    return lambda year: f"{year}-{name}"


def _named_unit(line: Line, index: int) -> Hit | None:
    """Read the month of March 2024, the year 2024, calendar year 2024, CY2024."""
    short = re.fullmatch(r"cy(\d\d|\d{4})", line[index], re.ASCII)
    if short:
        return Hit(index + 1, f"{int(short[1]) + 2000 * (len(short[1]) == 2)}")
    at = line.skip(index, "calendar")
    if line[at] == "month" and line[at + 1] == "of" and line[at + 2] in MONTHS:
        return max(_month(line, at + 2), key=lambda hit: hit.end if _is_month(hit) else 0)
    after = line.skip(at + 1, "of")
    if line[at] == "year" and YEAR.fullmatch(line[after]):
        return Hit(after + 1, line[after])
    return None


def _is_month(hit: Hit) -> bool:
    return len(hit.expression) == len("2024-03")
