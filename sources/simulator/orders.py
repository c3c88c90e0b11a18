"""The orders of a day and their lines, with the amounts of the order repeated on each line."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sources.simulator import demand
from sources.simulator.campaigns import Promotion
from sources.simulator.catalogue import PRODUCTS, Product, companion
from sources.simulator.draws import Draws, Weighted
from sources.simulator.incidents import Incident
from sources.simulator.pageviews import Interest
from sources.simulator.users import User

HEADER = (
    "transaction_id,user_id,product_id,transaction_date,quantity,price,subtotal,"
    "tax,shipping,discount,discount_code,total,payment_method,status,campaign_id,created_at"
)

_SIZES = Weighted(range(1, 11), (0.493, 0.248, 0.148, 0.074, 0.031, 0.003, 0.0012, 0.0009, 0.0006, 0.0003))
_BIG_SIZES = Weighted(range(1, 11), (0.40, 0.26, 0.18, 0.10, 0.05, 0.005, 0.002, 0.0015, 0.001, 0.0005))
_QUANTITIES = Weighted((1, 2, 3, 4), (0.90, 0.07, 0.02, 0.01))
_PAYMENTS = Weighted(("credit_card", "paypal", "google_pay", "apple_pay", "debit_card"), (0.26, 0.23, 0.17, 0.17, 0.17))
_CODES = {"SAVE10": 0.10, "FLASH20": 0.20, "WELCOME": 0.12, "VIP15": 0.15}
_COMPANIONS = {product.product_id: companion(product) for product in PRODUCTS}
_ATTRIBUTED = 0.37
_USUAL_PULL = 14.0  # of all campaigns that run on a day, together
_CONVERSION = 0.16


@dataclass(frozen=True)
class Situation:
    """What a day offers to those who buy: who there is, what is advertised, what is the matter, at which scale."""

    day: date
    shopper: Callable[[Draws], User | None]
    promotions: Sequence[Promotion]
    incidents: Sequence[Incident]
    interests: Sequence[Interest]
    orders_before: int
    scale: int = 1


def sell(seed: int, situation: Situation) -> tuple[int, list[tuple[object, ...]]]:
    """Return the number of orders of the day and the rows of their lines."""
    draws = Draws(seed, "orders", situation.day)
    market = _Market(situation)
    taken: set[tuple[int, int]] = set()
    rows: list[tuple[object, ...]] = []
    count = 0
    for user, promotion, wanted in _carts(draws, situation, market):
        payment = draws.weighted(_PAYMENTS)
        failed = any(payment in incident.payment_methods for incident in situation.incidents)
        if failed and draws.chance(0.9):
            continue  # nobody waits for a broken checkout
        products = _fill(draws, market, user, promotion, wanted)
        number = _number(draws, situation.orders_before, count)
        if (number, user.user_id) in taken:
            number = situation.orders_before + count + 1
        taken.add((number, user.user_id))
        rows += _lines(draws, situation, (number, user, promotion, products, payment, failed))
        count += 1
    return count, rows


class _Market:
    """How the products sell on the day, to those who look at the price and to those who do not."""

    def __init__(self, situation: Situation) -> None:
        self.pull = sum(promotion.pull for promotion in situation.promotions)
        self.promotions = Weighted(situation.promotions, [promotion.pull for promotion in situation.promotions])
        self._day = situation.day
        self._gone = {i.product_id for i in situation.incidents if i.kind == "stock_out"}
        self.viral = [i.product_id for i in situation.incidents if i.kind == "viral"]
        on_sale = [self._demand(product) for product in PRODUCTS]
        self.careful = Weighted(PRODUCTS, on_sale)
        rich = [demand * (product.price / 150) ** 0.3 for demand, product in zip(on_sale, PRODUCTS, strict=True)]
        self.generous = Weighted(PRODUCTS, rich)

    def has(self, product: Product) -> bool:
        """Say whether `product` can be bought."""
        return product.created <= self._day and product.product_id not in self._gone

    def _demand(self, product: Product) -> float:
        viral = 14 if product.product_id in self.viral else 1
        return product.demand(self._day) * viral if self.has(product) else 0.0


def _carts(
    draws: Draws, situation: Situation, market: _Market
) -> Iterable[tuple[User, Promotion | None, Product | None]]:
    """Yield who buys, the promotion that brought them, the product they came for."""
    # Campaigns also win orders from one another: twice the pull brings four tenths more.
    brought = _ATTRIBUTED * min(math.sqrt(market.pull / (_USUAL_PULL * situation.scale)), 1.7)
    attributed = brought / (1 - _ATTRIBUTED + brought)
    usual = demand.orders(situation.day) * situation.scale
    expected = usual * (1 - _ATTRIBUTED + brought) * (1.35 if market.viral else 1.0)
    for _ in range(draws.poisson(expected)):
        user = situation.shopper(draws)
        promotion = draws.weighted(market.promotions) if draws.chance(attributed) else None
        if user:
            yield user, promotion, None
    if situation.day >= demand.FIRST_ORDERS:
        for interest in situation.interests:
            if _converts(draws, interest, situation.day) and market.has(interest.product):
                yield interest.user, None, interest.product


def _converts(draws: Draws, interest: Interest, day: date) -> bool:
    """Say whether a page view of the last week becomes an order today: most do at once."""
    age = (day - interest.day).days
    return draws.chance(_CONVERSION * (0.45, 0.2, 0.12, 0.08, 0.06, 0.05, 0.04)[age])


def _fill(
    draws: Draws, market: _Market, user: User, promotion: Promotion | None, wanted: Product | None
) -> list[Product]:
    rich = user.segment == "high_value"
    offered = market.generous if rich else market.careful
    size = draws.weighted(_BIG_SIZES if rich else _SIZES)
    if promotion and wanted is None and draws.chance(0.6):
        wanted = PRODUCTS[promotion.product_id - 1]
        wanted = wanted if market.has(wanted) else None
    cart = [wanted or draws.weighted(offered)]
    while len(cart) < size:
        also = _COMPANIONS[cart[-1].product_id]
        if also and also[0] not in cart and market.has(also[0]) and draws.chance(also[1]):
            cart.append(also[0])
        elif draws.chance(0.02):
            cart.append(cart[-1])
        else:
            cart.append(draws.weighted(offered))
    return cart


def _number(draws: Draws, before: int, count: int) -> int:
    """Return the order's id: the next one, or now and then, by a defect, that of an order of another day."""
    return draws.between(1, before) if before and draws.chance(0.03) else before + count + 1


