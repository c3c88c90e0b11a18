"""Periods seen from the day it is asked on: last month, past 3 weeks, 2 years ago, so far this quarter, last Friday."""

from __future__ import annotations

import re
from collections.abc import Iterator

from metrics_cli.interpretation.rules.datewords import (
    DAYS,
    FISCAL,
    HOLIDAY_WORDS,
    LAST,
    LEADS,
    MONTHS,
    ROLLING,
    THIS,
    UNIT_OF,
    WHOLE,
)
from metrics_cli.interpretation.rules.line import YEAR, Hit, Line
from metrics_cli.interpretation.rules.to_date import to_date_at
from metrics_cli.period import SEASONS, WEEKDAYS

_ON = frozenset({"on", "since", "until", "till", "through", "before", "after", "from", "to", "between", "and"})
_COUNTS = {"couple": 2, "pair": 2}
_LOOSE = {
    ("year", "and", "a", "half"): "trailing(18, month)",
    ("half", "year"): "trailing(6, month)",
    ("half", "a", "year"): "trailing(6, month)",
    ("fortnight",): "trailing(14, day)",
}


def relatives_at(line: Line, index: int) -> Iterator[Hit]:
    """Yield the periods, seen from the day it is asked on, that the words at `index` name."""
    for read in (_day, _unit, _named, _several, _ago, _weekday, _before_last, to_date_at):
        hit = read(line, index)
        if hit:
            yield hit


def _day(line: Line, index: int) -> Hit | None:
    """Read today, yesterday, the day before yesterday."""
    word = line[index]
    if word in ("today", "yesterday", "tomorrow"):
        return Hit(index + 1, word)
    if word in ("todays", "yesterdays"):
        return Hit(index + 1, word.removesuffix("s"))
    if word == "day" and (line[index + 1], line[index + 2]) == ("before", "yesterday"):
        return Hit(index + 3, "ago(2, day)")
    if word == "day" and (line[index + 1], line[index + 2]) == ("after", "tomorrow"):
        return Hit(index + 3, "shift(today, 2, day)")
    return None


def _unit(line: Line, index: int) -> Hit | None:
    """Read this, last, next or past month; the whole calendar unit, but for `past`."""
    which = _which(line[index])
    if which is None and line[index] != "past":
        return None
    at = index + 1
    is_whole = line[at] in WHOLE
    at = line.skip(at, *WHOLE)
    is_short = line[at] == "fy"
    is_fiscal = line[at] in FISCAL or is_short
    at += is_fiscal and not is_short
    unit = "year" if is_short else UNIT_OF.get(line[at])
    if line[at] == "weekend" and which:
        return Hit(at + 1, f"{which}_weekend", ("a weekend is Saturday and Sunday",))
    # "last days" is no period, and "the last half year" may be six months or a half of the calendar.
    if unit is None or line[at].endswith("s") or (unit == "half" and line[at + 1] == "year"):
        return None
    if (which, unit) == ("next", "day") and line[index - 1] not in {"the", *LEADS}:
        # "Next day shipments" arrive on the day after their own.
        return None
    if is_fiscal and (line.calendar.fiscal_start is None or unit in ("day", "week")):
        return None
    if which is None:
        said = f"'past {unit}' is read as the {unit} that ended yesterday"
        return None if is_fiscal or is_whole else Hit(at + 1, f"trailing(1, {unit})", (said,))
    said = f"'the last {unit}' is read as the whole calendar {unit} before this one"
    is_loose = line[index] == "last" and line[index - 1] == "the" and unit != "day" and not is_whole and not is_fiscal
    if (which, unit, line[at + 1], line[at + 2]) == ("last", "year", "to", "date"):
        return None if is_fiscal else Hit(at + 3, "shift(year_to_date, -1, year)", rivals=("last_year..today",))
    hit = Hit(at + 1, f"{which}_{'fiscal_' if is_fiscal else ''}{unit}", (said,) if is_loose else ())
    return _so_far(line, hit, unit, is_fiscal) if which == "this" else hit


