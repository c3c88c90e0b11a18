"""A question as the reader of dates sees it, and what it finds at a place of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.rules.datewords import FISCAL, LEADS, ORDINALS
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, Token
from metrics_cli.period import Calendar, Period, resolve, spoken
from metrics_cli.query import Filter

YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


@dataclass(frozen=True)
class Hit:
    """Words up to token `end` (exclusive) that name a closed period.

    `assumed` says what they left open, `rivals` holds the expressions that they may mean as well. `of_year` gives the
    expression in a year of the reader's choice, when the words name none. `leads` are the words of which one must stand
    before: none when the words speak for themselves. `since` is where the period begins when it bounds another.
    """

    end: int
    expression: str
    assumed: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    of_year: Callable[[int], str] | None = field(default=None, compare=False)
    leads: frozenset[str] = frozenset()
    since: str | None = None


class Line:
    """The words of a question by their place; beyond its ends there are empty words."""

    def __init__(self, tokens: Sequence[Token], today: date, calendar: Calendar) -> None:
        self.tokens = tokens
        self.words = [t.fold for t in tokens]
        self.today = today
        self.calendar = calendar
        self.memo: dict[int, Hit | None] = {}

    def __getitem__(self, index: int) -> str:
        return self.words[index] if 0 <= index < len(self.words) else ""

    def gap(self, index: int) -> str:
        """Return the signs, without spaces, between the word at `index` and the one before."""
        return self.tokens[index].gap.strip() if 0 <= index < len(self.words) else ""

    def skip(self, index: int, *words: str) -> int:
        """Return the place after `index` when one of `words` stands there."""
        return index + 1 if self[index] in words else index

    def count(self, index: int) -> int | None:
        """Return the whole number below 100,000 that the word writes."""
        word = self[index]
        if word.isdecimal() and word.isascii():
            return int(word) if len(word) <= 5 else None
        return NUMBER_WORDS.get(word)

    def place(self, index: int) -> int | None:
        """Return the number of an ordinal: 3rd and third are 3."""
        match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", self[index], re.ASCII)
        return int(match[1]) if match else ORDINALS.get(self[index])

    def day(self, expression: str, end: bool = False) -> date:
        """Return the first, or the last, day of a closed expression."""
        period = resolve(expression, self.today, self.calendar)
        found = period.end if end else period.start
        assert found is not None
        return found

    def text(self, start: int, end: int) -> str:
        """Return the words from `start` to `end` (exclusive), as they stand."""
        return " ".join(t.text for t in self.tokens[start:end])


@dataclass(frozen=True)
class YearWords:
    """Words that name a year: the year, whether it is a fiscal one, and what was assumed."""

    end: int
    year: int
    is_fiscal: bool = False


def year_at(line: Line, index: int) -> YearWords | None:
    """Return the year that the words at `index` name: 2024, '24, last year, FY24, fiscal 2024."""
    word = line[index]
    if YEAR.fullmatch(word):
        return YearWords(index + 1, int(word))
    if re.fullmatch(r"\d\d", word, re.ASCII) and line.gap(index) in ("'", "’"):
        return YearWords(index + 1, 2000 + int(word))
    start = line.skip(index, "the")
    step = {"last": -1, "previous": -1, "prior": -1, "this": 0, "current": 0, "next": 1}.get(line[start])
    if step is not None and line[start + 1] in ("year", "yr"):
        return YearWords(start + 2, line.today.year + step)
    if step is not None and line[start + 1] in FISCAL and line[start + 2] in ("year", "yr"):
        return _this_fiscal(line, start + 3, step)
    if step is not None and line[start + 1] == "fy":
        return _this_fiscal(line, start + 2, step)
    back = line.count(start)
    if back and back < 100 and line[start + 1] in ("years", "yrs") and line[start + 2] == "ago":
        return YearWords(start + 3, line.today.year - back)
    # "The first quarter of the year" is this year's.
    is_this = line[start] == "year" and start > index and line[index - 1] == "of"
    if is_this and line[start + 1] not in ("before", "after", "earlier", "to", "end"):
        return YearWords(start + 1, line.today.year)
    return _fiscal_year(line, index) if line.calendar.fiscal_start is not None else None


def _this_fiscal(line: Line, end: int, step: int) -> YearWords | None:
    """Return the fiscal year so many after the one that holds today, by the number that it is called."""
    if line.calendar.fiscal_start is None:
        return None
    start = line.day("this_fiscal_year")
    is_later = line.calendar.fiscal_start > 1 and not line.calendar.named_by_start
    return YearWords(end, start.year + is_later + step, True)


def _fiscal_year(line: Line, index: int) -> YearWords | None:
    short = re.fullmatch(r"fy(\d\d|\d{4})?", line[index], re.ASCII)
    start = index + 1 if short else index
    both = _both_years(line, index, start)
    if both:
        return both
    if short and short[1]:
        return YearWords(start, int(short[1]) + (2000 if len(short[1]) == 2 else 0), True)
    if not short and line[index] not in FISCAL:
        return None
    start = start if short else line.skip(index + 1, "year")
    if YEAR.fullmatch(line[start]) or (short and re.fullmatch(r"\d\d", line[start], re.ASCII)):
        return YearWords(start + 1, int(line[start]) + (2000 if len(line[start]) == 2 else 0), True)
    return None


