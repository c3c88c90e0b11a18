"""Several periods of one size, told side by side: Jan, Feb and Mar 2024; Q1 and Q3 last year; 2023 or 2024."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from metrics_cli.interpretation.rules.composites import beside_year, closed_at, in_year, is_fiscal
from metrics_cli.interpretation.rules.datewords import MONTHS
from metrics_cli.interpretation.rules.line import Hit, Line, Named, closing, is_absolute, lead_end, named, opening
from metrics_cli.interpretation.rules.points import month_at
from metrics_cli.period import Period, floor, resolve, shift, whole
from metrics_cli.query import METRIC_TIME, Filter, Operator

_AND = frozenset({"and", "or", "&", "plus", "nor"})
_VERSUS = frozenset({"vs", "versus"})
_TOGETHER = frozenset({"combined", "together", "altogether"})
_PARTS = {"month": ("month", "year"), "quarter": ("quarter", "year"), "year": ("year",)}


def list_at(line: Line, index: int) -> Named | None:
    """Read two or more whole units of one size that commas, 'and', 'or' or 'vs' tie together.

    None for units of different sizes, for the same one twice, and for units that lie apart and that no condition on
    months, quarters or years picks out.
    """
    start = line.skip(lead_end(line, index), "both", "either")
    hits, joins = _items(line, start)
    if len(hits) < 2 or any(h.rivals for h in hits) or (len(hits) == 2 and joins[0] in _VERSUS):
        return None
    dated = _dated(line, hits)
    periods = sorted((_period(line, h) for h in dated), key=lambda p: (p.start or line.today, p.end or line.today))
    unit = _unit_of(line, dated, periods)
    if not unit or any(a.end is None or b.start is None or a.end >= b.start for a, b in pairwise(periods)):
        return None
    filters = () if _is_row(periods) else _picked(periods, unit)
    if filters is None:
        return None
    ordered = sorted(dated, key=lambda h: line.day(h.expression))
    end = line.skip(hits[-1].end, *_TOGETHER)
    hit = Hit(end, f"{opening(line, ordered[0])}..{closing(line, ordered[-1])}", _said(line, hits, dated))
    found = named(line, index, hit)
    return replace(
        found,
        grain=None if end > hits[-1].end else unit,
        filters=filters,
        is_choice="or" in joins,
    )


def _items(line: Line, index: int) -> tuple[list[Hit], list[str]]:
    """Return the periods of a list, and the words that join them."""
    first = _item(line, index, is_first=True)
    hits, joins = ([first] if first else []), []
    while hits:
        at, word = _joined(line, hits[-1].end)
        hit = _item(line, lead_end(line, at), is_first=False) if at is not None else None
        if at is None or hit is None:
            break
        hits.append(hit)
        joins.append(word)
    return hits, joins


def _joined(line: Line, index: int) -> tuple[int | None, str]:
    if line[index] in _AND | _VERSUS:
        return index + 1, line[index]
    return (index, ",") if "," in line.gap(index) and line[index] else (None, "")


def _item(line: Line, index: int, is_first: bool) -> Hit | None:
    """Return the period at `index`; beside another one, march and may are months."""
    hit = closed_at(line, index)
    if hit is not None or line[index] not in MONTHS:
        return hit
    joined = not is_first or _joined(line, index + 1)[0] is not None
    return month_at(line, index) if joined else None


def _dated(line: Line, hits: Sequence[Hit]) -> list[Hit]:
    """Give the hits without a year that of their neighbours: each is the latest before the one that follows."""
    found = list(hits)
    known = [i for i, h in enumerate(hits) if h.of_year is None]
    anchor = known[-1] if known else len(hits) - 1
    for i in range(anchor - 1, -1, -1):
        if found[i].of_year:
            found[i] = _near(line, found[i], found[i + 1], step=-1)
    for i in range(anchor + 1, len(found)):
        found[i] = _near(line, found[i], found[i - 1], step=1)
    return found


def _near(line: Line, hit: Hit, beside: Hit, step: int) -> Hit:
    """Return the hit in the year of the one `beside`, or in the next one on that side."""
    assert hit.of_year is not None
    if is_fiscal(beside) and "-Q" in hit.expression.upper():
        return beside_year(line, hit, beside)
    day = line.day(beside.expression)
    same = in_year(hit, day.year)
    is_past = line.day(same.expression) > day if step < 0 else line.day(same.expression) < day
    return in_year(hit, day.year + step) if is_past else same


def _said(line: Line, hits: Sequence[Hit], dated: Sequence[Hit]) -> tuple[str, ...]:
    """Say which years were taken, when no words name any."""
    told = tuple(s for h in dated if h.of_year is None for s in h.assumed)
    if any(h.of_year is None and is_absolute(h) for h in hits):
        return told
    bare = [f"{line.day(d.expression):%B %Y}" for h, d in zip(hits, dated, strict=True) if h.of_year]
    return (*told, *((f"without a year, it is read as those that begin in {', '.join(bare)}",) if bare else ()))


def _period(line: Line, hit: Hit) -> Period:
    return resolve(hit.expression, line.today, line.calendar)


def _unit_of(line: Line, hits: Sequence[Hit], periods: Sequence[Period]) -> str:
    """Return the one unit that all the periods are of; nothing when there is none, and none has a name for it."""
    fiscal = [h.expression.lower().startswith("fy") or "fiscal" in h.expression for h in hits]
    if any(fiscal) and not all(fiscal):
        return ""
    start = (line.calendar.fiscal_start or 1) if any(fiscal) else 1
    for unit in ("year", "half", "quarter", "month", "week", "day"):
        if all(_is_one(p, unit, line.calendar.week_start, start) for p in periods):
            return f"fiscal_{unit}" if any(fiscal) and start > 1 and unit not in ("month", "day") else unit
    return ""


def _is_one(period: Period, unit: str, week_start: int, year_start: int) -> bool:
    start = period.start
    if start is None or floor(start, unit, week_start, year_start) != start:
        return False
    return whole(start, unit, week_start, year_start)[1] == period.end


def _is_row(periods: Sequence[Period]) -> bool:
    return all(a.end is not None and a.end + timedelta(days=1) == b.start for a, b in pairwise(periods))


def _picked(periods: Sequence[Period], unit: str) -> tuple[Filter, ...] | None:
    """Return the conditions that keep exactly these units of those between the first and the last."""
    kept = {_numbers(p, unit) for p in periods}
    if unit not in _PARTS:
        return None
    values = [sorted(set(column)) for column in zip(*kept, strict=True)]
    among = [u for u in _between(periods, unit) if all(n in v for n, v in zip(u, values, strict=True))]
    if set(among) != kept:
        return None
    every = [sorted({u[i] for u in _between(periods, unit)}) for i in range(len(values))]
    return tuple(
        Filter(METRIC_TIME, Operator.IN, tuple(v), date_part=part)
        for part, v, all_of in zip(_PARTS[unit], values, every, strict=True)
        if v != all_of
    )


def _between(periods: Sequence[Period], unit: str) -> Iterator[tuple[int, ...]]:
    at, last = periods[0].start, periods[-1].start
    while at is not None and last is not None and at <= last:
        yield _numbers(Period("", at, None), unit)
        at = shift(at, 1, unit)


def _numbers(period: Period, unit: str) -> tuple[int, ...]:
    """Return the parts of the date that tell one unit from another: month and year, quarter and year, year."""
    assert period.start is not None
    year, month = period.start.year, period.start.month
    return {"month": (month, year), "quarter": ((month + 2) // 3, year)}.get(unit, (year,))
