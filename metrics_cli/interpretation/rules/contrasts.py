"""Two periods set side by side: Q3 vs Q4, this month compared with the same month last year, compare 2023 and 2024."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from metrics_cli.interpretation.rules.composites import beside_year, closed_at, same_at, same_day_at
from metrics_cli.interpretation.rules.datewords import UNIT_OF, phrases
from metrics_cli.interpretation.rules.line import YEAR, Hit, Line, Named, is_absolute, lead_end, named, phrase_end
from metrics_cli.interpretation.rules.periods import find_periods
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.interpretation.rules.torn import Torn, torn_of
from metrics_cli.period import ISO, SPANS, Calendar, Period, floor, resolve, whole
from metrics_cli.query import Comparison

_COMPARING = phrases(
    "vs, versus, against, than, compared to, compared with, compared against, in comparison to, in comparison with, "
    "relative to, as compared to, as compared with, when compared to, when compared with, as opposed to"
)
_COMPARE = frozenset("compare comparing comparison difference contrast".split())
_TO_WHAT = phrases("with, to, and, against, vs, versus, &")
_ECHOES = frozenset("that those what it they the ones was were we had did".split())
_EARLIER = frozenset({"before", "earlier", "prior"})
_PREVIOUS = frozenset({"previous", "prior", "preceding"})
_PERIODS = frozenset({"period", "timeframe"})
_OVER: dict[tuple[str, ...], str] = {("yoy",): "year", ("mom",): "month", ("qoq",): "quarter", ("wow",): "week"}
_OVER |= {(unit, word, unit): unit for unit in ("year", "month", "quarter", "week") for word in ("over", "on")}


@dataclass(frozen=True)
class Contrast:
    """A comparison that the words ask for: `spans` are all of its words but those of the `base`.

    `base` is the period that is compared, None when the words name none; `comparison` is what it is set against: a kind
    of its own where the words say so (the same period last year), else the period that they name. `period` is what is
    compared where that is not the base: compare 2023 and 2024. `torn` is the year of a base whose words stand apart.
    """

    spans: tuple[tuple[int, int], ...]
    base: Named | None
    comparison: Comparison
    assumed: str = ""
    period: Period | None = None
    torn: Torn | None = None


@dataclass(frozen=True)
class _Second:
    """What a period is set against; `unit` is that of 'the month before', `hit` the period named."""

    end: int
    kind: str
    unit: str = ""
    hit: Hit | None = None


def find_contrast(tokens: Sequence[Token], today: date, calendar: Calendar = ISO) -> Contrast | None:
    """Return the one comparison of periods that the words ask for; None when there is none, or more than that.

    Raises QueryInvalid for words that name a date the calendar does not have.
    """
    line = Line(tokens, today, calendar)
    asks = [i for i, word in enumerate(line.words) if word in _COMPARE]
    for index in range(len(line.words)):
        after = phrase_end(line, index, _COMPARING)
        if after is None and asks and index > asks[0]:
            after = phrase_end(line, index, _TO_WHAT)
        second = _second(line, after) if after is not None else None
        if second is not None:
            return _contrast(line, index, second, asks)
        unit, end = _over(line, index)
        if unit:
            kind = "previous_year" if unit == "year" else "previous_period"
            return _contrast(line, index, _Second(end, kind, unit), asks)
    return None


def _over(line: Line, index: int) -> tuple[str, int]:
    for size in (1, 3):
        unit = _OVER.get(tuple(line.words[index : index + size]))
        if unit:
            return unit, index + size
    return "", index


def _second(line: Line, index: int) -> _Second | None:
    """Return what the words at `index` set a period against, the longest reading of them."""
    index = _echoed(line, index)
    same, day = same_at(line, index), same_day_at(line, index)
    found = [_Second(same[0], "same", same[1])] if same else []
    if day:
        return _Second(day[0], "days", str(day[1]))
    at = line.skip(index, "the", "a", "one")
    unit = UNIT_OF.get(line[at], "period" if line[at] in _PERIODS else "")
    if unit and line[at + 1] in _EARLIER:
        found.append(_Second(at + 2, "previous", unit))
    if line[line.skip(index, "the")] in ("one", "ones") and line[line.skip(index, "the") + 1] in _EARLIER:
        found.append(_Second(line.skip(index, "the") + 2, "previous", "period"))
    unit = UNIT_OF.get(line[at + 1], "period" if line[at + 1] in _PERIODS else "")
    if unit and (line[at] in _PREVIOUS or (line[at] == "last" and unit == "period")):
        found.append(_Second(at + 2, "previous", unit))
    if UNIT_OF.get(line[at]) == "year" and line[at + 1] == "ago":
        found.append(_Second(at + 2, "same", "period"))
    count, counted_in = line.count(at), UNIT_OF.get(line[at + 1])
    if count and counted_in and line[at + 2] in _EARLIER:
        found.append(_Second(at + 3, "counted", hit=Hit(at + 3, f"trailing({count}, {counted_in})")))
    hit = closed_at(line, lead_end(line, index))
    if hit is not None and (not hit.rivals or _is_of_this_year(line, hit, index)):
        counted = line[at] in _PREVIOUS and line.count(at + 1) is not None
        found.append(_Second(hit.end, "counted" if counted else "period", hit=hit))
    return max(found, key=lambda second: second.end, default=None)


def _echoed(line: Line, index: int) -> int:
    """Return the place after the words that say again what is compared: those in 2023, what it was in March."""
    at = index
    while line[at] in _ECHOES:
        at += 1
    return at if line[at] in ("in", "of", "for", "from", "during", "last", "this") else index


def _is_of_this_year(line: Line, hit: Hit, index: int) -> bool:
    """Tell whether 'this October' stands before 'last October', which then is last year's."""
    pairs = pairwise(line.words[: index - 1])
    return line[hit.end - 2] == "last" and ("this", line[hit.end - 1]) in pairs


