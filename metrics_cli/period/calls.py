"""Expressions that are made of others or of numbers: trailing(30, day), shift(last_month, -1, year)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from metrics_cli.errors import QueryInvalid
from metrics_cli.period.calendar import SPANS, shift, whole
from metrics_cli.period.frame import DAY, Ends, Frame
from metrics_cli.period.named import WEEKDAYS


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,4}", text, re.ASCII):
        raise LookupError(text)
    return int(text)


def _unit(text: str) -> str:
    return SPANS[{unit: i for i, unit in enumerate(SPANS)}[text]]


def _trailing(args: list[str], frame: Frame) -> Ends:
    return shift(frame.anchor, -_count(args[0]), _unit(args[1])), frame.anchor - DAY


def _last(args: list[str], frame: Frame) -> Ends:
    this = frame.floor(frame.anchor, unit := _unit(args[1]))
    return shift(this, -_count(args[0]), unit), this - DAY


def _next(args: list[str], frame: Frame) -> Ends:
    after = frame.whole(frame.anchor, unit := _unit(args[1]))[1] + DAY
    return after, shift(after, _count(args[0]), unit) - DAY


def _ago(args: list[str], frame: Frame) -> Ends:
    unit = _unit(args[1])
    return frame.whole(shift(frame.floor(frame.anchor, unit), -_count(args[0]), unit), unit)


def _shifted(args: list[str], frame: Frame) -> Ends:
    if not re.fullmatch(r"[+-]?\d{1,4}", args[1], re.ASCII):
        raise LookupError(args[1])
    (start, end), count, unit = frame.ends(args[0]), int(args[1]), _unit(args[2])
    # Whole months stay whole: February 2024 a year earlier ends on the 28th, February 2023 a year later on the 29th.
    is_whole = end is not None and whole(end, "month")[1] == end and (start is None or start.day == 1)
    moved = shift(end, count, unit) if end else None
    if moved and is_whole and unit not in ("day", "week"):
        moved = whole(moved, "month")[1]
    return shift(start, count, unit) if start else None, moved


def _start_of(args: list[str], frame: Frame) -> Ends:
    start = frame.closed(args[0])[0]
    return start, start


def _end_of(args: list[str], frame: Frame) -> Ends:
    end = frame.closed(args[0])[1]
    return end, end


def _first_of(args: list[str], frame: Frame) -> Ends:
    start, end = frame.closed(args[2])
    last = shift(start, _count(args[0]), _unit(args[1])) - DAY
    return (start, last) if last <= end else _too_long(args)


def _last_of(args: list[str], frame: Frame) -> Ends:
    start, end = frame.closed(args[2])
    first = shift(end + DAY, -_count(args[0]), _unit(args[1]))
    return (first, end) if first >= start else _too_long(args)


def _too_long(args: list[str]) -> Ends:
    raise QueryInvalid(f"{args[2]} does not hold {args[0]} {args[1]}s", "name fewer")


def _before(args: list[str], frame: Frame) -> Ends:
    start = frame.closed(args[2])[0]
    return shift(start, -_count(args[0]), _unit(args[1])), start - DAY


def _after(args: list[str], frame: Frame) -> Ends:
    start = frame.closed(args[2])[1] + DAY
    return start, shift(start, _count(args[0]), _unit(args[1])) - DAY


def _ending(args: list[str], frame: Frame) -> Ends:
    end = frame.closed(args[2])[1]
    return shift(end + DAY, -_count(args[0]), _unit(args[1])), end


def _starting(args: list[str], frame: Frame) -> Ends:
    start = frame.closed(args[2])[0]
    return start, shift(start, _count(args[0]), _unit(args[1])) - DAY


def _fiscal(args: list[str], frame: Frame) -> Ends:
    month = _count(args[0])
    if month > 12 or args[2:] not in ([], ["start"]):
        raise LookupError(args)
    return replace(frame, year_start=month, named_by_start=bool(args[2:])).ends(args[1])


def _weeks(args: list[str], frame: Frame) -> Ends:
    if args[0] not in WEEKDAYS:
        raise LookupError(args[0])
    return replace(frame, week_start=WEEKDAYS.index(args[0])).ends(args[1])


CALLS: dict[tuple[str, int], Callable[[list[str], Frame], Ends]] = {
    ("trailing", 2): _trailing,
    ("last", 2): _last,
    ("next", 2): _next,
    ("ago", 2): _ago,
    ("shift", 3): _shifted,
    ("start_of", 1): _start_of,
    ("end_of", 1): _end_of,
    ("first", 3): _first_of,
    ("last", 3): _last_of,
    ("before", 3): _before,
    ("after", 3): _after,
    ("ending", 3): _ending,
    ("starting", 3): _starting,
    ("fiscal", 2): _fiscal,
    ("fiscal", 3): _fiscal,
    ("weeks", 2): _weeks,
}
