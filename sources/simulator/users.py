"""The shop's users: who signs up on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sources.simulator.draws import Draws, Weighted

HEADER = "user_id,email,first_name,last_name,city,state,age,customer_segment,created_at,last_login"

SIGNUPS_PER_DAY = 2.737
SEGMENTS = Weighted(("low_value", "medium_value", "churned", "high_value"), (0.4966, 0.2938, 0.1132, 0.0964))

_FIRST_NAMES = """
Ada Aisha Alan Amara Bruno Carla Chen Clara Daniel Diego Elena Emma Farid Grace Hana Henry Ines Iris Jack
Jonas Julia Kai Lara Leo Lina Luca Maya Mila Nadia Nora Omar Paul Priya Rosa Sam Sofia Theo Uma Victor Zoe"""
_FIRST = _FIRST_NAMES.split()
_LAST_NAMES = """
Abbott Baker Becker Brooks Castillo Chan Costa Diaz Ellis Evans Fischer Foster Garcia Haddad Hayes Ivanov
Jensen Kaur Kim Larsen Lopez Meyer Moore Nguyen Novak Okafor Patel Perez Reyes Rossi Sato Silva Singh Turner Weber"""
_LAST = _LAST_NAMES.split()
_CITIES = (
    *(("Los Angeles", "CA"), ("San Diego", "CA"), ("San Jose", "CA"), ("New York", "NY"), ("Buffalo", "NY")),
    *(("Houston", "TX"), ("Dallas", "TX"), ("Austin", "TX"), ("Miami", "FL"), ("Tampa", "FL"), ("Chicago", "IL")),
    *(("Philadelphia", "PA"), ("Pittsburgh", "PA"), ("Columbus", "OH"), ("Cleveland", "OH"), ("Atlanta", "GA")),
    *(("Charlotte", "NC"), ("Detroit", "MI"), ("Phoenix", "AZ"), ("Seattle", "WA"), ("Boston", "MA")),
    *(("Denver", "CO"), ("Nashville", "TN"), ("Portland", "OR"), ("Jacksonville", "FL")),
)
_WHERE = Weighted(_CITIES, [1 / (1 + place % 7) for place in range(len(_CITIES))])
_MAIL = ("gmail.com", "yahoo.com", "outlook.com", "icloud.com")


@dataclass(frozen=True, slots=True)
class User:
    """What the rest of the simulation needs to know of a user."""

    user_id: int
    segment: str
    created: date


def sign_up(seed: int, day: date, first_id: int, scale: int = 1) -> tuple[list[User], list[tuple[object, ...]]]:
    """Return the users of `day`, numbered from `first_id`, and their rows; `scale` times as many as usual."""
    draws = Draws(seed, "users", day)
    users = [User(first_id + place, "", day) for place in range(draws.poisson(SIGNUPS_PER_DAY * scale))]
    users = [User(user.user_id, draws.weighted(SEGMENTS), day) for user in users]
    return users, [_row(draws, user, scale) for user in users]


def _row(draws: Draws, user: User, scale: int) -> tuple[object, ...]:
    first, last = draws.pick(_FIRST), draws.pick(_LAST)
    city, state = ("", "") if draws.chance(0.10) else draws.weighted(_WHERE)
    return (
        user.user_id,
        _email(draws, f"{first}.{last}{user.user_id}".lower(), scale),
        first,
        last,
        city,
        state,
        _age(draws),
        user.segment,
        f"{user.created}T00:00:00",
        f"{_last_login(draws, user)}T00:00:00",
    )


def _email(draws: Draws, name: str, scale: int) -> str:
    if draws.chance(0.03):
        return ""
    domain = draws.pick(_MAIL)
    if draws.chance(0.02):
        return f"{name}.{domain}"  # the @ got lost
    return f"user{draws.between(1, 100 * scale)}@{domain}" if draws.chance(0.05) else f"{name}@{domain}"


def _age(draws: Draws) -> int:
    if draws.chance(0.05):
        return draws.pick((-5, 0, 150, 999))
    return 18 + int(27 * (draws.share() + draws.share()))


def _last_login(draws: Draws, user: User) -> date:
    """Return a day fixed at sign-up: one that followed the user's orders would change rows already delivered."""
    longest = 30 if user.segment == "churned" else 90
    since = -draws.between(1, 30) if draws.chance(0.01) else draws.between(0, longest)
    return user.created + timedelta(days=since)
