"""Periods in words: which words name one, and the expression of `metrics_cli.period` they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, Token
from metrics_cli.period import Period, floor, resolve, shift

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ABBREVIATED = {name[:3]: number for number, name in enumerate(MONTHS, 1)} | {"sept": 9}
_MONTH_OF = {name: number for number, name in enumerate(MONTHS, 1)} | _ABBREVIATED
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
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
# One end of a range: a day, a month, a quarter, a half or a year.
_POINT = (
    rf"(?:\d{{4}}-\d\d(?:-\d\d)?|(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)? {_YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH}) {_YEAR}"
    rf"|(?:{_MONTH})(?: of)? {_YEAR}|q[1-4](?: of)? {_YEAR}|{_YEAR} q[1-4]|h[12](?: of)? {_YEAR}|{_YEAR})"
)
_BARE = rf"(?:{_MONTH}|q[1-4])"
_RELATIVE = r"(?:yesterday|today|(?:this|last) (?:week|month|quarter|year))"
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
    if match[0].startswith("over ") and re.fullmatch(_YEAR, match["point"]):
        return None
    return _expression(match["point"]), ""


def _from(match: re.Match[str], today: date) -> tuple[str, str]:
    words = match["point"]
    raise QueryInvalid(f"'from {words}' may mean in {words} or since {words}; write one of these")


def _of_year(match: re.Match[str], today: date) -> tuple[str, str]:
    year = str(_start(f"{match['which']}_year", today))[:4]
    return _expression(f"{match['bare']} {year}"), ""


def _last_of(match: re.Match[str], today: date) -> tuple[str, str]:
    return f"{match['year']}-Q4", ""


def _bare(match: re.Match[str], today: date) -> tuple[str, str]:
    expression = _latest(match["bare"], today)
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
            start, end = (
                date.fromisoformat(d) for d in (_start(_latest(first, today), today), _end(_latest(last, today), today))
            )
            # "from November to February": the November before.
            start = start if start <= end else shift(start, -1, "year")
            return f"{start}..{end}", f"without years, it is read as {start} to {end}"
        first = f"{first} {year[0]}"
    return f"{_start(_expression(first), today)}..{_end(_expression(last), today)}", ""


def _since(match: re.Match[str], today: date) -> tuple[str, str]:
    start = date.fromisoformat(_start(_any(match["point"], today), today))
    if match["word"] == "after":
        start = date.fromisoformat(_end(_any(match["point"], today), today)) + timedelta(days=1)
    said = f"'{match[0]}' begins on {start}" if re.fullmatch(_BARE, match["point"]) else ""
    return f"{start.isoformat()}..", said


def _until(match: re.Match[str], today: date) -> tuple[str, str]:
    end = _end(_any(match["point"], today), today)
    if match["word"] == "before":
        end = (date.fromisoformat(_start(_any(match["point"], today), today)) - timedelta(days=1)).isoformat()
    return f"..{end}", ""


def _any(text: str, today: date) -> str:
    if re.fullmatch(_RELATIVE, text):
        return text.replace(" ", "_")
    return _expression(text) if re.search(r"\d{4}", text) else _latest(text, today)


def _start(expression: str, today: date) -> str:
    return str(resolve(expression, today).start)


def _end(expression: str, today: date) -> str:
    return str(resolve(expression, today).end)


def _expression(text: str) -> str:
    """Return the expression of one point: march 2024 is 2024-03."""
    words = [w for w in text.split() if w != "of"]
    year = next((w for w in words if re.fullmatch(_YEAR, w)), None)
    if year is None:
        return text
    rest = [w for w in words if w != year] if len(words) > 1 else []
    month = next((_MONTH_OF[w] for w in rest if w in _MONTH_OF), None)
    day = next((int(re.sub(r"\D", "", w)) for w in rest if w[0].isdigit()), None)
    if month and day:
        return f"{year}-{month:02d}-{day:02d}"
    if month:
        return f"{year}-{month:02d}"
    return f"{year}-{rest[0].upper()}" if rest else year


def _latest(text: str, today: date) -> str:
    """Return the latest month or quarter of that name that has begun by `today`."""
    if text in _MONTH_OF:
        first = date(today.year, _MONTH_OF[text], 1)
        found = first if first <= today else shift(first, -1, "year")
        return f"{found.year}-{found.month:02d}"
    first = date(today.year, 3 * int(text[1]) - 2, 1)
    found = first if first <= floor(today, "quarter") else shift(first, -1, "year")
    return f"{found.year}-{text.upper()}"


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
    _form(rf"{_LEAD}(?P<point>{_POINT})", _point),
    _form(rf"(?:in|for|during|of|over) (?P<bare>{_BARE})", _bare),
    _form(r"(?P<bare>q[1-4])", _bare),
    _form(
        rf"{_LEAD}(?P<ordinal>{'|'.join(_ORDINALS)}) (?P<what>quarter|half)(?: of| in)? (?P<year>{_YEAR})",
        _ordinal,
    ),
    _form(
        rf"(?:between (?P<first>{_POINT}|{_BARE}) and (?P<last>{_POINT}|{_BARE}))",
        _range,
    ),
    _form(
        rf"(?:from )?(?P<first>{_POINT}|{_BARE}) (?:to|until|till|through) (?P<last>{_POINT}|{_BARE})",
        _range,
    ),
    _form(rf"from (?P<point>{_POINT}|{_BARE})(?! (?:to|until|till|through|on|onwards?)\b)", _from),
    _form(rf"(?P<word>from) (?P<point>{_POINT}|{_BARE}) (?:on|onwards?)", _since),
    _form(rf"{_LEAD}(?P<bare>{_BARE}) (?:of )?(?P<which>last|this) year", _of_year),
    _form(rf"{_LEAD}last quarter (?:of|in) (?P<year>{_YEAR})", _last_of),
    _form(rf"(?P<word>since|after|starting) (?P<point>{_POINT}|{_BARE}|{_RELATIVE})", _since),
    _form(rf"(?P<word>until|till|before|through|up to) (?P<point>{_POINT}|{_BARE}|{_RELATIVE})", _until),
)
