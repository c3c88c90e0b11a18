"""A period: whole days, what was asked for, and where it was seen from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from metrics_cli.errors import QueryInvalid


@dataclass(frozen=True)
class Period:
    """A span of whole days, both ends included; an end that is None is open.

    `expression` is what was asked for, `anchor` the day it was resolved against, and `complete` whether the data
    reach over all of it (None until that is known).
    """

    expression: str
    start: date | None
    end: date | None
    anchor: date | None = None
    complete: bool | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.start > self.end:
            raise QueryInvalid(f"the period ends ({self.end}) before it starts ({self.start})", "swap the two dates")

    def checked(self, first: date | None, last: date | None) -> Period:
        """Return the same period, marked complete when data from `first` to `last` reach over all of it."""
        starts_inside = self.start is None or (first is not None and first <= self.start)
        ends_inside = self.end is None or (last is not None and self.end <= last)
        return replace(self, complete=starts_inside and ends_inside)

    def to_dict(self) -> dict[str, object]:
        """Return the period as the JSON envelope has it; dates are ISO strings."""
        return {
            "expression": self.expression,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "anchor": self.anchor.isoformat() if self.anchor else None,
            "complete": self.complete,
        }