def _both_years(line: Line, index: int, start: int) -> YearWords | None:
    """Read FY25/26, FY2025-26, fiscal year 2025/26: the fiscal year that has a part in either."""
    at = index if start == index + 1 and re.fullmatch(r"fy\d+", line[index]) else line.skip(start, "year")
    first = line[at].removeprefix("fy")
    after = at + 1 + (line[at + 1] == "/")
    is_joined = line[at + 1] == "/" or line.gap(at + 1) in ("-", "–")
    if not is_joined or not re.fullmatch(r"\d\d|20\d\d", first) or not re.fullmatch(r"\d\d|20\d\d", line[after]):
        return None
    year, last = 2000 + int(first) % 100, 2000 + int(line[after]) % 100
    if last != year + 1 or line.calendar.fiscal_start in (None, 1):
        return None
    return YearWords(after + 1, year if line.calendar.named_by_start else last, True)


def latest(line: Line, of_year: Callable[[int], str]) -> str:
    """Return the expression in the latest year in which its period has begun by the day it is asked on."""
    year = line.today.year + 1
    while year > line.today.year - 9:
        # The 29th of February, and week 53, are not in every year.
        try:
            if line.day(of_year(year)) <= line.today:
                return of_year(year)
        except QueryInvalid:
            pass
        year -= 1
    return of_year(line.today.year)


def bare(line: Line, start: int, end: int, of_year: Callable[[int], str], leads: frozenset[str] = frozenset()) -> Hit:
    """Return the hit for words that name no year: the latest that has begun, and it is said."""
    expression = latest(line, of_year)
    named = spoken(expression) if "fiscal" not in expression else expression
    said = f"'{line.text(start, end).lower()}' is read as {named or expression}, the latest that has begun"
    return Hit(end, expression, (said,), of_year=of_year, leads=leads)


@dataclass(frozen=True)
class Named:
    """A period that tokens `start` to `end` (exclusive) name; `assumed` says what they left open.

    `rivals` are the periods that the words may mean as well: one of them, or `period`, for a person to pick. A moment
    (at the end of June) is a day at which something stands, not days over which it adds up. `ends` are the two periods
    that a range reaches from and to, for a question about the change between them. Of a list (Jan and Mar 2024) `grain`
    is the unit it is told by, `filters` keep its units among those between, `is_choice` says that 'or' joins it.
    """

    start: int
    end: int
    period: Period
    assumed: str = ""
    rivals: tuple[Period, ...] = ()
    is_moment: bool = False
    ends: tuple[Period, ...] = ()
    grain: str | None = None
    filters: tuple[Filter, ...] = ()
    is_choice: bool = False


def named(line: Line, start: int, hit: Hit, is_moment: bool = False, ends: tuple[Hit, ...] = ()) -> Named:
    """Return the hit as a period that the words from `start` on name."""
    periods = [resolve(e, line.today, line.calendar) for e in (hit.expression, *hit.rivals)]
    both = tuple(resolve(e.expression, line.today, line.calendar) for e in ends)
    return Named(
        start,
        hit.end,
        periods[0],
        "; ".join(dict.fromkeys(filter(None, hit.assumed))),
        tuple(periods[1:]),
        is_moment,
        both,
    )


def opening(line: Line, hit: Hit) -> str:
    """Return the expression that opens a range: the day of an absolute period, the words of a relative one."""
    if hit.since:
        return hit.since
    return line.day(hit.expression).isoformat() if is_absolute(hit) else hit.expression


def closing(line: Line, hit: Hit) -> str:
    """Return the expression that closes a range."""
    if hit.since:
        return hit.since
    return line.day(hit.expression, end=True).isoformat() if is_absolute(hit) else hit.expression


def is_absolute(hit: Hit) -> bool:
    """Tell whether the period is the same on every day that it is asked on."""
    return hit.expression[:1].isdigit() or hit.expression.startswith("FY")


def phrase_end(line: Line, index: int, phrases: tuple[tuple[str, ...], ...]) -> int | None:
    """Return the place after the longest of `phrases` that stands at `index`."""
    for phrase in _by_first_word(phrases).get(line[index], ()):
        if tuple(line.words[index : index + len(phrase)]) == phrase:
            return index + len(phrase)
    return None


@cache
def _by_first_word(phrases: tuple[tuple[str, ...], ...]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return the phrases by their first word, the longest first."""
    longest = sorted(phrases, key=len, reverse=True)
    return {phrase[0]: tuple(p for p in longest if p[0] == phrase[0]) for phrase in longest}


def lead_end(line: Line, index: int) -> int:
    """Return the place after 'in', 'during the', 'throughout', 'all of'."""
    at = line.skip(index, *LEADS)
    if line[at] in ("all", "whole", "entire"):
        at = line.skip(at + 1, "of")
    return line.skip(at, "the")
