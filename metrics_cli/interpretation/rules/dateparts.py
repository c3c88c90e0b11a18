"""Parts of dates: by weekday, by month of the year, on Mondays; and the project's own grains by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metrics_cli.interpretation.rules.datewords import (
    DAYS,
    DOUBTFUL,
    FISCAL,
    FOREIGN,
    LAST,
    MONTHS,
    ROLLING,
    THIS,
    phrases,
)
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, Token
from metrics_cli.period import WEEKDAYS
from metrics_cli.query import METRIC_TIME, Filter, GroupBy, Operator

# Days of the week count from 1, Monday, to 7: MetricFlow extracts the ISO day on every warehouse.
_ISO_DAY = {f"{name}s": place for place, name in enumerate(WEEKDAYS, 1)}
_ISO_DAY |= {f"{short}s": WEEKDAYS.index(name) + 1 for short, name in DAYS.items() if len(short) > 5}
_SEVERAL = {"weekends": (6, 7), "weekdays": (1, 2, 3, 4, 5), "workdays": (1, 2, 3, 4, 5)}
_MONTHS = {f"{name}s": number for name, number in MONTHS.items() if len(name) > 3 and not name.endswith("ch")}
_NAMES = {
    "dow": phrases("day of the week, day of week, days of the week, week day, weekday, weekdays, dayofweek"),
    "month": phrases("month of the year, month of year, months of the year"),
    "quarter": phrases("quarter of the year, quarter of year, quarters of the year"),
    "day": phrases("day of the month, day of month, days of the month"),
    "doy": phrases("day of the year, day of year, days of the year"),
}


_BY_YEAR = phrases(
    "over the years, through the years, across the years, by year, per year, each year, every year, by years"
)
# What makes a month or a quarter one of a year, or one of several.
_DATED = frozenset("of to vs versus and or -".split())
# "Last weekend" is a period, and "by weekend" a split.
_BEFORE_A_PERIOD = THIS | LAST | ROLLING | frozenset("next the a an by per each every vs versus over".split())
_AFTER = frozenset("in on of by vs versus and or".split())
# A month beside another, or one that bounds, is no month of every year.
_TIED = frozenset("from to between since until before after and or vs versus last this next - through".split())


@dataclass(frozen=True)
class Part:
    """Words, from token `start` to `end` (exclusive), that name a part of dates: to split by, or to keep only some."""

    start: int
    end: int
    group_by: GroupBy | None = None
    filter: Filter | None = None


def find_parts(tokens: Sequence[Token], custom_grains: Sequence[str] = ()) -> tuple[Part, ...]:
    """Return the parts of dates that the words name, in their order, without the words that introduce a breakdown."""
    words = [t.fold for t in tokens]
    found: list[Part] = []
    index = 0
    while index < len(words):
        best = max(_at(tokens, words, index, custom_grains), key=lambda part: part.end, default=None)
        found += [best] if best else []
        index = best.end if best else index + 1
    return tuple(found)


def _at(tokens: Sequence[Token], words: Sequence[str], index: int, grains: Sequence[str]) -> Iterator[Part]:
    for part, names in _NAMES.items():
        for name in names:
            if tuple(words[index : index + len(name)]) == name:
                yield Part(index, index + len(name), GroupBy(METRIC_TIME, date_part=part))
    for grain in grains:
        name = tuple(grain.lower().split("_"))
        stems = tuple(t.stem for t in tokens[index : index + len(name)])
        # "Last retail month" is a period, and no setting says which days it has.
        if stems == name and (index == 0 or words[index - 1] not in THIS | LAST | ROLLING | {"next"}):
            yield Part(index, index + len(name), GroupBy(METRIC_TIME, grain))
    if words[index] in ("on", "at", "every", "in"):
        yield from _days(words, index)
    yield from _of_every_year(words, index)
    weekend = _weekend(words, index)
    if weekend:
        yield weekend


def _days(words: Sequence[str], index: int) -> Iterator[Part]:
    """Yield on Mondays, on weekends, at weekends, on Mondays and Fridays, in Januarys."""
    values: list[int] = []
    names: dict[str, tuple[int, ...]] = _SEVERAL | {name: (place,) for name, place in _ISO_DAY.items()}
    part = "dow"
    if words[index] == "in":
        names, part = {name: (number,) for name, number in _MONTHS.items()}, "month"
    at = index + 1
    while at < len(words) and words[at] in names:
        values += names[words[at]]
        at += 1
        if at + 1 < len(words) and words[at] in ("and", "or", "&") and words[at + 1] in names:
            at += 1
    if words[index] == "in" and words[index + 1 : index + 2] and words[index + 1] in MONTHS:
        at = index + 2 + (words[index + 2 : index + 3] == ["of"])
        if tuple(words[at : at + 2]) in (("each", "year"), ("every", "year")):
            # "In December of each year": every December, a row for each.
            values = [MONTHS[words[index + 1]]]
    if values and words[index] != "every":
        kept = tuple(sorted(set(values)))
        yield Part(index, at, filter=Filter(METRIC_TIME, Operator.IN, kept, date_part=part))


def _weekend(words: Sequence[str], index: int) -> Part | None:
    """Read weekend orders, during weekends: those of every Saturday and Sunday; the weekend may be the last one."""
    at = index + (words[index] in ("during", "over"))
    is_several = at < len(words) and words[at] == "weekends" and (at > index or index == 0)
    before = words[index - 1] if index else ""
    is_said = before not in _BEFORE_A_PERIOD and not before.isdecimal() and before not in NUMBER_WORDS
    is_adjective = words[index] == "weekend" and is_said and index + 1 < len(words) and words[index + 1] not in _AFTER
    if not (is_several or is_adjective):
        return None
    return Part(index, at + 1, filter=Filter(METRIC_TIME, Operator.IN, _SEVERAL["weekends"], date_part="dow"))


def _of_every_year(words: Sequence[str], index: int) -> Iterator[Part]:
    """Yield December of 'December sales over the years', Q4 of 'Q4 orders by year': every one, whatever its year."""
    at = index + (words[index] in ("in", "for", "during"))
    word = words[at] if at < len(words) else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    is_tied = at > 0 and words[at - 1] in _TIED | FOREIGN
    if after.isdecimal() or after in _DATED or is_tied or not _asks_by_year(words):
        return
    if word in MONTHS and (word not in DOUBTFUL or at > index):
        yield Part(index, at + 1, filter=Filter(METRIC_TIME, Operator.IN, (MONTHS[word],), date_part="month"))
    if len(word) == 2 and word[0] == "q" and word[1] in "1234":
        yield Part(index, at + 1, filter=Filter(METRIC_TIME, Operator.IN, (int(word[1]),), date_part="quarter"))


def _asks_by_year(words: Sequence[str]) -> bool:
    return any(tuple(words[i : i + len(name)]) == name for i in range(len(words)) for name in _BY_YEAR)


_TIMES = frozenset("hour hours hourly minute minutes second seconds noon midnight morning mornings evening".split())
_TIMES |= frozenset("evenings afternoon afternoons tonight night nights oclock am pm".split())
_VAGUE = frozenset({"few", "several", "recent", "recently", "lately"})


def unread_reason(tokens: Sequence[Token], has_fiscal_year: bool = False) -> str | None:
    """Return why the first of these unused words is no date that can be read; None when none looks like one.

    Of a project that `has_fiscal_year`, words of it are no reason.
    """
    for token in tokens:
        is_known = has_fiscal_year and (token.fold in FISCAL or token.fold.startswith("fy"))
        reason = None if is_known else _reason(token.fold)
        if reason:
            return reason.format(token.text)
    return None


def _reason(word: str) -> str | None:
    if word in _TIMES or (word[:1].isdigit() and word.endswith(("am", "pm"))):
        return "'{}' asks for a time of day, and dates are whole days"
    if word in FOREIGN or (word.startswith("fy") and word[2:].isdigit()) or word == "fytd":
        return "'{}' names a calendar that the project does not describe"
    if word in _VAGUE:
        return "'{}' does not say how many days, weeks or months"
    if word[:-1].isdigit() and word.endswith("0s"):
        return "'{}' is a decade; name its years: 2020 to 2029"
    if word in ("weekend", "weekends"):
        return "'{}' is not a period that I know; name the days, or ask by weekday"
    return None