def _contrast(line: Line, index: int, second: _Second, asks: Sequence[int]) -> Contrast | None:
    before = find_periods(line.tokens[:index], line.today, line.calendar)
    beside = closed_at(line, index - 1) if index and not before else None
    if beside is not None and beside.end == index:
        # "March vs April": what follows makes the word a month.
        before = (named(line, index - 1, beside),)
    shifted = find_periods(line.tokens[second.end :], line.today, line.calendar)
    after = [replace(n, start=n.start + second.end, end=n.end + second.end) for n in shifted]
    bases = [*before, *after]
    torn = torn_of(line, bases)
    bases = [torn.named] if torn else bases
    if len(bases) > 1 or any(n.rivals or n.is_moment for n in bases):
        return None
    found = _of_base(line, index, second, asks, bases[0] if bases else None, bool(torn))
    return replace(found, torn=torn) if found else None


def _of_base(
    line: Line, index: int, second: _Second, asks: Sequence[int], base: Named | None, is_torn: bool
) -> Contrast | None:
    if second.hit is not None and base is not None and (base.grain or base.filters):
        # "Compare Q1, Q2 and Q3": a list, told side by side.
        return None
    spans = ((index, second.end), *((i, line.skip(i + 1, "between")) for i in asks))
    if second.hit is not None and second.kind == "counted":
        # "The last 30 days vs the previous 30 days": as many again, before those.
        is_like = base is not None and base.period.expression == second.hit.expression
        return Contrast(spans, base, Comparison("previous_period"), base.assumed) if base and is_like else None
    if second.kind == "days":
        return _days_before(line, spans, base, int(second.unit))
    if second.hit is not None:
        return _with_period(line, spans, base, second.hit, is_torn)
    if base is None and second.kind == "same" and second.unit != "period":
        base = named(line, index, Hit(index, f"this_{second.unit}", (f"it is read as asked of this {second.unit}",)))
    return _with_kind(line, spans, base, second)


