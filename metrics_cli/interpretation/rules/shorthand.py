"""Periods in short: TTM, L12M, last 30d, 20240305, LYTD, 2020s."""

from __future__ import annotations

import re
from collections.abc import Iterator

from metrics_cli.interpretation.rules.datewords import BOUNDS, LAST, ROLLING
from metrics_cli.interpretation.rules.line import Hit, Line

_TWELVE_MONTHS = frozenset({"ttm", "ltm", "t12m", "l12m", "r12m"})
_UNITS = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year", "mo": "month", "yr": "year"}
_COUNTED = re.compile(r"(\d{1,3})(d|w|m|q|y|mo|yr)s?", re.ASCII)
_LAST_TO_DATE = {"lytd": "year", "pytd": "year", "lmtd": "month", "pmtd": "month"}
_DAY = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)", re.ASCII)
_DECADE = re.compile(r"((?:19|20)\d)0s", re.ASCII)


def shorthand_at(line: Line, index: int) -> Iterator[Hit]:
    """Yield the period that the short form at `index` names."""
    word = line[index]
    for size in (1, 2):
        glued = "".join(line.words[index : index + size])
        is_one = size == 1 or (index + 1 < len(line.words) and not line.tokens[index + 1].gap)
        if is_one and glued in _TWELVE_MONTHS:
            yield Hit(index + size, "trailing(12, month)", (f"'{line.text(index, index + size)}' is read rolling",))
        elif is_one and (found := re.fullmatch(r"[ltr](\d{1,3})d", glued, re.ASCII)) and int(found[1]):
            yield Hit(index + size, f"trailing({int(found[1])}, day)")
    if word in LAST | ROLLING and (counted := _COUNTED.fullmatch(line[index + 1])) and int(counted[1]):
        yield _counted(line, index, int(counted[1]), _UNITS[counted[2]])
    if word in _LAST_TO_DATE:
        yield _a_year_earlier(index + 1, _LAST_TO_DATE[word])
    if word in LAST and line[index + 1] == "ytd":
        yield _a_year_earlier(index + 2, "year")
    day, decade = _DAY.fullmatch(word), _DECADE.fullmatch(word)
    if day and line[index - 1] not in BOUNDS:
        yield Hit(index + 1, f"{day[1]}-{day[2]}-{day[3]}")
    if decade:
        yield Hit(index + 1, f"{decade[1]}0-01-01..{decade[1]}9-12-31")


def _counted(line: Line, index: int, count: int, unit: str) -> Hit:
    if unit == "day" or line[index] in ROLLING:
        return Hit(index + 2, f"trailing({count}, {unit})")
    return Hit(index + 2, f"last({count}, {unit})", (f"'{line.text(index, index + 2)}' is read as whole {unit}s",))


def _a_year_earlier(end: int, unit: str) -> Hit:
    if unit == "month":
        return Hit(end, "shift(month_to_date, -1, month)", ("it is read as the same days of the month before",))
    return Hit(end, "shift(year_to_date, -1, year)", ("it is read as the same days of that year",))
