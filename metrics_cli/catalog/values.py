"""The values of a dimension with how often each occurs, and the ends of a time dimension; as kept and as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from metrics_cli.period import whole

# A list longer than this is no list of categories; the most frequent are kept, and how many there are.
MOST_KEPT = 1_000

Scalar = str | int | float | bool


@dataclass(frozen=True)
class Values:
    """The values of a dimension, the most frequent first, and in how many rows of its own model each stands.

    `total` counts the different values, also those beyond the MOST_KEPT that `counts` holds; `rows` the model's rows,
    of which `nulls` have no value.
    """

    counts: tuple[tuple[Scalar, int], ...]
    total: int
    rows: int
    nulls: int

    @property
    def is_complete(self) -> bool:
        """Tell whether every value is held."""
        return len(self.counts) == self.total

    @cached_property
    def texts(self) -> frozenset[str]:
        """The values held, as text."""
        return frozenset(str(value) for value, _ in self.counts)

    def to_dict(self) -> dict[str, Any]:
        """Return what `values_from` reads back."""
        return {
            "counts": [list(c) for c in self.counts],
            "total": self.total,
            "rows": self.rows,
            "nulls": self.nulls,
        }


def values_from(body: Mapping[str, Any]) -> Values:
    """Return the values that `to_dict` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    counts = tuple((value, int(count)) for value, count in body["counts"])
    return Values(counts, int(body["total"]), int(body["rows"]), int(body["nulls"]))


@dataclass(frozen=True)
class Ends:
    """The first and the last day of a time dimension up to the day `asked`, and the next one after that day, if any.

    Days after today are errors or plans and no data yet; on the day `following` they become data. `grain` is what the
    days stand for: of data kept by month, `last` is the first day of the last month.
    """

    first: date | None
    last: date | None
    following: date | None
    asked: date
    grain: str = "day"

    def reaches(self, now: date) -> date | None:
        """Return the last day that the data stand for, no later than `now`."""
        if self.last is None or self.grain == "day":
            return self.last
        return max(self.last, min(whole(self.last, self.grain)[1], now))

    def holds(self, now: date) -> bool:
        """Tell whether the ends are also those of a reader on the day `now`."""
        reached = self.last is None or self.last <= now
        return (self.asked <= now or reached) and (self.following is None or now < self.following)

    def to_dict(self) -> dict[str, Any]:
        """Return what `ends_from` reads back."""
        days = {"first": self.first, "last": self.last, "following": self.following, "asked": self.asked}
        return {"grain": self.grain, **{name: day.isoformat() if day else None for name, day in days.items()}}


def ends_from(body: Mapping[str, Any]) -> Ends:
    """Return the ends that `to_dict` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    first, last, following = (
        date.fromisoformat(body[k]) if body[k] is not None else None for k in ("first", "last", "following")
    )
    return Ends(first, last, following, date.fromisoformat(body["asked"]), str(body["grain"]))


@dataclass(frozen=True)
class ColumnType:
    """What a dimension's column holds: number, string, date, datetime, boolean, or other."""

    name: str

    def to_dict(self) -> dict[str, Any]:
        """Return what `column_type_from` reads back."""
        return {"name": self.name}


def column_type_from(body: Mapping[str, Any]) -> ColumnType:
    """Return the type that `to_dict` wrote. Raises KeyError for anything else."""
    return ColumnType(str(body["name"]))
