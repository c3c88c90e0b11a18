"""What runs of words may say: the pieces a reading is put together from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules.values import Hit
from metrics_cli.query import Filter, Operator, Scalar


@dataclass(frozen=True)
class Clause:
    """Words `start` to `end` (exclusive) read as `kind`; the less it costs, the likelier; `said` is what it assumes."""

    start: int
    end: int
    kind: str
    cost: float
    content: Any = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thing:
    """Something to split by: one of `homes`, or a grain or date part of the metric's date.

    `intro` is how it is led in: by, per, each, within, which, and, or bare; `count` the number beside it; `grain` and
    `date_part` belong to the date when there are homes. `is_plural` tells 'which states' from 'which state'. `days` are
    those that an average is over: of Saturdays.
    """

    homes: tuple[tuple[Home, float], ...] = ()
    grain: str | None = None
    date_part: str | None = None
    intro: str = "bare"
    count: int | None = None
    is_plural: bool = False
    words: str = ""
    days: Filter | None = None


@dataclass(frozen=True)
class Condition:
    """Values that a dimension must or must not have: for each word the hits it may be."""

    values: tuple[tuple[Hit, ...], ...]
    is_negated: bool = False
    is_only: bool = False
    words: str = ""


@dataclass(frozen=True)
class Emptiness:
    """A dimension that must have no value, or some; `is_had` says that it is told of things: stores with no seats."""

    homes: tuple[tuple[Home, float], ...]
    is_null: bool
    words: str = ""
    is_had: bool = False


@dataclass(frozen=True)
class Bound:
    """A comparison with numbers, of a metric or of a dimension; `unit` is currency, percent, times or nothing.

    `per` are the things of which each is compared, when the words name them: more than 3 orders per customer.
    `counts` says that how many of them meet it is asked, by a metric of the same rows (beside) or of their own (own).
    """

    operator: Operator
    values: tuple[Scalar, ...]
    unit: str | None = None
    metric: str | None = None
    homes: tuple[tuple[Home, float], ...] = ()
    per: tuple[tuple[Home, float], ...] = ()
    counts: str = ""
    words: str = ""


@dataclass(frozen=True)
class Rank:
    """A rank word, its direction (None for best and worst, which the metric decides) and the number beside it.

    `is_frequent` says that it ranks by how often: the most common; `is_fast` by how fast it changes: fastest growing;
    `is_timed` that it ranks spans of time: longest, slowest.
    """

    word: str
    descending: bool | None
    count: int | None = None
    is_best: bool = False
    is_frequent: bool = False
    is_fast: bool = False
    is_timed: bool = False
