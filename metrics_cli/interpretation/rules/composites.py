"""Periods made of others: the first week of March, the 2 weeks before Christmas, the same quarter last year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.interpretation.rules.datewords import LEADS, UNIT_OF
from metrics_cli.interpretation.rules.line import Hit, Line
from metrics_cli.interpretation.rules.points import points_at
from metrics_cli.interpretation.rules.relatives import relatives_at
from metrics_cli.period import whole

_A_YEAR_EARLIER = (
    ("last", "year"),
    ("previous", "year"),
    ("prior", "year"),
    ("a", "year", "ago"),
    ("one", "year", "ago"),
    ("a", "year", "earlier"),
    ("one", "year", "earlier"),
    ("year", "before"),
    ("year", "earlier"),
)


def closed_at(line: Line, index: int) -> Hit | None:
    """Return the longest closed period that the words at `index` name, an article before it passed over."""
    if index not in line.memo:
        line.memo[index] = None
        line.memo[index] = max(_hits(line, index), key=lambda hit: hit.end, default=None)
    return line.memo[index]


def same_at(line: Line, index: int) -> tuple[int, str] | None:
    """Return the end and the unit of the words `same quarter last year`; a `period` is of any length."""
    at = line.skip(index, "the")
    if line[at] != "same":
        return None
    unit = UNIT_OF.get(line[at + 1], "")
    if line[at + 1] in ("period", "time", "days", "dates", "timeframe"):
        unit = "period"
    end = _year_earlier(line, line.skip(at + 2, "of", "in", "from", "during"))
    return (end, unit) if end and unit and line[at + 1] != "years" else None


def _year_earlier(line: Line, index: int) -> int | None:
    at = line.skip(index, "the")
    for words in _A_YEAR_EARLIER:
        if tuple(line.words[at : at + len(words)]) == words:
            return at + len(words)
    return None


def _hits(line: Line, index: int) -> Iterator[Hit]:
    if index >= len(line.words):
        return
    start = line.skip(index, "the")
    for hit in (*points_at(line, start), *relatives_at(line, start)):
        if not hit.leads or _is_led(line, start, hit.leads):
            yield hit
    for read in (_edge, _beside, _same):
        found = read(line, start)
        if found:
            yield found


def _is_led(line: Line, index: int, leads: frozenset[str]) -> bool:
    before = line[index - 2] if line[index - 1] == "the" else line[index - 1]
    return before in leads or line.gap(index) in ("-", "–", "—")


def _edge(line: Line, index: int) -> Hit | None:
    """Read the first 2 weeks of March 2024, the last quarter of 2023."""
    which = {"first": "first", "last": "last", "final": "last", "opening": "first", "closing": "last"}.get(line[index])
    at = index + 1
    count = line.count(at)
    at += count is not None
    unit = UNIT_OF.get(line[at])
    if which is None or unit is None or line[at + 1] not in ("of", "in") or count == 0:
        return None
    inner = closed_at(line, at + 2)
    if inner is None or inner.rivals or "trailing" in inner.expression:
        return None
    expression = f"{which}({count or 1}, {unit}, {inner.expression})"
    start, end = line.day(expression), line.day(expression, end=True)
    frame = (start, end) == whole(start, unit) if unit not in ("half", "week") else False
    said = (f"'{line.text(index, at + 1)}' is read as 7 days",) if unit == "week" and count in (None, 1) else ()
    if inner.expression[:1].isdigit() and frame and unit in ("quarter", "month"):
        number = f"-Q{(start.month + 2) // 3}" if unit == "quarter" else f"-{start.month:02d}"
        return Hit(inner.end, f"{start.year}{number}", (*inner.assumed, *said))
    return Hit(inner.end, expression, (*inner.assumed, *said))


def _beside(line: Line, index: int) -> Hit | None:
    """Read the 2 weeks before Christmas, the month after 2024-03-05."""
    count = line.count(index)
    at = index + (count is not None)
    unit, side = UNIT_OF.get(line[at]), line[at + 1]
    is_led = line[index - 1] == "the" or line[index - 1] in LEADS
    if unit is None or side not in ("before", "after") or count == 0 or not is_led:
        return None
    if count is None and line[at].endswith("s"):
        return None
    inner = closed_at(line, at + 2)
    if inner is None or inner.rivals:
        return None
    said = f"'{line.text(index, at + 2)}' is read as counted in days, not by the calendar"
    return Hit(
        inner.end,
        f"{side}({count or 1}, {unit}, {inner.expression})",
        (*inner.assumed, *(() if unit == "day" else (said,))),
    )


def _same(line: Line, index: int) -> Hit | None:
    """Read same quarter last year, on its own: this quarter, a year earlier."""
    found = same_at(line, index)
    if found is None or found[1] == "period":
        return None
    if found[1] == "week":
        return Hit(found[0], "shift(this_week, -52, week)", ("the same week last year is read as 52 weeks earlier",))
    return Hit(found[0], f"shift(this_{found[1]}, -1, year)")


def in_year(hit: Hit, year: int) -> Hit:
    """Return the hit in the given year, when its own words name none."""
    return replace(hit, expression=hit.of_year(year), assumed=(), of_year=None) if hit.of_year else hit
