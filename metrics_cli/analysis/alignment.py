"""Setting the time buckets of two periods side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from metrics_cli.analysis.earlier import year_before
from metrics_cli.answer import Cell
from metrics_cli.period import UNITS, Period, floor, whole

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Alignment:
    """Which bucket of a period stands beside which of the earlier one.

    `matches` maps the earlier bucket to the current one, whose `unlike` ones can't be compared: nothing stands beside
    them, or a part beside a whole. `is_shorter` says that buckets are shorter than a day and go by their day.
    """

    matches: Mapping[Cell, Cell]
    unlike: frozenset[Cell] = field(default_factory=frozenset)
    is_shorter: bool = False

    def current(self, earlier: Cell) -> Cell:
        """Return the current bucket that stands beside an earlier one, None when there is none."""
        return self._beside(earlier, self.matches)

    def earlier(self, current: Cell) -> Cell:
        """Return the earlier bucket that stands beside a current one, None when there is none."""
        return self._beside(current, self._backwards)

    def is_like(self, current: Cell) -> bool:
        """Tell whether a current bucket may be compared with the one beside it."""
        return _key(current) not in self.unlike

    @cached_property
    def _backwards(self) -> Mapping[Cell, Cell]:
        return {current: earlier for earlier, current in self.matches.items()}

    def _beside(self, bucket: Cell, matches: Mapping[Cell, Cell]) -> Cell:
        found = matches.get(_key(bucket))
        if self.is_shorter and isinstance(bucket, datetime) and isinstance(found, date):
            return _at(found, bucket)
        return found


def _at(day: date, moment: datetime) -> datetime:
    """Return the hour of `moment` on another day of its time zone, which may then be another one from Greenwich."""
    naive, zone = datetime.combine(day, moment.time()), moment.tzinfo
    # DuckDB's driver hands out zones of pytz, each of which knows one offset only.
    localize: Callable[[datetime], datetime] | None = getattr(zone, "localize", None)
    return localize(naive) if localize else naive.replace(tzinfo=zone)


def align(
    grain: str, current: Period, earlier: Period, by_year: bool, first: date | None, last: date | None = None
) -> Alignment:
    """Return the alignment of two periods by a calendar grain, or by day for shorter ones; data run `first` to `last`.

    By position in the period, or `by_year`: each with the same one a year earlier (52 weeks for weeks).
    """
    unit = grain if grain in UNITS else "day"
    here, there = _buckets(current, lambda day: floor(day, unit)), _buckets(earlier, lambda day: floor(day, unit))
    sizes = {bucket: _size(days[0], unit) for side in (here, there) for bucket, days in side.items()}
    pairs = _by_year(here, there, unit) if by_year else dict(zip(there, here, strict=False))
    return Alignment(pairs, _unlike(pairs, here, there, sizes, (first, last)), unit != grain)


def align_listed(
    buckets: Mapping[date, Cell], current: Period, earlier: Period, first: date | None, last: date | None = None
) -> Alignment:
    """Return the alignment, by position, of two periods by a grain of the project's own; `buckets` lists its days."""
    here, there = _buckets(current, buckets.get), _buckets(earlier, buckets.get)
    pairs = dict(zip(there, here, strict=False))
    return Alignment(pairs, _unlike(pairs, here, there, Counter(map(_key, buckets.values())), (first, last)))


def date_part_values(part: str, period: Period) -> set[Cell]:
    """Return the values that a part of the date (quarter, month, day, dow from Monday as 1, doy) has in a period."""
    parts: dict[str, Callable[[date], int]] = {
        "year": lambda day: day.year,
        "quarter": lambda day: (day.month + 2) // 3,
        "month": lambda day: day.month,
        "day": lambda day: day.day,
        "dow": lambda day: day.isoweekday(),
        "doy": lambda day: day.timetuple().tm_yday,
    }
    return set(_buckets(period, parts[part]))


_Days = dict[Cell, list[date]]


def _buckets(period: Period, bucket: Callable[[date], Cell]) -> _Days:
    """Return the period's days by bucket, in order."""
    assert period.start is not None and period.end is not None
    found: _Days = {}
    for step in range((period.end - period.start).days + 1):
        day = period.start + _DAY * step
        key = _key(bucket(day))
        if key is not None:
            found.setdefault(key, []).append(day)
    return found


def _size(day: date, unit: str) -> int:
    start, end = whole(day, unit)
    return (end - start).days + 1


def _by_year(here: _Days, there: _Days, unit: str) -> dict[Cell, Cell]:
    pairs: dict[Cell, Cell] = {}
    for bucket in here:
        assert isinstance(bucket, date)
        before = floor(year_before(bucket, unit == "week"), unit)
        # 29 February has no day beside it: the 28th stands beside its own.
        if before in there and (unit != "day" or before.day == bucket.day):
            pairs[before] = bucket
    return pairs


def _unlike(
    pairs: Mapping[Cell, Cell],
    here: _Days,
    there: _Days,
    sizes: Mapping[Cell, int],
    ends: tuple[date | None, date | None],
) -> frozenset[Cell]:
    """Return the current buckets beside which stands nothing, a part of another size, or what lies outside the data."""
    first, last = ends
    beside = {current: earlier for earlier, current in pairs.items()}
    found = set()
    for bucket, days in here.items():
        other = there.get(beside.get(bucket), [])
        is_part = len(days) < sizes[bucket] or len(other) < sizes.get(beside.get(bucket), 0)
        shown = (*days, *other)
        is_outside = (first and min(shown) < first) or (last and max(shown) > last)
        if not other or is_outside or (is_part and len(days) != len(other)):
            found.add(bucket)
    return frozenset(found)


def _key(bucket: Cell) -> Cell:
    return bucket.date() if isinstance(bucket, datetime) else bucket
