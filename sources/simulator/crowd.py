"""Who comes to the shop: users known by a day, drawn as often as their segment shops."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sources.simulator.draws import Draws, Weighted
from sources.simulator.users import User

# Orders of a user beside those of one of low value.
_FREQUENCY = {"high_value": 6.5, "medium_value": 2.4, "low_value": 1.0, "churned": 0.0}
_ACTIVE_DAYS = 120  # after which a churned user is gone
_FRESH_DAYS = 30


class Crowd:
    """The users there are so far; grows day by day."""

    def __init__(self) -> None:
        self._everybody: list[User] = []
        self._days: list[date] = []
        self._by_segment: dict[str, list[User]] = {segment: [] for segment in _FREQUENCY}
        self._days_of_churned: list[date] = []
        self._groups: Weighted[Sequence[User]] | None = None

    def __len__(self) -> int:
        return len(self._everybody)

    def open(self, day: date, arrived: Iterable[User]) -> None:
        """Let in the users who signed up on `day`; from then on draws are those of that day."""
        for user in arrived:
            self._everybody.append(user)
            self._days.append(user.created)
            self._by_segment[user.segment].append(user)
            if user.segment == "churned":
                self._days_of_churned.append(user.created)
        fresh = self._everybody[bisect_left(self._days, day - timedelta(days=_FRESH_DAYS)) :]
        still = bisect_left(self._days_of_churned, day - timedelta(days=_ACTIVE_DAYS))
        leaving = self._by_segment["churned"][still:]
        groups: list[Sequence[User]] = [fresh, leaving, *self._by_segment.values()]
        weights = [3.0, 6.0, *_FREQUENCY.values()]
        sizes = [len(group) * weight for group, weight in zip(groups, weights, strict=True)]
        self._groups = Weighted(groups, sizes) if any(sizes) else None

    def draw(self, draws: Draws) -> User | None:
        """Return a user, or None while there is none."""
        return draws.pick(draws.weighted(self._groups)) if self._groups else None