def _days_before(line: Line, spans: tuple[tuple[int, int], ...], base: Named | None, days: int) -> Contrast | None:
    """Return the comparison of a day with the one so many days before: yesterday vs the same day last week."""
    if base is None or base.period.start is None or base.period.start != base.period.end:
        return None
    period = resolve(f"shift({base.period.expression}, -{days}, day)", line.today, line.calendar)
    return Contrast(spans, base, Comparison("period", period), base.assumed)


def _with_kind(line: Line, spans: tuple[tuple[int, int], ...], base: Named | None, second: _Second) -> Contrast | None:
    """Return the comparison with the period before, or with the same one a year earlier."""
    size = _unit_of(line, base.period) if base else ""
    if second.kind in ("same", "previous_year") or (second.unit == "year" and base and size != "year"):
        return Contrast(spans, base, Comparison("previous_year"), base.assumed if base else "")
    if second.unit in ("period", size):
        return Contrast(spans, base, Comparison("previous_period"), base.assumed if base else "")
    if base is None:
        period = resolve(f"last_{second.unit}", line.today, line.calendar)
        return Contrast(spans, None, Comparison("period", period))
    # "March vs the week before" sets a month against what is not its like.
    return None


def _with_period(
    line: Line, spans: tuple[tuple[int, int], ...], base: Named | None, other: Hit, is_torn: bool = False
) -> Contrast | None:
    """Return the comparison with a period that is named; one without a year takes that of the other."""
    if base is None:
        return Contrast(spans, None, _against(line, other), "; ".join(other.assumed))
    first = closed_at(line, lead_end(line, base.start))
    if first is not None and first.end == base.end and not is_torn:
        if first.of_year and not other.of_year and is_absolute(other):
            base = _unlike(line, base, first, other)
        elif other.of_year and not first.of_year and is_absolute(first):
            other = beside_year(line, other, first)
    if _days(line, other) == (base.period.start, base.period.end):
        # Nothing is set against itself: which of the two is another year's is not said.
        return None
    size, start = _unit_of(line, base.period), base.period.start
    is_part = start is not None and size != "year" and (size != "" or base.period.end == line.today)
    years = line.day(other.expression).year - start.year if start else 0
    if is_part and (YEAR.fullmatch(other.expression) or other.expression == "last_year"):
        if years >= 0:
            return None
        words = line.text(*spans[0])
        said = f"'{words}' is read as the same days {-years} year{'s' if years < -1 else ''} earlier"
        assumed = "; ".join(filter(None, (base.assumed, said)))
        if years == -1:
            return Contrast(spans, base, Comparison("previous_year"), assumed)
        other = Hit(other.end, f"shift({base.period.expression}, {years}, year)")
        return Contrast(spans, base, _against(line, other), assumed)
    assumed = "; ".join(dict.fromkeys(filter(None, (base.assumed, *other.assumed))))
    against = _against(line, other)
    later = against.period.start if against.period else None
    if line[spans[0][0]] in ("and", "&") and start and later and start < later and against.period:
        # "Compare 2023 and 2024": the later one is set beside the earlier.
        return Contrast(spans, base, replace(against, period=base.period), assumed, period=against.period)
    return Contrast(spans, base, against, assumed)


def _unlike(line: Line, base: Named, first: Hit, other: Hit) -> Named:
    """Return the first period in the year of the other, unless that is the other: August against August last year."""
    moved = named(line, base.start, beside_year(line, first, other))
    return base if (moved.period.start, moved.period.end) == _days(line, other) else moved


def _days(line: Line, hit: Hit) -> tuple[date, date]:
    return line.day(hit.expression), line.day(hit.expression, end=True)


def _against(line: Line, other: Hit) -> Comparison:
    return Comparison("period", resolve(other.expression, line.today, line.calendar))


def _unit_of(line: Line, period: Period) -> str:
    """Return the one calendar unit that the period is, the largest that fits; nothing when it is none."""
    week, start, end = line.calendar.week_start, period.start, period.end
    for unit in reversed(SPANS):
        if start is not None and floor(start, unit, week) == start and whole(start, unit, week)[1] == end:
            return unit
    return ""
