"""Clauses of what is asked for and in what order: metrics, breakdowns, rankings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.averaged import averages_counts
from metrics_cli.interpretation.rules.changing import stands_by_change
from metrics_cli.interpretation.rules.clauses import Clause, Rank, Thing
from metrics_cli.interpretation.rules.datewords import FISCAL
from metrics_cli.interpretation.rules.doubts import settled
from metrics_cli.interpretation.rules.lexicon import SAID
from metrics_cli.interpretation.rules.measures import is_count
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.tokens import number
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import (
    AFTER_A_METRIC,
    BEST,
    FASTEST,
    FILLERS,
    FREQUENT,
    GRAINS,
    LARGEST,
    LEASTS,
    LONGEST,
    MOSTS,
    OPENERS,
    PERFORMING,
    RANK_TAILS,
    SHORTEST,
    SLOWEST,
    SMALLEST,
    WORST,
)

_OF_A_PERIOD = frozenset("this last next current previous past prior".split())
# What 'average' and a metric cost beside a name that begins so, for both to be as likely.
_AS_WELL = 0.6
_HOW_MANY = frozenset("most fewest least".split())
_BESIDE = frozenset("the our different individual single of all".split())


def metrics_at(words: Words, start: int) -> Iterator[Clause]:
    for end, names in words.names(start, "metric"):
        for name, cost in settled(
            names, words.tokens[start:end], words.catalog, words.values, end - start == len(words.tokens)
        ):
            metric = words.catalog.metrics[name]
            said = (f"'{words.text(start, end)}' is read as {metric.label}",) if cost >= SAID else ()
            cost += _AS_WELL if averages_counts(words, start, end, metric) else 0.0
            yield Clause(start, end, "metric", 1.0 + cost, name, said)
            is_valued = words.fold(end) in ("value", "amount") and not is_count(metric)
            is_counted = words.fold(end) in ("count", "counts") and is_count(metric)
            if words.fold(end) in AFTER_A_METRIC or is_valued or is_counted:
                yield Clause(start, end + 1, "metric", 1.05 + cost, name, said)


def things(words: Words, start: int) -> Iterator[tuple[int, Thing]]:
    """Yield what could be split by at word `start`: dimensions, a grain, a part of the date."""
    for end, homes in words.homes(start):
        yield end, _of_words(words, start, end, Thing(homes))
    for end, part in match(words.tokens, start, phrases.PARTS)[:1]:
        yield end, _of_words(words, start, end, Thing(date_part=part))
    token = words.tokens[start] if start < len(words.tokens) else None
    if token and token.stem in GRAINS:
        yield start + 1, _of_words(words, start, start + 1, Thing(grain=token.stem))
    for grain in words.catalog.custom_grains:
        spoken = tuple(grain.split("_"))
        if tuple(t.stem for t in words.tokens[start : start + len(spoken)]) == spoken:
            end = start + len(spoken)
            yield end, _of_words(words, start, end, Thing(grain=grain))


def _of_words(words: Words, start: int, end: int, thing: Thing) -> Thing:
    last, first = words.tokens[end - 1], words.tokens[start]
    grain = thing.grain or (last.stem if last.stem in GRAINS and thing.homes else None)
    is_plural = last.fold != last.stem and number(first) is None
    return replace(thing, grain=grain, is_plural=is_plural, words=words.text(start, end))


def groups_at(words: Words, start: int) -> Iterator[Clause]:
    for after, intro in match(words.tokens, start, phrases.SPLITS):
        yield from _led(words, start, after, intro, 0.6)
    for after, _ in match(words.tokens, start, phrases.ENDS):
        yield from _led(words, start, after, "end", 0.6)
    for after, tie in match(words.tokens, start, phrases.CONNECTORS):
        yield from _led(words, start, after, "and", 0.8) if tie == "and" else ()
    for after, intro in match(words.tokens, start, phrases.ASKS):
        yield from _led(words, start, after, intro, 0.6)
    if words.tokens[start].is_parted:
        yield from _led(words, start, start, "and", 1.0)
    yield from _led(words, start, start, "bare", 1.0)
    yield from _each(words, start)


def _each(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'store by store' and 'category-wise'; of a list also 'stores and their sales', 'list stores with sales'."""
    is_first = all(words.is_plain(i) or words.fold(i) in OPENERS for i in range(start))
    for end, thing in things(words, start):
        near = min((c for _, c in thing.homes), default=0.0)
        again = [last for last, other in things(words, end + 1) if thing.homes and other.homes == thing.homes]
        if words.fold(end) == "by" and again:
            yield Clause(start, again[0], "group", 0.5 + near, replace(thing, intro="by"))
        if words.fold(end) == "wise" and thing.homes:
            yield Clause(start, end + 1, "group", 0.6 + near, replace(thing, intro="by"))
        tie = _listing(words, start, end) if is_first and thing.homes else None
        if tie is not None:
            yield Clause(start, tie, "group", 0.9 + near, replace(thing, intro="by"))


