"""What goes wrong and what goes unexpectedly well, planned per quarter so that the recent ones have something to find.

Each incident leaves its cause in the data: an outage empties payment methods, a product out of stock is viewed but not
sold, a product that spreads by word of mouth is viewed and sold many times over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sources.simulator.catalogue import PRODUCTS
from sources.simulator.draws import Draws

CARDS = ("credit_card", "debit_card")
WALLETS = ("paypal", "apple_pay")


@dataclass(frozen=True)
class Incident:
    """Something that holds from `start` to `end`, both included."""

    kind: Literal["outage", "stock_out", "viral"]
    start: date
    end: date
    payment_methods: tuple[str, ...] = ()
    product_id: int | None = None

    def is_on(self, day: date) -> bool:
        """Say whether it holds on `day`."""
        return self.start <= day <= self.end


# The three that a story can be told about, whatever the seed.
KNOWN = (
    Incident("stock_out", date(2022, 8, 1), date(2022, 9, 11), product_id=8),
    Incident("outage", date(2023, 5, 8), date(2023, 5, 21), payment_methods=WALLETS),
    Incident("viral", date(2024, 3, 11), date(2024, 3, 24), product_id=33),
)


def on(seed: int, day: date) -> tuple[Incident, ...]:
    """Return the incidents that hold on `day`."""
    return tuple(incident for incident in (*KNOWN, *_of_quarter(seed, day)) if incident.is_on(day))


def _of_quarter(seed: int, day: date) -> Sequence[Incident]:
    if day.year < 2021:
        return ()
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    draws = Draws(seed, "incidents", first)

    def span(shortest: int, longest: int) -> tuple[date, date]:
        start = first + timedelta(days=draws.between(8, 60))
        return start, start + timedelta(days=draws.between(shortest, longest) - 1)

    popular = [product.product_id for product in PRODUCTS if product.popularity >= 70 and product.created < first]
    outage = Incident("outage", *span(3, 6), payment_methods=draws.pick((CARDS, WALLETS)))
    stock_out = Incident("stock_out", *span(14, 24), product_id=draws.pick(popular))
    viral = Incident("viral", *span(6, 10), product_id=draws.pick(popular))
    spared = (first.year * 4 + first.month // 3) % 3  # two kinds a quarter, each of the three twice a year at least
    return [incident for place, incident in enumerate((outage, stock_out, viral)) if place != spared]