def _so_far(line: Line, hit: Hit, unit: str, is_fiscal: bool) -> Hit:
    expression = f"fiscal_{unit}_to_date" if is_fiscal else f"{unit}_to_date"
    if (line[hit.end], line[hit.end + 1]) in (("so", "far"), ("to", "date")):
        return Hit(hit.end + 2, expression)
    return hit


def _named(line: Line, index: int) -> Hit | None:
    """Read last March, this summer, next Christmas."""
    which = _which(line[index])
    if which is None:
        return None
    if line[index + 1] in MONTHS:
        return _month(line, index, which, MONTHS[line[index + 1]])
    season = line[index + 1]
    if season in SEASONS:
        said = f"'{season}' is read as three whole months of the northern hemisphere"
        latest = f"latest_{season}"
        is_clear = which != "last" or line.day(latest) == line.day(f"last_{season}")
        has_ended = line.day(latest, end=True) < line.today
        rivals = () if is_clear or not has_ended else (latest,)
        return Hit(index + 2, f"{which}_{season}", (said,), rivals)
    for size in (3, 2, 1):
        name = HOLIDAY_WORDS.get(tuple(line.words[index + 1 : index + 1 + size]))
        if name and len(line.words) > index + size:
            found = f"latest_{name}" if which == "last" else f"{which}_{name}"
            return Hit(index + 1 + size, found, leads=frozenset())
    return None


def _month(line: Line, index: int, which: str, month: int) -> Hit | None:
    """Read last March as the latest that is over; two are as good when one of them is of this year."""
    if line[index + 2] and (YEAR.fullmatch(line[index + 2]) or re.fullmatch(r"\d\d?", line[index + 2])):
        return None
    year, this = line.today.year, line.today.month
    if which == "last":
        found = f"{year - 1}-{month:02d}"
        rivals = (f"{year}-{month:02d}",) if month < this else ()
        return Hit(index + 2, found, rivals=rivals)
    if which == "next":
        rivals = (f"{year}-{month:02d}",) if month > this else ()
        return Hit(index + 2, f"{year + 1}-{month:02d}", rivals=rivals)
    return Hit(index + 2, f"{year}-{month:02d}")


def _several(line: Line, index: int) -> Hit | None:
    """Read last 3 months, past 2 full weeks, trailing 90 days, next two quarters."""
    which = _which(line[index]) if line[index] != "past" else None
    if which in (None, "this") and line[index] not in ROLLING:
        return None
    at = index + 1
    is_whole = line[at] in WHOLE
    at = line.skip(at, *WHOLE)
    at = line.skip(at, "a")
    if line[index] == "past" and not is_whole and (loose := _loose(line, at)):
        return loose
    count = line.count(at) or _COUNTS.get(line[at])
    if line[at] in _COUNTS:
        at = line.skip(at + 1, "of") - 1
    at += 1
    is_whole = is_whole or line[at] in WHOLE
    at = line.skip(at, *WHOLE)
    is_fiscal = line[at] in FISCAL
    at += is_fiscal
    unit = UNIT_OF.get(line[at])
    if count is None or not 1 <= count <= 9999 or unit is None:
        return None
    if is_fiscal and (line.calendar.fiscal_start is None or unit in ("day", "week")):
        return None
    return _counted(line, index, at + 1, count, unit, is_whole, is_fiscal)


def _loose(line: Line, at: int) -> Hit | None:
    """Read past year and a half, past half year, past fortnight: rolling, they end yesterday."""
    for words, expression in _LOOSE.items():
        if tuple(line.words[at : at + len(words)]) == words:
            return Hit(
                at + len(words), expression, (f"'past {' '.join(words)}' is read as rolling: it ends yesterday",)
            )
    return None


