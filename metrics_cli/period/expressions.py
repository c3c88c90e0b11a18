"""Expressions: the typed language of periods, such as `last_quarter` or `shift(2024-Q3, -1, year)`.

Dates are computed here and nowhere else. N is a whole number, UNIT one of day week month quarter half year, P an
expression. An expression is one of

    today  yesterday  tomorrow
    this_UNIT  last_UNIT  next_UNIT      calendar units; weeks start on Monday unless the project says otherwise
    UNIT_to_date                         from the first day of the anchor's UNIT to the anchor
    trailing(N, UNIT)                    the N units of days that end the day before the anchor
    last(N, UNIT)  next(N, UNIT)         the N whole calendar units before, or after, the one that holds the anchor
    ago(N, UNIT)                         the one whole calendar unit that lies N units back
    2024  2024-H1  2024-Q3  2024-W07  2024-03  2024-03-05
    2024-summer  2024-christmas          a season (three whole months; 2024-winter begins in December 2024), a holiday
    this_friday  last_summer …           a weekday of that week; a season, a holiday of that year
    latest_friday  latest_summer …       the latest such day before the anchor; the latest season that has begun
    P..P  P..  ..P                       from the first day of the one to the last day of the other
    shift(P, N, UNIT)                    P moved by N units: shift(last_month, -1, year)
    start_of(P)  end_of(P)               its first, its last day
    first(N, UNIT, P)  last(N, UNIT, P)  the first, the last N units of P
    before(N, UNIT, P)  after(N, UNIT, P)  the N units that end the day before P, or begin the day after
    fiscal(M, P)  fiscal(M, P, start)    P by years that begin in month M, called by the year they end (start) in
    FY2024  FY2024-Q2  last_fiscal_quarter  fiscal_year_to_date     the same by the project's own fiscal year
    weeks(WEEKDAY, P)                    P by weeks that start on WEEKDAY
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metrics_cli.errors import QueryInvalid
from metrics_cli.period.calendar import ISO, SPANS, Calendar, floor, shift, whole
from metrics_cli.period.named import HOLIDAYS, SEASONS, WEEKDAYS, of_year, relative, weekday
from metrics_cli.period.period import Period

_LONGEST = 200
_HINT = "try last_quarter, trailing(30, day), 2024-Q3 or 2024-01-01..2024-03-31"


@dataclass(frozen=True)
class _Frame:
    """What an expression is seen from: the anchor, where weeks and years begin, by which end a year is called."""

    anchor: date
    week_start: int = 0
    year_start: int = 1
    named_by_start: bool = True

    def floor(self, day: date, unit: str) -> date:
        return floor(day, unit, self.week_start, self.year_start)

    def whole(self, day: date, unit: str) -> tuple[date, date]:
        return whole(day, unit, self.week_start, self.year_start)


def resolve(expression: str, anchor: date, calendar: Calendar = ISO) -> Period:
    """Return the period that `expression` names, seen from the day `anchor`.

    The period's own expression says all that `calendar` adds, so that it resolves to the same days without it.
    Raises QueryInvalid when the expression is none of those in this module's first lines.
    """
    full = _spelt_out(expression.strip(), calendar)
    if len(full) > _LONGEST:
        raise QueryInvalid("the period is too long", _HINT)
    try:
        start, end = _ends(full.lower(), _Frame(anchor))
    except (ValueError, OverflowError):
        raise QueryInvalid(f"'{expression}' is not a period: the calendar has no such date", _HINT) from None
    except LookupError:
        raise QueryInvalid(f"'{expression}' is not a period", _HINT) from None
    return Period(full, start, end, anchor)


_Ends = tuple[date | None, date | None]
_Closed = tuple[date, date]
_DAY = timedelta(days=1)
_FISCAL = re.compile(
    r"\bfy(?P<named>\d{4}(?:-[qh]\d)?)\b|\b(?P<which>this|last|next)_fiscal_(?P<unit>month|quarter|half|year)\b"
    r"|\bfiscal_(?P<past>month|quarter|half|year)_to_date\b",
    re.IGNORECASE,
)


def _spelt_out(text: str, calendar: Calendar) -> str:
    """Return the expression with the project's fiscal year and first weekday written into it."""

    def fiscal(match: re.Match[str]) -> str:
        if calendar.fiscal_start is None:
            hint = "set fiscal_year_start under `vars: metrics:` in dbt_project.yml, or write fiscal(2, last_year)"
            raise QueryInvalid(f"'{match[0]}' needs a fiscal year, and this project names none", hint)
        inner = match["named"] or (f"{match['past']}_to_date" if match["past"] else f"{match['which']}_{match['unit']}")
        named = ", start" if calendar.named_by_start else ""
        return f"fiscal({calendar.fiscal_start}, {inner.upper() if match['named'] else inner}{named})"

    text = _FISCAL.sub(fiscal, text)
    has_weeks = re.search(rf"week|_(?:{'|'.join(WEEKDAYS)})|-w\d", text.lower())
    if calendar.week_start and has_weeks and "weeks(" not in text.lower():
        return f"weeks({WEEKDAYS[calendar.week_start]}, {text})"
    return text


