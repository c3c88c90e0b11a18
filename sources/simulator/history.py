"""The simulated shop from its first day on, one day after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from sources.simulator import campaigns, catalogue, demand, incidents, orders, pageviews, users
from sources.simulator.campaigns import Promotion
from sources.simulator.crowd import Crowd
from sources.simulator.pageviews import Interest

Row = tuple[object, ...]

PRODUCTS = "postgres/products.csv"
USERS = "postgres/users.csv"
TRANSACTIONS = "postgres/transactions.csv"
CAMPAIGNS = "salesforce/campaigns.csv"
PAGEVIEWS = "analytics/pageviews.csv"
HEADERS = {
    PRODUCTS: catalogue.HEADER,
    USERS: users.HEADER,
    TRANSACTIONS: orders.HEADER,
    CAMPAIGNS: campaigns.HEADER,
    PAGEVIEWS: pageviews.HEADER,
}

_REMEMBERED = timedelta(days=6)  # how long a page view may still lead to an order


class Shop:
    """The shop as it is after some day; it goes on day by day.

    What a day brings depends on `seed`, `scale`, that day and earlier ones alone.
    """

    def __init__(self, seed: int, scale: int = 1) -> None:
        self._seed, self._scale = seed, scale
        self._crowd = Crowd()
        self._campaigns = self._viewed = self._sold = 0
        self._running: list[Promotion] = []
        self._interests: list[Interest] = []

    @property
    def counts(self) -> dict[str, int]:
        """What it has counted so far and could not tell otherwise without living through it."""
        return {"orders": self._sold, "pageviews": self._viewed}

    def live(self, day: date) -> dict[str, list[Row]]:
        """Return the rows that `day` adds to each file; the days are lived one after the other."""
        rows = self._open(day)
        rows[PAGEVIEWS] = self._browse(day)
        rows[TRANSACTIONS] = self._sell(day)
        return rows

    def skip(self, end: date, counts: Mapping[str, int]) -> Iterator[tuple[date, list[Row]]]:
        """Go on to `end`, on which `counts` was counted, without drawing what leaves nothing behind but its number.

        Yields the days with the rows of the users who signed up.
        """
        for day in days(demand.START, end):
            yield day, self._open(day)[USERS]
            if end - day < _REMEMBERED:
                self._browse(day)
        self._sold, self._viewed = counts["orders"], counts["pageviews"]

    def _open(self, day: date) -> dict[str, list[Row]]:
        arrived, signed_up = users.sign_up(self._seed, day, len(self._crowd) + 1, self._scale)
        self._crowd.open(day, arrived)
        launched, started = campaigns.launch(self._seed, day, self._campaigns + 1, self._scale)
        self._campaigns += len(started)
        self._running = [promotion for promotion in (*self._running, *launched) if day <= promotion.end]
        products = catalogue.rows() if day == demand.START else []
        return {PRODUCTS: products, USERS: signed_up, CAMPAIGNS: started}

    def _browse(self, day: date) -> list[Row]:
        happening = incidents.on(self._seed, day)
        seen, rows = pageviews.browse(
            self._seed, day, self._viewed + 1, self._crowd.draw, self._running, happening, self._scale
        )
        interests = (interest for interest in (*self._interests, *seen) if day - interest.day <= _REMEMBERED)
        self._interests = list(interests)
        self._viewed += len(rows)
        return rows

    def _sell(self, day: date) -> list[Row]:
        happening = incidents.on(self._seed, day)
        situation = orders.Situation(
            day, self._crowd.draw, self._running, happening, self._interests, self._sold, self._scale
        )
        count, rows = orders.sell(self._seed, situation)
        self._sold += count
        return rows


def days(start: date, end: date) -> Iterator[date]:
    """Yield the days from `start` to `end`, both included."""
    return (start + timedelta(days=number) for number in range((end - start).days + 1))
