"""The browsers that come to the web shop, each known by the day of its first visit and its place on that day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from math import log, sqrt

from sources.simulator import demand
from sources.simulator.draws import Draws, Weighted

_NEW_PER_DAY = 36.0
_LATER_PER_DAY = 22.0
_COME_BACK_DAYS = 30  # after which a browser's cookie is gone
_MEAN_DAYS = 2.5
# Of all visitors whose address becomes known; the others the shop has never seen.
_ALSO_CUSTOMERS = 0.25

_MOZILLA = "Mozilla/5.0"
_WEBKIT = "AppleWebKit/{0} (KHTML, like Gecko)"
_BLINK = _WEBKIT.format("537.36")
_AGENTS = Weighted(
    (
        f"{_MOZILLA} (iPhone; CPU iPhone OS 17_{{minor}} like Mac OS X) {_WEBKIT.format('605.1.15')} "
        "Version/17.{minor} Mobile/15E148 Safari/604.1",
        f"{_MOZILLA} (Linux; Android 14; Pixel 8) {_BLINK} Chrome/12{{minor}}.0.0.0 Mobile Safari/537.36",
        f"{_MOZILLA} (Linux; Android 13; SM-S918B) {_BLINK} SamsungBrowser/2{{minor}}.0 Chrome/115.0.0.0 "
        "Mobile Safari/537.36",
        f"{_MOZILLA} (Windows NT 10.0; Win64; x64) {_BLINK} Chrome/12{{minor}}.0.0.0 Safari/537.36",
        f"{_MOZILLA} (Windows NT 10.0; Win64; x64) {_BLINK} Chrome/12{{minor}}.0.0.0 Safari/537.36 "
        "Edg/12{minor}.0.0.0",
        f"{_MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT.format('605.1.15')} Version/17.{{minor}} "
        "Safari/605.1.15",
        f"{_MOZILLA} (Windows NT 10.0; Win64; x64; rv:12{{minor}}.0) Gecko/20100101 Firefox/12{{minor}}.0",
        f"{_MOZILLA} (iPad; CPU OS 16_{{minor}} like Mac OS X) {_WEBKIT.format('605.1.15')} Version/16.{{minor}} "
        "Mobile/15E148 Safari/604.1",
        f"{_MOZILLA} (Linux; Android 12; SM-X700) {_BLINK} Chrome/12{{minor}}.0.0.0 Safari/537.36",
        f"{_MOZILLA} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "",
    ),
    (0.36, 0.12, 0.06, 0.19, 0.06, 0.10, 0.04, 0.03, 0.02, 0.01, 0.01),
)


@dataclass(frozen=True, eq=False)
class Customers:
    """The shop's customers whose address is known: the days of their sign-up, in order, and the addresses."""

    days: list[date] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def add(self, day: date, rows: Iterable[tuple[object, ...]]) -> None:
        """Let in those who signed up on `day`, by their rows in the shop's file of users."""
        for address in (str(row[1]) for row in rows if row[1]):
            self.days.append(day)
            self.addresses.append(address)

    def some(self, draws: Draws, until: date) -> str:
        """Return the address of one who had signed up by `until`; empty while there is none."""
        known = bisect_right(self.days, until)
        return self.addresses[draws.between(0, known - 1)] if known else ""


@dataclass(frozen=True)
class Visitor:
    """A browser; `email` is the hash of its user's address, `keenness` how readily they buy (1 is usual)."""

    client_id: str
    user_agent: str
    email: str
    keenness: float


def of_day(seed: int, day: date, customers: Customers, scale: int = 1) -> list[tuple[Visitor, bool]]:
    """Return who visits on `day`, in no order, and whether each comes for the first time.

    It depends on `seed`, `scale`, `day` and the customers up to it alone.
    """
    draws = Draws(seed, "web/visits", day)
    found = [(_visitor(seed, day, place, customers), True) for place in range(_newcomers(seed, day, scale))]
    for _ in range(draws.poisson(_LATER_PER_DAY * _busy(day) * scale)):
        ago = 1 + int(-_MEAN_DAYS * log(1.0 - draws.share()))
        born = day - timedelta(days=ago)
        count = _newcomers(seed, born, scale)
        if ago <= _COME_BACK_DAYS and count:
            found.append((_visitor(seed, born, draws.between(0, count - 1), customers), False))
    return found


def hashed(address: str) -> str:
    """Return how the tracker sends an address: the SHA-256 of it, trimmed and in small letters."""
    return sha256(address.strip().lower().encode()).hexdigest()


# Every visitor who comes back asks for the day of the first visit again.
@lru_cache(maxsize=64)
def _newcomers(seed: int, day: date, scale: int) -> int:
    return Draws(seed, "web/newcomers", day).poisson(_NEW_PER_DAY * _busy(day) * scale)


def _busy(day: date) -> float:
    return sqrt(demand.season(day) * demand.weekday(day))


def _visitor(seed: int, born: date, place: int, customers: Customers) -> Visitor:
    draws = Draws(seed, f"web/visitor/{place}", born)
    client_id = f"{int(draws.share() * 16**8):08x}-{int(draws.share() * 16**8):08x}"
    user_agent = draws.weighted(_AGENTS).replace("{minor}", str(draws.between(0, 6)))
    shared = customers.some(draws, born) if draws.chance(_ALSO_CUSTOMERS) else ""
    address = shared or f"sleeper{place}.{born:%y%m%d}@example.net"
    return Visitor(client_id, user_agent, hashed(address), draws.lognormal(0.6))
