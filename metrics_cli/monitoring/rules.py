"""What is watched: a rule is a figure of one metric and the limits that it has to keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from metrics_cli.analysis.numbers import Number


class Status(StrEnum):
    """What a check comes to; `error` says that it could not be made, which counts as failed."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"
    ERROR = "error"

    @property
    def weight(self) -> int:
        """How bad it is, 0 for ok."""
        return ("ok", "warning", "error", "failure").index(self.value)


class Kind(StrEnum):
    """What is held against the limits: the metric itself, its z-score among earlier figures, the age of its data."""

    VALUE = "value"
    ZSCORE = "zscore"
    AGE = "age"


@dataclass(frozen=True)
class Limit:
    """A bound that is breached strictly beyond it: `side` is above or below, `status` what a breach comes to."""

    side: str
    number: Number
    status: Status

    def is_breached(self, value: Number) -> bool:
        """Tell whether the value lies beyond."""
        return value > self.number if self.side == "above" else value < self.number


@dataclass(frozen=True)
class Rule:
    """One rule of `metric`, the `number`th that it declares.

    `period`, `by` and `where` say which figure, as `metrics query` takes them. A z-score is of the last whole `grain`
    against the `over` before it. `when_empty` is what no row and no value come to; `because` is told with a breach.
    """

    metric: str
    number: int
    kind: Kind
    limits: tuple[Limit, ...]
    period: str | None = None
    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    grain: str = "day"
    over: int = 28
    when_empty: Status = Status.WARNING
    because: str = ""

    def breached(self, value: Number) -> Iterator[Limit]:
        """Yield the limits that a figure breaks; those of a z-score hold on both sides."""
        figure = max(value, -value) if self.kind is Kind.ZSCORE else value
        return (limit for limit in self.limits if limit.is_breached(figure))

    def status_of(self, value: Number) -> Status:
        """Return what a figure comes to."""
        return max((limit.status for limit in self.breached(value)), key=lambda s: s.weight, default=Status.OK)


@dataclass(frozen=True)
class BrokenRule:
    """A rule that can't be read: what is wrong with it and what is allowed, for each of its faults."""

    metric: str
    number: int
    faults: tuple[str, ...]
    because: str = ""