def _lines(
    draws: Draws,
    situation: Situation,
    order: tuple[int, User, Promotion | None, list[Product], str, bool],
) -> Iterable[tuple[object, ...]]:
    number, user, promotion, products, payment, failed = order
    lines = [(product, draws.weighted(_QUANTITIES), product.price) for product in products]
    if len(lines) > 1 and draws.chance(0.002):  # a flipped price, which the shop leaves out of the sum
        product, quantity, price = lines[-1]
        lines[-1] = (product, quantity, -price)
    subtotal = sum(quantity * price for _, quantity, price in lines if price > 0)
    tax = round(subtotal * 0.08, 2)
    shipping: object = 0 if subtotal > 50 else 8.0
    code, discount = _discount(draws, situation.day, user, subtotal)
    # Added up in floating point, as the shop does: 510.84000000000003 stands in its exports.
    total = subtotal + tax + (0.0 if subtotal > 50 else 8.0) - (discount or 0)
    total = -total if draws.chance(0.02) else total
    paid_with = "" if draws.chance(0.05) else payment
    status = _status(draws, products[0], failed)
    campaign = promotion.campaign_id if promotion else ""
    at = f"{situation.day}T00:00:00"
    amounts = (subtotal, tax, shipping, discount, code, total, paid_with, status, campaign, at)
    for product, quantity, price in lines:
        yield (number, user.user_id, product.product_id, at, quantity, price, *amounts)


def _discount(draws: Draws, day: date, user: User, subtotal: int) -> tuple[str, float | int]:
    if not draws.chance(0.10):
        return "", 0
    is_new = day - user.created <= timedelta(days=30)
    code = "WELCOME" if is_new and draws.chance(0.7) else draws.pick(tuple(_CODES))
    return code, round(subtotal * _CODES[code], 2)


def _status(draws: Draws, product: Product, failed: bool) -> str:
    if failed:
        return "cancelled"
    place = draws.share() - (0.04 if product.category == "Clothing" else 0.0)  # clothes come back
    return (
        "refunded" if place < 0.023 else "cancelled" if place < 0.073 else "pending" if place < 0.093 else "completed"
    )
