"""Periods in words: which words name one, and the expression of `metrics_cli.period` they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.rules.points import (
    BARE,
    POINT,
    RELATIVE,
    YEAR,
    any_expression,
    expression_of,
    first_day,
    last_day,
    latest,
)
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, Token
from metrics_cli.period import Period, resolve, shift

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}


@dataclass(frozen=True)
class Named:
    """A period that tokens `start` to `end` (exclusive) name; `assumed` says what they left open."""

    start: int
    end: int
    period: Period
    assumed: str = ""


def find_periods(tokens: Sequence[Token], today: date) -> tuple[Named, ...]:
    """Return the periods that the words name, longest first at each place, none overlapping.

    Raises QueryInvalid for words that name a date the calendar does not have.
    """
    line, starts = _line(tokens)
    found: list[Named] = []
    position = 0
    while position < len(line):
        best = max(_at(line, position, today), key=lambda hit: hit[0], default=None)
        if best is None:
            position = line.find(" ", position) + 1 or len(line)
            continue
        end, expression, assumed = best
        first, last = starts.index(position), sum(1 for s in starts if s < end)
        found.append(Named(first, last, resolve(expression, today), assumed))
        position = end + 1
    return tuple(found)


def _line(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    starts, text = [], ""
    for token in tokens:
        starts.append(len(text))
        word = str(NUMBER_WORDS[token.fold]) if token.fold in NUMBER_WORDS else token.fold
        text += word.replace(" ", "") + " "
    return text.rstrip(" "), starts


_Hit = tuple[int, str, str]
_UNIT = r"(?P<unit>day|week|month|quarter|year)"
_UNITS = r"(?P<unit>day|week|month|quarter|year)s?"
_LEAD = r"(?:(?:in|for|during|on|of|over|within) )?(?:the )?"


def _at(line: str, position: int, today: date) -> Iterator[_Hit]:
    for pattern, read in _FORMS:
        match = pattern.match(line, position)
        if match and (match.end() == len(line) or line[match.end()] == " "):
            read_as = read(match, today)
            if read_as is not None:
                yield match.end(), *read_as


_Read = Callable[[re.Match[str], date], "tuple[str, str] | None"]


def _calendar(match: re.Match[str], today: date) -> tuple[str, str]:
    which = {"current": "this", "previous": "last", "prior": "last"}.get(match["which"], match["which"])
    is_loose = match["which"] == "last" and "the last" in match[0] and match["unit"] != "day"
    said = (
        f"'the last {match['unit']}' is read as the whole calendar {match['unit']} before this one" if is_loose else ""
    )
    return f"{which}_{match['unit']}", said


def _past(match: re.Match[str], today: date) -> tuple[str, str]:
    unit = match["unit"]
    return f"trailing(1, {unit})", f"'past {unit}' is read as the {unit} that ended yesterday"


def _rolling(match: re.Match[str], today: date) -> tuple[str, str]:
    count, unit = match["count"], match["unit"]
    if int(count) < 1 or int(count) > 9999:
        raise QueryInvalid(f"'{match[0]}' is not a period", "name a number of days, weeks, months or years")
    if unit == "day":
        return f"trailing({count}, day)", ""
    if match["which"] == "past":
        return f"trailing({count}, {unit})", f"'past {count} {unit}s' is read as rolling: they end yesterday"
    return f"last({count}, {unit})", f"'{match['which']} {count} {unit}s' is read as whole calendar {unit}s"


def _to_date(match: re.Match[str], today: date) -> tuple[str, str]:
    short = {"ytd": "year", "qtd": "quarter", "mtd": "month", "wtd": "week"}
    unit = match.groupdict().get("unit") or short[match[0].split()[-1]]
    return f"{unit}_to_date", ""


def _point(match: re.Match[str], today: date) -> tuple[str, str] | None:
    # "orders over 2000" bounds a number.
    if match[0].startswith("over ") and re.fullmatch(YEAR, match["point"]):
        return None
    return expression_of(match["point"]), ""


def _from(match: re.Match[str], today: date) -> tuple[str, str]:
    words = match["point"]
    raise QueryInvalid(f"'from {words}' may mean in {words} or since {words}; write one of these")


def _of_year(match: re.Match[str], today: date) -> tuple[str, str]:
    year = str(first_day(f"{match['which']}_year", today))[:4]
    return expression_of(f"{match['bare']} {year}"), ""


def _last_of(match: re.Match[str], today: date) -> tuple[str, str]:
    return f"{match['year']}-Q4", ""


def _bare(match: re.Match[str], today: date) -> tuple[str, str]:
    expression = latest(match["bare"], today)
    return expression, f"'{match['bare']}' is read as {expression}, the latest that has begun"


def _ordinal(match: re.Match[str], today: date) -> tuple[str, str]:
    letter = "Q" if match["what"] == "quarter" else "H"
    number = _ORDINALS[match["ordinal"]]
    if letter == "H" and number > 2:
        raise QueryInvalid(f"'{match[0]}' is not a period", "a year has two halves")
    return f"{match['year']}-{letter}{number}", ""


def _range(match: re.Match[str], today: date) -> tuple[str, str]:
    first, last = match["first"], match["last"]
    # "from March to May 2024": the first takes the year of the second.
    if not re.search(r"\d{4}", first):
        year = re.search(r"\d{4}", last)
        if year is None:
            start, end = first_day(latest(first, today), today), last_day(latest(last, today), today)
            # "from November to February": the November before.
            start = start if start <= end else shift(start, -1, "year")
            return f"{start}..{end}", f"without years, it is read as {start} to {end}"
        first = f"{first} {year[0]}"
    return f"{first_day(expression_of(first), today)}..{last_day(expression_of(last), today)}", ""


def _since(match: re.Match[str], today: date) -> tuple[str, str]:
    expression = any_expression(match["point"], today)
    start = first_day(expression, today)
    if match["word"] == "after":
        start = last_day(expression, today) + timedelta(days=1)
    said = f"'{match[0]}' begins on {start}" if re.fullmatch(BARE, match["point"]) else ""
    return f"{start}..", said


def _until(match: re.Match[str], today: date) -> tuple[str, str]:
    expression = any_expression(match["point"], today)
    if match["word"] == "before":
        return f"..{first_day(expression, today) - timedelta(days=1)}", ""
    return f"..{last_day(expression, today)}", ""


def _form(pattern: str, read: _Read) -> tuple[re.Pattern[str], _Read]:
    return re.compile(pattern), read


_FORMS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    _form(rf"{_LEAD}(?P<name>today|yesterday)", lambda m, _: (m["name"], "")),
    _form(rf"{_LEAD}(?P<which>this|last|next|current|previous|prior) {_UNIT}", _calendar),
    _form(rf"{_LEAD}past {_UNIT}", _past),
    _form(rf"{_LEAD}(?P<which>last|past|previous|prior) (?P<count>\d{{1,5}}) {_UNITS}", _rolling),
    _form(rf"{_LEAD}{_UNIT} to date", _to_date),
    _form(rf"{_LEAD}(?:ytd|qtd|mtd|wtd)", _to_date),
    _form(rf"so far this {_UNIT}", _to_date),
    _form(rf"this {_UNIT} so far", _to_date),
    _form(rf"{_LEAD}(?P<point>{POINT})", _point),
    _form(rf"(?:in|for|during|of|over) (?P<bare>{BARE})", _bare),
    _form(r"(?P<bare>q[1-4])", _bare),
    _form(
        rf"{_LEAD}(?P<ordinal>{'|'.join(_ORDINALS)}) (?P<what>quarter|half)(?: of| in)? (?P<year>{YEAR})",
        _ordinal,
    ),
    _form(
        rf"(?:between (?P<first>{POINT}|{BARE}) and (?P<last>{POINT}|{BARE}))",
        _range,
    ),
    _form(
        rf"(?:from )?(?P<first>{POINT}|{BARE}) (?:to|until|till|through) (?P<last>{POINT}|{BARE})",
        _range,
    ),
    _form(rf"from (?P<point>{POINT}|{BARE})(?! (?:to|until|till|through|on|onwards?)\b)", _from),
    _form(rf"(?P<word>from) (?P<point>{POINT}|{BARE}) (?:on|onwards?)", _since),
    _form(rf"{_LEAD}(?P<bare>{BARE}) (?:of )?(?P<which>last|this) year", _of_year),
    _form(rf"{_LEAD}last quarter (?:of|in) (?P<year>{YEAR})", _last_of),
    _form(rf"(?P<word>since|after|starting) (?P<point>{POINT}|{BARE}|{RELATIVE})", _since),
    _form(rf"(?P<word>until|till|before|through|up to) (?P<point>{POINT}|{BARE}|{RELATIVE})", _until),
)
