"""The contract of every interpreter: words in, a typed query with the account of the words out. Never SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog
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
    """A query and the account of it: every word's part, and what was assumed though not said."""

    query: MetricQuery
    parts: tuple[Part, ...]
    assumed: tuple[str, ...] = ()


class Interpreter(Protocol):
    """Reads questions over a catalog. Pure: no warehouse, no clock of its own."""

    name: str

    def read(self, question: str, catalog: Catalog, today: date) -> Reading | Ambiguous | Refused:
        """Return what `question` asks, seen from `today`; every content word is accounted for, or it is refused."""
        ...