def _listing(words: Words, start: int, end: int) -> int | None:
    """Return where the metric begins that is listed beside the things: stores and their …, list stores with …."""
    is_theirs = words.fold(end) in ("and", "with", "&") and words.fold(end + 1) in ("their", "its")
    is_with = words.fold(end) == "with" and any(words.fold(i) in ("list", "show") for i in range(start))
    return end + 2 if is_theirs else end + 1 if is_with else None


def _led(words: Words, start: int, after: int, intro: str, cost: float) -> Iterator[Clause]:
    """Yield what is led in by words `start` to `after`: the thing, perhaps with a number before it."""
    index = words.skip(after, _BESIDE) if after > start else after
    for place, count in _counted(words, index, intro):
        for end, thing in things(words, place):
            # 'What is our …' asks for no list of things; 'what wards' does.
            is_asked = intro != "which" or words.fold(place) not in FILLERS
            # The year of 'this year' is a period, and nothing to split by.
            is_period = bool(thing.grain) and not thing.homes and words.fold(place - 1) in _OF_A_PERIOD
            if is_asked and not is_period:
                near = min((c for _, c in thing.homes), default=0.0)
                yield Clause(start, end, "group", cost + near, replace(thing, intro=intro, count=count))


def _counted(words: Words, index: int, intro: str) -> Iterator[tuple[int, int | None]]:
    yield index, None
    count = number(words.tokens[index]) if index < len(words.tokens) else None
    if count is not None and intro in ("which", "bare") and words.fold(index - 1) not in _HOW_MANY:
        yield index + 1, count


def adverbs_at(words: Words, start: int) -> Iterator[Clause]:
    # 'Fiscal quarterly': which quarters is told where it is split by them.
    for end, grain in match(words.tokens, start + (words.fold(start) in FISCAL), phrases.ADVERBS):
        yield Clause(start, end, "group", 0.8, Thing(grain=grain, intro="adverb", words=words.text(start, end)))
    for end, _ in match(words.tokens, start, phrases.TRENDS):
        yield Clause(start, end, "trend", 0.8, words.text(start, end))


def _ranks_time(words: Words, start: int) -> bool:
    """Tell whether a metric and a unit of time follow: max sales day."""
    return any(words.fold(end) in GRAINS for end, _ in words.names(start, "metric"))


def ranks_at(words: Words, start: int) -> Iterator[Clause]:
    index = start
    count = number(words.tokens[start])
    if count is not None:
        index = start + 1
    word = words.fold(index)
    is_fast = word in FASTEST | SLOWEST and stands_by_change(words, index)
    is_timed = word in LONGEST | SHORTEST and not is_fast
    is_extreme = word in MOSTS | LEASTS and _ranks_time(words, index + 1)
    if word not in LARGEST | SMALLEST | BEST | WORST and not (is_fast or is_timed or is_extreme):
        return
    end = index + 1
    is_frequent = words.fold(end) in FREQUENT
    if words.fold(end) in RANK_TAILS | FREQUENT or (words.fold(end) in PERFORMING and word in BEST | WORST | {"top"}):
        end += 1
    # In 'the most 1 star reviews' the number is no number of rows: it tells which reviews.
    if count is None and end < len(words.tokens) and word not in _HOW_MANY:
        count = number(words.tokens[end])
        end += count is not None
    descending = None if word in BEST | WORST else word in LARGEST | FASTEST | MOSTS
    descending = word in LONGEST if is_timed else descending
    rank = Rank(words.text(index, index + 1), descending, count, word in BEST, is_frequent, is_fast, is_timed)
    yield Clause(start, end, "rank", 0.8, rank)
    if count is not None and index == start:
        yield Clause(start, end - 1, "rank", 0.9, replace(rank, count=None))
