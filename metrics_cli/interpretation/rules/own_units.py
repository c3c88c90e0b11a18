"""Units of the project's own calendar as periods: last retail quarter, this season so far, the last 2 retail months."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from metrics_cli.interpretation.rules.datewords import LAST, ROLLING, THIS
from metrics_cli.interpretation.rules.line import Hit, Line

Units = tuple[tuple[date, date], ...]


def own_units_at(line: Line, index: int) -> Iterator[Hit]:
    """Yield the periods that are units of a grain of the project's own, where the calendar holds its days."""
    for grain, units in line.calendar.own:
        place = bisect_right([start for start, _ in units], line.today) - 1
        if place >= 0 and line.today <= _known_until(units, place):
            yield from _of_grain(line, index, tuple(grain.lower().split("_")), units, place)


def _known_until(units: Units, place: int) -> date:
    """Return the last day that is surely in a unit: the last one may be cut off, and is no shorter than the others."""
    start, end = units[place]
    shortest = min((last - first for first, last in units[:-1]), default=end - start)
    return max(end, start + shortest) if place + 1 == len(units) else end


def _of_grain(line: Line, index: int, name: tuple[str, ...], units: Units, place: int) -> Iterator[Hit]:
    word = line[index]
    step = 0 if word in THIS else -1 if word in LAST else 1 if word == "next" else None
    end = _named(line, index + 1, name)
    if step is not None and end is not None and 0 <= place + step < len(units):
        first, last = units[place + step]
        is_so_far = (line[end], line[end + 1]) in (("so", "far"), ("to", "date")) and step == 0
        # The days of the last unit are not known to its end.
        last = line.today if is_so_far or (step == 0 and place + 1 == len(units)) else last
        if place + step + 1 < len(units) or step == 0:
            yield Hit(end + 2 * is_so_far, f"{first}..{last}")
    count = line.count(index + 1)
    end = _named(line, index + 2, name)
    if word in LAST | ROLLING | {"past"} and count and end is not None and count <= place:
        words = " ".join(name)
        said = f"'{line.text(index, end)}' is read as the whole {words}s before this one"
        yield Hit(end, f"{units[place - count][0]}..{units[place - 1][1]}", (said,))
    end = _named(line, index, name)
    if end is not None and (line[end], line[end + 1]) == ("to", "date"):
        yield Hit(end + 2, f"{units[place][0]}..{line.today}")


def _named(line: Line, index: int, name: tuple[str, ...]) -> int | None:
    end = index + len(name)
    stems = tuple(t.stem for t in line.tokens[index:end]) if index >= 0 else ()
    return end if stems == name or tuple(line.words[max(index, 0) : end]) == name else None
