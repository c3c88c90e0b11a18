"""The contract of every interpreter: words in, a typed query with the account of the words out. Never SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Dimension
from metrics_cli.query import MetricQuery


@dataclass(frozen=True)
class Part:
    """Words of the question, from character `start` to `end`, and what they became.

    `role` is metric, group_by, period, grain, rank, filler (a word without content) or verified.
    """

    words: str
    start: int
    end: int
    role: str
    target: str = ""


@dataclass(frozen=True)
class Reading:
    """A query and the account of it: every word's part, what was assumed though not said, and who read it.

    `by` is the name of the interpreter that did, where one asks another; empty: the one that was asked. `once` are
    the dimensions of which each thing that is counted must have one value, or the query says another thing than the
    words: visits without a nurse are not those with a row that is no nurse's.
    """

    query: MetricQuery
    parts: tuple[Part, ...]
    assumed: tuple[str, ...] = ()
    by: str = ""
    once: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inquiry:
    """A question about the layer itself, not about the data's figures, with the account of its words.

    `kind` is contents, metrics, dimensions, meaning, formula, difference, splits_of (what a metric can be split
    by), metrics_by (what can be split by a dimension), can_split, values, count, span, freshness, known (whether
    there is such a thing), owner or unit. `dimensions` are those asked about as they are declared, `grain` a unit
    of time asked about in the place of one.
    """

    kind: str
    metrics: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    grain: str | None = None
    parts: tuple[Part, ...] = ()
    assumed: tuple[str, ...] = ()


class Interpreter(Protocol):
    """Reads questions over a catalog. No warehouse, no clock of its own."""

    name: str

    @property
    def spent(self) -> Mapping[str, object]:
        """What a model took for the last question: model, calls, tokens, cost …; empty when none was asked."""
        ...

    def read(self, question: str, catalog: Catalog, today: date) -> Reading | Inquiry | Ambiguous | Refused:
        """Return what `question` asks, seen from `today`; every content word is accounted for, or it is refused."""
        ...
