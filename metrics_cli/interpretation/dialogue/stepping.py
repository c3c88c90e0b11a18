"""Periods told from the one that the talk is of: the year before, the month after that, the previous quarter."""

from __future__ import annotations

import re
from datetime import date, timedelta

from metrics_cli.answer import Ambiguous
from metrics_cli.interpretation import edits
from metrics_cli.interpretation.dialogue.setting import Edited, Setting
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS
from metrics_cli.period import Period, is_aligned, resolve, shift, whole
from metrics_cli.query import MetricQuery

_UNIT = r"(?P<unit>day|week|month|quarter|year)s?"
_SURELY = re.compile(
    rf"(?:(?:in|for|of|over|with) )?(?:the |an? )?(?:(?P<count>\w+) )?{_UNIT} "
    r"(?P<side>before|after|earlier|later|prior)(?: (?:that|this|it))?"
)
_BESIDE = re.compile(
    rf"(?:(?:in|for|of|over) )?(?:the )?(?P<side>preceding|following|previous|prior|next)(?: (?P<count>\w+))? {_UNIT}"
)
_DAY = timedelta(days=1)
_SAME = re.compile(
    r"(?:in |for |over )?(?:the )?same (?:period|time|day|week|month|quarter|dates?|days|months|weeks) "
    r"(?:(?:in|of) )?(?:the |an? |one )?"
    r"(?:(?:previous|prior|preceding) year|year (?P<side>before|earlier|after|later|prior))"
)
_FORWARD = frozenset("after later following next".split())
# Words that may be told from today as well.
_FROM_TODAY = frozenset("previous prior next".split())


def stepped(setting: Setting, words: str) -> Edited | Ambiguous | None:
    """Return the query one or more units earlier or later than the talk is of, None for other words.

    'The year before' a quarter may be that whole year, or that quarter of it: both are offered.
    """
    if same := _SAME.fullmatch(words):
        return _of_another_year(setting, 1 if same["side"] in _FORWARD else -1)
    match = _SURELY.fullmatch(words) or _BESIDE.fullmatch(words)
    if match is None:
        return None
    count = _count(match["count"])
    period = setting.query.period
    if count is None or (match["side"] in _FROM_TODAY and _is_around(period, setting.today, match["unit"])):
        return None
    if period is None or period.start is None or period.end is None:
        if match["side"] in _FROM_TODAY:
            return None
        raise Misfit("It has no period that another could come before or after. Name one: in 2025, last month.")
    steps = count if match["side"] in _FORWARD else -count
    found = _readings(period, steps, match["unit"], match["side"], setting.today)
    today = setting.period(words) if match["side"] in _FROM_TODAY else None
    if today and today.query.period:
        found.append(today.query.period)
    return setting.one_of(_over(setting.query, found))


def period_beside(setting: Setting, words: str) -> Period | None:
    """Return the one period before or after the talk's that words name; None when they name none, or several."""
    match, period = _SURELY.fullmatch(words), setting.query.period
    count = _count(match["count"]) if match else None
    if match is None or count is None or period is None or period.start is None or period.end is None:
        return None
    steps = count if match["side"] in _FORWARD else -count
    found = _readings(period, steps, match["unit"], match["side"], setting.today)
    return found[0] if len(found) == 1 else None


def _of_another_year(setting: Setting, steps: int) -> Edited:
    period = setting.query.period
    if period is None or period.start is None or period.end is None:
        raise Misfit("It has no period that could be another year's. Name one: in 2025, last month.")
    return Edited(edits.with_period(setting.query, _readings(period, steps, "year", "earlier", setting.today)[0]))


def _over(query: MetricQuery, periods: list[Period]) -> list[MetricQuery]:
    ends = {(p.start, p.end): p for p in reversed(periods)}
    return [edits.with_period(query, period) for period in reversed(ends.values())]


def _count(word: str | None) -> int | None:
    if word is None:
        return 1
    found = int(word) if word.isdecimal() and word.isascii() else NUMBER_WORDS.get(word, 0)
    return found if 0 < found < 1000 else None


def _is_around(period: Period | None, today: date, unit: str) -> bool:
    """Tell whether the talk is of the present unit: what is next to it is next to today."""
    if period is None or period.start is None or period.end is None:
        return False
    return (period.start, period.end) == whole(today, unit)


def _readings(period: Period, steps: int, unit: str, side: str, today: date) -> list[Period]:
    assert period.start and period.end
    moved = _between(*_moved(period.start, period.end, steps, unit), today)
    if side in ("earlier", "later"):
        return [moved]
    if is_aligned(period, unit):
        return [_between(*_beside(period.start, period.end, steps, unit), today)]
    return [moved, _between(*whole(shift(period.start, steps, unit), unit), today)]


def _moved(start: date, end: date, steps: int, unit: str) -> tuple[date, date]:
    """Return the same days so many units away; whole months stay whole."""
    last = shift(end, steps, unit)
    is_whole = start.day == 1 and whole(end, "month")[1] == end and unit not in ("day", "week")
    return shift(start, steps, unit), whole(last, "month")[1] if is_whole else last


def _beside(start: date, end: date, steps: int, unit: str) -> tuple[date, date]:
    """Return the first and the last day of so many units right before whole units, or right after them."""
    if steps < 0:
        return shift(start, steps, unit), start - _DAY
    return end + _DAY, shift(end + _DAY, steps, unit) - _DAY


def _between(start: date, end: date, today: date) -> Period:
    return resolve(f"{start}..{end}", today)
