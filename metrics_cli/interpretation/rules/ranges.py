"""Ranges between two periods in words: from March to May 2024, Jan–Mar, March 5 to 9."""

from __future__ import annotations

from metrics_cli.interpretation.rules.composites import closed_at, in_year
from metrics_cli.interpretation.rules.datewords import MONTHS, NOW, phrases
from metrics_cli.interpretation.rules.line import (
    YEAR,
    Hit,
    Line,
    Named,
    closing,
    is_absolute,
    lead_end,
    named,
    opening,
    phrase_end,
)

_JOINERS = phrases("to, until, till, through, thru, up to, -, –, —")
_HALF_A_YEAR = 183
_DASHES = ("-", "–", "—")


def range_at(line: Line, index: int) -> Named | None:
    """Read from March to May 2024, between Q1 and Q3, Jan–Mar 2024, March 5 to 9."""
    opens = line[index] in ("from", "between", "since")
    is_between = line[index] == "between"
    start = index + 1 if opens else lead_end(line, index)
    days = _days_of_month(line, start, is_between)
    if days:
        return named(line, index, days)
    first = closed_at(line, start) or (_doubtful_month(line, start) if not opens else None)
    if first is None:
        return None
    after = _joined(line, first.end, is_between)
    if after is None:
        return None
    now = phrase_end(line, after, NOW) if not is_between else None
    last = Hit(now, "today") if now else closed_at(line, after)
    if last and not opens and _is_backwards(line, first, last):
        # 'Compare Q3 2024 to Q3 2023' sets one beside the other.
        return None
    return named(line, index, _between(line, first, last), ends=_dated(line, first, last)) if last else None


def _is_backwards(line: Line, first: Hit, last: Hit) -> bool:
    is_dated = is_absolute(first) and is_absolute(last) and not (first.of_year or last.of_year)
    return is_dated and line.day(first.expression) > line.day(last.expression, end=True)


def _joined(line: Line, index: int, is_between: bool) -> int | None:
    """Return the place after the word or the dash that joins the two ends of a range."""
    if is_between:
        return index + 1 if line[index] == "and" else None
    joiner = phrase_end(line, index, _JOINERS)
    return joiner if joiner is not None else index if line.gap(index) in _DASHES else None


def _doubtful_month(line: Line, index: int) -> Hit | None:
    """Read Mar–May 2024, march to may 2024: a month that is another word, but for the month that follows."""
    after = _joined(line, index + 1, is_between=False)
    if line[index] not in MONTHS or after is None or line[after] not in MONTHS:
        return None
    month = MONTHS[line[index]]
    return Hit(index + 1, f"{line.today.year}-{month:02d}", of_year=lambda year: f"{year}-{month:02d}")


def _days_of_month(line: Line, index: int, is_between: bool) -> Hit | None:
    """Read March 5 to 9, 2024 and 5 to 9 March 2024."""
    if line[index] in MONTHS:
        first = closed_at(line, index)
        after = _joined(line, first.end, is_between) if first else None
        number = (line.place(after) or line.count(after)) if after else None
        # "March 5 to 9 April" names the month of the second day as well.
        if first is None or after is None or number is None or not 1 <= number <= 31 or line[after + 1] in MONTHS:
            return None
        if len(first.expression) != len("2024-03-05") or (first.of_year is None and not first.rivals):
            return None
        return _day_range(
            line, MONTHS[line[index]], (line.place(index + 1) or line.count(index + 1), number), after + 1
        )
    first_day = line.place(index) or line.count(index)
    after = _joined(line, index + 1, is_between) if first_day and first_day <= 31 else None
    last = closed_at(line, after) if after else None
    at = line.skip((after or 0) + 1, "of")
    if not last or after is None or line[at] not in MONTHS or len(last.expression) != len("2024-03-05"):
        return None
    return _day_range(line, MONTHS[line[at]], (first_day, line.place(after) or line.count(after)), at + 1)


def _day_range(line: Line, month: int, days: tuple[int | None, int | None], end: int) -> Hit:
    year = line[end] if YEAR.fullmatch(line[end]) else None
    first, last = (f"{month:02d}-{day:02d}" for day in days)
    if year:
        return Hit(end + 1, f"{year}-{first}..{year}-{last}")
    this = line.today.year
    start = this if f"{this}-{first}" <= line.today.isoformat() else this - 1
    expression = f"{start}-{first}..{start}-{last}"
    return Hit(end, expression, (f"without a year, it is read as {expression}",))


def _between(line: Line, first: Hit, last: Hit) -> Hit:
    """Return the days from one period to another; one without a year takes that of the other."""
    a, b = _dated(line, first, last)
    expression = f"{opening(line, a)}..{closing(line, b)}"
    rivals: tuple[str, ...] = ()
    if a.rivals or b.rivals:
        others = Hit(a.end, (a.rivals or (a.expression,))[0]), Hit(b.end, (b.rivals or (b.expression,))[0])
        rivals = (f"{opening(line, others[0])}..{closing(line, others[1])}",)
    said = (*a.assumed, *b.assumed)
    if first.of_year and last.of_year:
        said = (f"without years, it is read as {line.day(a.expression)} to {line.day(b.expression, end=True)}",)
    elif first.of_year and is_absolute(last) and line[first.end] == "and" and _is_turned(line, a, b):
        # 'Between May and March 2024' may be eleven months of two years, or three of one in no order.
        rivals = (f"{opening(line, last)}..{closing(line, in_year(first, line.day(b.expression).year))}",)
    elif first.of_year and is_absolute(last) and line.day(a.expression).year != line.day(b.expression).year:
        said = (*said, f"it is read as starting on {line.day(a.expression)}")
    return Hit(last.end, expression, said, rivals)


def _is_turned(line: Line, first: Hit, last: Hit) -> bool:
    """Tell whether the ends lie in two years, and more than half a year apart: November and February are near."""
    start, end = line.day(first.expression), line.day(last.expression)
    return start.year != end.year and (end - start).days > _HALF_A_YEAR


def _dated(line: Line, first: Hit, last: Hit) -> tuple[Hit, Hit]:
    """Return both ends with a year: the start is the latest before the end."""
    if first.of_year and last.of_year:
        return _before(line, first, last), last
    if first.of_year and is_absolute(last):
        return _before(line, in_year(first, line.day(last.expression, end=True).year), last, first), last
    if last.of_year and is_absolute(first):
        year = line.day(first.expression).year
        same = in_year(last, year)
        is_after = line.day(same.expression, end=True) >= line.day(first.expression)
        return first, same if is_after else in_year(last, year + 1)
    return first, last


def _before(line: Line, first: Hit, last: Hit, bare: Hit | None = None) -> Hit:
    start, end = line.day(first.expression), line.day(last.expression, end=True)
    return first if start <= end else in_year(bare or first, start.year - 1)
