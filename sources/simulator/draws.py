"""Random draws that are the same on every machine: one stream per seed, subject and day."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Draws:
    """A stream of draws for one subject on one day; independent of every other day and subject.

    Only `Random.random()` is used: of all of Python's generators it alone is promised to stay the same.
    """

    def __init__(self, seed: int, subject: str, day: date) -> None:
        self._random = Random(f"{seed}/{subject}/{day.isoformat()}").random

    def share(self) -> float:
        """Return a number from 0 up to 1."""
        return self._random()

    def chance(self, probability: float) -> bool:
        """Return whether something of that probability happens."""
        return self._random() < probability

    def between(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of `items`, all equally likely."""
        return items[int(self._random() * len(items))]

    def weighted(self, choice: Weighted[Item]) -> Item:
        """Return one of the weighted items."""
        return choice.items[bisect(choice.totals, self._random() * choice.totals[-1], 0, len(choice.items) - 1)]

    def poisson(self, mean: float) -> int:
        """Return how often something happens that happens `mean` times on average."""
        if mean > 20:  # exp(-mean) loses its precision
            return self.poisson(mean / 2) + self.poisson(mean / 2)
        count, product, limit = 0, self._random(), math.exp(-mean)
        while product > limit:
            count, product = count + 1, product * self._random()
        return count

    def lognormal(self, spread: float) -> float:
        """Return a factor around 1, as often above as below, at most about exp(3 `spread`)."""
        return math.exp(spread * (sum(self._random() for _ in range(12)) - 6))


class Weighted(Generic[Item]):
    """Items with their weights summed up, ready to be drawn from."""

    def __init__(self, items: Sequence[Item], weights: Sequence[float]) -> None:
        self.items = items
        self.totals = list(accumulate(weights))
