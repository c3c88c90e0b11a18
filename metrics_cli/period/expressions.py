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
    this_friday  last_weekend            a weekday, the Saturday and Sunday of that week
    last_summer  last_christmas          a season, a holiday of that year
    latest_friday  latest_summer …       the latest such day before the anchor; the latest season that has begun
    P..P  P..  ..P                       from the first day of the one to the last day of the other
    shift(P, N, UNIT)                    P moved by N units: shift(last_month, -1, year)
    start_of(P)  end_of(P)               its first, its last day
    first(N, UNIT, P)  last(N, UNIT, P)  the first, the last N units of P
    before(N, UNIT, P)  after(N, UNIT, P)  the N units that end the day before P, or begin the day after
    ending(N, UNIT, P)  starting(N, UNIT, P)  the N units that end with P's last day, or begin with its first
    fiscal(M, P)  fiscal(M, P, start)    P by years that begin in month M, called by the year they end (start) in
    FY2024  FY2024-Q2  last_fiscal_quarter  fiscal_year_to_date     the same by the project's own fiscal year
    weeks(WEEKDAY, P)                    P by weeks that start on WEEKDAY
"""

from __future__ import annotations

import re
from datetime import date

from metrics_cli.errors import QueryInvalid
from metrics_cli.period.calendar import ISO, Calendar
from metrics_cli.period.calls import CALLS
from metrics_cli.period.forms import FORMS
from metrics_cli.period.frame import Ends, Frame
from metrics_cli.period.named import WEEKDAYS
from metrics_cli.period.period import Period

_LONGEST = 200
_HINT = "try last_quarter, trailing(30, day), 2024-Q3 or 2024-01-01..2024-03-31"


def resolve(expression: str, anchor: date, calendar: Calendar = ISO) -> Period:
    """Return the period that `expression` names, seen from the day `anchor`.

    The period's own expression says all that `calendar` adds, so that it resolves to the same days without it.
    Raises QueryInvalid when the expression is none of those in this module's first lines.
    """
    full = _spelt_out(expression.strip(), calendar)
    if len(full) > _LONGEST:
        raise QueryInvalid("the period is too long", _HINT)
    try:
        start, end = _ends(full.lower(), Frame(anchor, _ends))
    except (ValueError, OverflowError):
        raise QueryInvalid(f"'{expression}' is not a period: the calendar has no such date", _HINT) from None
    except LookupError:
        raise QueryInvalid(f"'{expression}' is not a period", _HINT) from None
    return Period(full, start, end, anchor)


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


def _ends(text: str, frame: Frame) -> Ends:
    """Return the two ends. Raises LookupError for what is no expression, ValueError for a date that is none."""
    sides = _split(text, "..")
    if len(sides) == 2 and any(sides):
        return (frame.closed(sides[0])[0] if sides[0] else None), (frame.closed(sides[1])[1] if sides[1] else None)
    call = re.fullmatch(r"(?P<name>[a-z_]+)\((?P<args>.*)\)", text)
    if call:
        return CALLS[call["name"], len(args := _split(call["args"], ","))](args, frame)
    for pattern, read in FORMS:
        match = pattern.fullmatch(text)
        if match:
            return read(match, frame)
    raise LookupError(text)


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