def _ends(text: str, frame: _Frame) -> _Ends:
    """Return the two ends. Raises LookupError for what is no expression, ValueError for a date that is none."""
    sides = _split(text, "..")
    if len(sides) == 2 and any(sides):
        return (_closed(sides[0], frame)[0] if sides[0] else None), (_closed(sides[1], frame)[1] if sides[1] else None)
    call = re.fullmatch(r"(?P<name>[a-z_]+)\((?P<args>.*)\)", text)
    if call:
        return _CALLS[call["name"], len(args := _split(call["args"], ","))](args, frame)
    for pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            return read(match, frame)
    raise LookupError(text)


def _closed(text: str, frame: _Frame) -> _Closed:
    start, end = _ends(text, frame)
    if start is None or end is None or start > end:
        raise LookupError(text)
    return start, end


def _split(text: str, mark: str) -> list[str]:
    """Return the parts of `text` between the marks that stand outside all brackets."""
    parts, depth, begin, index = [], 0, 0, 0
    while index < len(text):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0 and text.startswith(mark, index):
            parts.append(text[begin:index].strip())
            begin = index = index + len(mark)
            continue
        index += 1
    return [*parts, text[begin:].strip()]


# --- words ----------------------------------------------------------------------------------------------------------


def _relative(match: re.Match[str], frame: _Frame) -> _Ends:
    which, name = match["which"], match["name"]
    if name in WEEKDAYS:
        day = weekday(which, name, frame.anchor, frame.week_start)
        return day, day
    if name in HOLIDAYS or name in SEASONS:
        return relative(which, name, frame.anchor)
    step = {"this": 0, "last": -1, "next": 1}[which]
    return frame.whole(shift(frame.floor(frame.anchor, name), step, name), name)


def _day(match: re.Match[str], frame: _Frame) -> _Ends:
    day = frame.anchor + _DAY * {"yesterday": -1, "today": 0, "tomorrow": 1}[match["name"]]
    return day, day


def _to_date(match: re.Match[str], frame: _Frame) -> _Ends:
    return frame.floor(frame.anchor, match["unit"]), frame.anchor


def _calendar(match: re.Match[str], frame: _Frame) -> _Ends:
    year = int(match["year"])
    if match["month"]:
        return whole(date(year, int(match["month"]), 1), "month")
    if match["week"]:
        if frame.week_start:
            raise LookupError("numbered weeks are those of ISO 8601, which start on Monday")
        return whole(date.fromisocalendar(year, int(match["week"]), 1), "week")
    first = date(year - (not frame.named_by_start and frame.year_start > 1), frame.year_start, 1)
    for unit, size in (("half", 6), ("quarter", 3)):
        if match[unit]:
            return frame.whole(shift(first, (int(match[unit]) - 1) * size, "month"), unit)
    return frame.whole(first, "year")


def _date(match: re.Match[str], frame: _Frame) -> _Ends:
    day = date.fromisoformat(match[0])
    return day, day


def _of_year(match: re.Match[str], frame: _Frame) -> _Ends:
    return of_year(match["name"], int(match["year"]))


_SPAN = rf"(?P<unit>{'|'.join(SPANS)})"
_NAMES = "|".join((*HOLIDAYS, *SEASONS))
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Frame], _Ends]], ...] = (
    (re.compile(r"(?P<name>yesterday|today|tomorrow)"), _day),
    (re.compile(rf"(?P<which>this|last|next)_(?P<name>{'|'.join(SPANS)})"), _relative),
    (re.compile(rf"(?P<which>this|last|next|latest)_(?P<name>{'|'.join(WEEKDAYS)}|{_NAMES})"), _relative),
    (re.compile(rf"{_SPAN}_to_date"), _to_date),
    (
        re.compile(
            r"(?P<year>\d{4})(?:-h(?P<half>[12])|-q(?P<quarter>[1-4])|-w(?P<week>\d{2})|-(?P<month>\d{2}))?",
            re.ASCII,
        ),
        _calendar,
    ),
    (re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII), _date),
    (re.compile(rf"(?P<year>\d{{4}})-(?P<name>{_NAMES})", re.ASCII), _of_year),
)


