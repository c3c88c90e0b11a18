"""Who learns: the people who sign up with the course platform on a day, and the versions of them that it exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sources.simulator.draws import Draws, Weighted
from sources.simulator.web_visitors import Customers

_SIGNUPS_PER_DAY = 0.8
_ALSO_CUSTOMERS = 0.2  # of all learners; the others the shop has never seen
_GOVERNMENT = 0.3

_FIRST = "Ann Bo Cleo Dev Eva Finn Gita Hugo Ida Joel Kim Liv Max Nell Otis Pia Ravi Sara Tom Una Vera Will".split()
_LAST = "Adler Boone Crane Dorsey Engel Frost Grant Holm Iyer Jones Knox Lund Marsh Nash Olsen Price Quinn Rao".split()
_STATES = Weighted(("active", "pending", "suspended"), (0.88, 0.08, 0.04))
_YES = Weighted(("TRUE", "true", "yes", "1"), (0.94, 0.03, 0.02, 0.01))
_NO = Weighted(("FALSE", "false", "no", "", "unknown"), (0.92, 0.03, 0.02, 0.02, 0.01))


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of an export without its number, and the moment from which it stands there."""

    at: datetime
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Learner:
    """Somebody who signed up."""

    user_id: int
    signed_up: datetime
    name: str
    email: str
    is_government: bool


def sign_up(seed: int, day: date, first_id: int, customers: Customers, scale: int = 1) -> list[Learner]:
    """Return who signs up on `day`, numbered from `first_id`; `scale` times as many as usual."""
    draws = Draws(seed, "learning/users", day)
    count = draws.poisson(_SIGNUPS_PER_DAY * scale)
    return [_learner(draws, day, first_id + place, customers) for place in range(count)]


def _learner(draws: Draws, day: date, number: int, customers: Customers) -> Learner:
    first, last = draws.pick(_FIRST), draws.pick(_LAST)
    shared = customers.some(draws, day) if draws.chance(_ALSO_CUSTOMERS) else ""
    address = shared or f"{first}.{last}.{number}@example.org".lower()
    address = address.upper() if draws.chance(0.05) else address
    email = "" if draws.chance(0.02) else address
    return Learner(number, moment(draws, day), f"{first} {last}", email, draws.chance(_GOVERNMENT))


def moment(draws: Draws, day: date) -> datetime:
    """Return a second of `day`, in the waking hours."""
    return datetime.combine(day, time()) + timedelta(seconds=draws.between(6 * 3600, 23 * 3600))


def versions(draws: Draws, learner: Learner) -> Iterator[Entry]:
    """Yield the versions of a learner: at sign-up, after each change, and perhaps the last one, deleted.

    Some come days late, so after newer ones; some twice.
    """
    government = draws.weighted(_YES if learner.is_government else _NO)
    updated, state = learner.signed_up, draws.weighted(_STATES)
    for _ in range(draws.poisson(0.5) + 1):
        yield from _sent(draws, learner, (updated, state, government, ""))
        updated, state = _later(draws, updated), draws.weighted(_STATES)
        government = draws.weighted(_YES) if draws.chance(0.03) else government
    if draws.chance(0.04):
        gone = draws.pick((("deleted", "TRUE"), (state, "TRUE"), ("deleted", "")))
        yield from _sent(draws, learner, (updated, gone[0], government, gone[1]))


def _later(draws: Draws, updated: datetime) -> datetime:
    return moment(draws, updated.date() + timedelta(days=draws.between(1, 200)))


def _sent(draws: Draws, learner: Learner, version: tuple[datetime, str, str, str]) -> Iterator[Entry]:
    updated, state, government, deleted = version
    name = f" {learner.name}" if draws.chance(0.02) else learner.name
    known = (str(learner.user_id), name, learner.email, f"{learner.signed_up.date()}")
    row = (*known, state, government, updated.isoformat(), deleted)
    late = timedelta(days=draws.between(2, 120) if draws.chance(0.08) else 0)
    yield Entry(updated + late, row)
    if draws.chance(0.03):
        yield Entry(updated + late + timedelta(days=1), row)
