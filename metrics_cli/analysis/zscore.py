"""How unusual a figure is among those before it: the z-score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, sqrt

from metrics_cli.analysis.numbers import Number

# A sum of doubles is good to about 15 digits: what varies less than this part of the figures does not vary.
_NOISE = Fraction(1, 10**12)


@dataclass(frozen=True)
class ZScore:
    """A figure, and the mean and the sample standard deviation of the `count` figures before it.

    `score` is (value - mean) / deviation; where those before are all the same, 0 for one more of them and infinite,
    with its sign, for any other.
    """

    value: Number
    mean: float
    deviation: float
    score: float
    count: int


def zscore(value: Number, before: Sequence[Number]) -> ZScore:
    """Return the z-score of `value` among at least two finite figures; the deviation divides by their number less one.

    The sums are exact: neither order nor size of the figures changes the score.
    """
    largest = max(abs(Fraction(n)) for n in (value, *before)) or Fraction(1)
    # In parts of the largest one: a square of 1e200 is more than a float holds.
    found, parts = Fraction(value) / largest, [Fraction(n) / largest for n in before]
    mean = sum(parts, Fraction(0)) / len(parts)
    variance = sum(((p - mean) ** 2 for p in parts), Fraction(0)) / (len(parts) - 1)
    deviation = sqrt(variance) if variance > _NOISE**2 else 0.0
    return ZScore(value, float(mean * largest), deviation * float(largest), _score(found - mean, variance), len(parts))


def _score(distance: Fraction, variance: Fraction) -> float:
    side = 1 if distance > 0 else -1
    if variance > _NOISE**2:
        return side * sqrt(distance**2 / variance)
    return side * inf if abs(distance) > _NOISE else 0.0