# --- calls ----------------------------------------------------------------------------------------------------------


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,4}", text, re.ASCII):
        raise LookupError(text)
    return int(text)


def _unit(text: str) -> str:
    return SPANS[{unit: i for i, unit in enumerate(SPANS)}[text]]


def _trailing(args: list[str], frame: _Frame) -> _Ends:
    return shift(frame.anchor, -_count(args[0]), _unit(args[1])), frame.anchor - _DAY


def _last(args: list[str], frame: _Frame) -> _Ends:
    this = frame.floor(frame.anchor, unit := _unit(args[1]))
    return shift(this, -_count(args[0]), unit), this - _DAY


def _next(args: list[str], frame: _Frame) -> _Ends:
    after = frame.whole(frame.anchor, unit := _unit(args[1]))[1] + _DAY
    return after, shift(after, _count(args[0]), unit) - _DAY


def _ago(args: list[str], frame: _Frame) -> _Ends:
    unit = _unit(args[1])
    return frame.whole(shift(frame.floor(frame.anchor, unit), -_count(args[0]), unit), unit)


def _shifted(args: list[str], frame: _Frame) -> _Ends:
    if not re.fullmatch(r"[+-]?\d{1,4}", args[1], re.ASCII):
        raise LookupError(args[1])
    (start, end), count, unit = _ends(args[0], frame), int(args[1]), _unit(args[2])
    # Whole months stay whole: February 2024 a year earlier ends on the 28th, February 2023 a year later on the 29th.
    is_whole = end is not None and whole(end, "month")[1] == end and (start is None or start.day == 1)
    moved = shift(end, count, unit) if end else None
    if moved and is_whole and unit not in ("day", "week"):
        moved = whole(moved, "month")[1]
    return shift(start, count, unit) if start else None, moved


def _start_of(args: list[str], frame: _Frame) -> _Ends:
    start = _closed(args[0], frame)[0]
    return start, start


def _end_of(args: list[str], frame: _Frame) -> _Ends:
    end = _closed(args[0], frame)[1]
    return end, end


def _first_of(args: list[str], frame: _Frame) -> _Ends:
    start, end = _closed(args[2], frame)
    last = shift(start, _count(args[0]), _unit(args[1])) - _DAY
    return (start, last) if last <= end else _too_long(args)


def _last_of(args: list[str], frame: _Frame) -> _Ends:
    start, end = _closed(args[2], frame)
    first = shift(end + _DAY, -_count(args[0]), _unit(args[1]))
    return (first, end) if first >= start else _too_long(args)


def _too_long(args: list[str]) -> _Ends:
    raise QueryInvalid(f"{args[2]} does not hold {args[0]} {args[1]}s", "name fewer")


def _before(args: list[str], frame: _Frame) -> _Ends:
    start = _closed(args[2], frame)[0]
    return shift(start, -_count(args[0]), _unit(args[1])), start - _DAY


def _after(args: list[str], frame: _Frame) -> _Ends:
    start = _closed(args[2], frame)[1] + _DAY
    return start, shift(start, _count(args[0]), _unit(args[1])) - _DAY


def _fiscal(args: list[str], frame: _Frame) -> _Ends:
    month = _count(args[0])
    if month > 12 or args[2:] not in ([], ["start"]):
        raise LookupError(args)
    return _ends(args[1], replace(frame, year_start=month, named_by_start=bool(args[2:])))


def _weeks(args: list[str], frame: _Frame) -> _Ends:
    if args[0] not in WEEKDAYS:
        raise LookupError(args[0])
    return _ends(args[1], replace(frame, week_start=WEEKDAYS.index(args[0])))


_CALLS: dict[tuple[str, int], Callable[[list[str], _Frame], _Ends]] = {
    ("trailing", 2): _trailing,
    ("last", 2): _last,
    ("next", 2): _next,
    ("ago", 2): _ago,
    ("shift", 3): _shifted,
    ("start_of", 1): _start_of,
    ("end_of", 1): _end_of,
    ("first", 3): _first_of,
    ("last", 3): _last_of,
    ("before", 3): _before,
    ("after", 3): _after,
    ("fiscal", 2): _fiscal,
    ("fiscal", 3): _fiscal,
    ("weeks", 2): _weeks,
}