def _counted(line: Line, index: int, end: int, count: int, unit: str, is_whole: bool, is_fiscal: bool) -> Hit:
    word = line[index]
    plural = f"{unit}s" if unit != "half" else "halves"
    said = f"'{word} {count} {plural}' is read as"
    if is_fiscal:
        start = f", {'start'}" if line.calendar.named_by_start else ""
        kind = "next" if word == "next" else "last"
        return Hit(end, f"fiscal({line.calendar.fiscal_start}, {kind}({count}, {unit}){start})")
    if word == "next":
        return Hit(
            end, f"next({count}, {unit})", () if unit == "day" or is_whole else (f"{said} whole calendar {plural}",)
        )
    if unit == "day":
        return Hit(end, f"trailing({count}, day)")
    if word in ROLLING and not is_whole:
        rolling = (f"{said} rolling: they end yesterday",) if word == "past" else ()
        return Hit(end, f"trailing({count}, {unit})", rolling)
    return Hit(end, f"last({count}, {unit})", () if is_whole else (f"{said} whole calendar {plural}",))


def _ago(line: Line, index: int) -> Hit | None:
    """Read 3 weeks ago as that calendar week; as an end of a longer period it is the day."""
    count = 1 if line[index] in ("a", "an", "one") else line.count(index)
    if line[index] == "a" and line[index + 1] in _COUNTS:
        count, index = 2, line.skip(index + 2, "of") - 1
    if line[index + 1] in FISCAL:
        return _fiscal_ago(line, index, count)
    unit = UNIT_OF.get(line[index + 1])
    if not count or unit is None or count > 9999 or line[index + 2] not in ("ago", "earlier") or unit == "half":
        return None
    if line[index + 2] == "earlier" or line[index + 3] in ("today", "yesterday", "this"):
        return None
    day = line.day(f"shift(today, {-count}, {unit})")
    words = line.text(index, index + 3).lower()
    said = () if unit == "day" else (f"'{words}' is read as that whole calendar {unit}",)
    return Hit(index + 3, f"ago({count}, {unit})", said, since=day.isoformat())


def _fiscal_ago(line: Line, index: int, count: int | None) -> Hit | None:
    unit = UNIT_OF.get(line[index + 2])
    start = line.calendar.fiscal_start
    if not count or start is None or unit not in ("month", "quarter", "half", "year") or line[index + 3] != "ago":
        return None
    named = ", start" if line.calendar.named_by_start else ""
    return Hit(index + 4, f"fiscal({start}, ago({count}, {unit}){named})")


def _weekday(line: Line, index: int) -> Hit | None:
    """Read on Friday, last Friday, Friday of last week."""
    which = _which(line[index])
    name = DAYS.get(line[index + 1] if which else line[index])
    if name is None:
        return None
    at = index + 1 + (which is not None)
    if which is None:
        at = line.skip(at, "of")
        week = _which(line[at])
        if week and line[at + 1] == "week":
            return Hit(at + 2, f"{week}_{name}")
        said = f"'{name}' is read as the latest one before today"
        rivals = ("today",) if WEEKDAYS[line.today.weekday()] == name else ()
        return Hit(index + 1, f"latest_{name}", () if rivals else (said,), rivals, leads=_ON)
    if which == "last":
        is_one = line.day(f"last_{name}") == line.day(f"latest_{name}")
        return Hit(at, f"last_{name}", rivals=() if is_one else (f"latest_{name}",))
    if which == "next":
        coming = line.day(f"this_{name}") > line.today
        return Hit(at, f"next_{name}", rivals=(f"this_{name}",) if coming else ())
    return Hit(at, f"this_{name}")


def _before_last(line: Line, index: int) -> Hit | None:
    """Read the month before last."""
    unit = UNIT_OF.get(line[index])
    is_there = (line[index + 1], line[index + 2]) == ("before", "last") and UNIT_OF.get(line[index + 3]) in (None, unit)
    if unit is None or unit in ("day", "half") or not is_there or line[index].endswith("s"):
        return None
    end = index + 3 + (UNIT_OF.get(line[index + 3]) == unit)
    return Hit(end, f"ago(2, {unit})")


def _which(word: str) -> str | None:
    if word in THIS:
        return "this"
    return "last" if word in LAST else "next" if word == "next" else None
