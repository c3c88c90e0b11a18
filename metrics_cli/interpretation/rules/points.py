"""Points of the calendar in words, such as march 2024 or q3, and the expressions they stand for."""

from __future__ import annotations

import re
from datetime import date

from metrics_cli.period import floor, resolve, shift

_MONTHS = ("january february march april may june july august september october november december").split()
_ABBREVIATED = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_MONTH_OF = {name: number for number, name in enumerate(_MONTHS, 1)} | _ABBREVIATED

_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
YEAR = r"(?:19|20)\d\d"
# One end of a range: a day, a month, a quarter, a half or a year.
POINT = (
    rf"(?:\d{{4}}-\d\d(?:-\d\d)?|(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)? {YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH}) {YEAR}"
    rf"|(?:{_MONTH})(?: of)? {YEAR}|q[1-4](?: of)? {YEAR}|{YEAR} q[1-4]|h[12](?: of)? {YEAR}|{YEAR})"
)
BARE = rf"(?:{_MONTH}|q[1-4])"
RELATIVE = r"(?:yesterday|today|(?:this|last) (?:week|month|quarter|year))"


def any_expression(text: str, today: date) -> str:
    """Return the expression of a point, with its year, without it, or seen from `today`: last month is last_month."""
    if re.fullmatch(RELATIVE, text):
        return text.replace(" ", "_")
    return expression_of(text) if re.search(r"\d{4}", text) else latest(text, today)


def first_day(expression: str, today: date) -> date:
    """Return the first day of a closed period."""
    start = resolve(expression, today).start
    assert start is not None
    return start


def last_day(expression: str, today: date) -> date:
    """Return the last day of a closed period."""
    end = resolve(expression, today).end
    assert end is not None
    return end


def expression_of(text: str) -> str:
    """Return the expression of one point: march 2024 is 2024-03."""
    words = [w for w in text.split() if w != "of"]
    year = next((w for w in words if re.fullmatch(YEAR, w)), None)
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


def latest(text: str, today: date) -> str:
    """Return the latest month or quarter of that name that has begun by `today`."""
    if text in _MONTH_OF:
        first = date(today.year, _MONTH_OF[text], 1)
        found = first if first <= today else shift(first, -1, "year")
        return f"{found.year}-{found.month:02d}"
    first = date(today.year, 3 * int(text[1]) - 2, 1)
    found = first if first <= floor(today, "quarter") else shift(first, -1, "year")
    return f"{found.year}-{text.upper()}"
