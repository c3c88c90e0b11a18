"""The sample of page views: visits of one to five pages, a third of them by somebody logged in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sources.simulator import demand
from sources.simulator.campaigns import Promotion
from sources.simulator.catalogue import PRODUCTS, Product
from sources.simulator.draws import Draws, Weighted
from sources.simulator.incidents import Incident
from sources.simulator.users import User

HEADER = (
    "event_id,event_time,user_id,session_id,page_type,product_id,campaign_id,device,browser,session_duration_seconds"
)

LATEST = "2030-01-01T00:00:00"  # the tracker's word for "clock unknown"
_PAGES = Weighted(
    ("home", "category", "search", "product_detail", "cart", "checkout", "account"),
    (0.20, 0.18, 0.15, 0.14, 0.13, 0.10, 0.10),
)
_PAGES_PER_VISIT = Weighted((1, 2, 3, 4, 5), (0.80, 0.13, 0.045, 0.017, 0.008))
_DEVICES = Weighted(("mobile", "desktop", "tablet"), (0.48, 0.38, 0.14))
_BROWSERS = Weighted(("Chrome", "Safari", "Firefox", "Samsung Internet", "Edge"), (0.42, 0.27, 0.12, 0.10, 0.09))
_VIRAL = 12.0


@dataclass(frozen=True)
class Interest:
    """A logged-in user looked at a product."""

    user: User
    product: Product
    day: date


def browse(
    seed: int,
    day: date,
    first_id: int,
    visitor: Callable[[Draws], User | None],
    promotions: Sequence[Promotion],
    incidents: Sequence[Incident],
    scale: int = 1,
) -> tuple[list[Interest], list[tuple[object, ...]]]:
    """Return who was interested in what on `day`, and the rows of its page views, numbered from `first_id`.

    `visitor` draws one of the users there are. There are `scale` times as many visits as usual.
    """
    draws = Draws(seed, "pageviews", day)
    viewed = Weighted(PRODUCTS, [product.demand(day) * _attention(product, incidents) for product in PRODUCTS])
    interests: list[Interest] = []
    rows: list[tuple[object, ...]] = []
    for _ in range(draws.poisson(demand.sessions(day) * scale / 1.3)):
        user = visitor(draws) if draws.chance(0.35) else None
        session = f"session_{draws.between(1, 99_999 * scale)}"
        device, browser = ("", "") if draws.chance(0.05) else (draws.weighted(_DEVICES), draws.weighted(_BROWSERS))
        at = datetime.combine(day, time()) + timedelta(seconds=draws.between(0, 86_000))
        for _ in range(draws.weighted(_PAGES_PER_VISIT)):
            page, product_id, campaign_id = draws.weighted(_PAGES), "", ""
            if page == "product_detail":
                product, promotion = _product(draws, viewed, promotions)
                product_id, campaign_id = str(product.product_id), str(promotion.campaign_id) if promotion else ""
                if user:
                    interests.append(Interest(user, product, day))
            shown = LATEST if draws.chance(0.03) else at.isoformat()
            seconds = draws.between(1, 1800) * (-1 if draws.chance(0.02) else 1)
            who = user.user_id if user else ""
            rows.append(
                (first_id + len(rows), shown, who, session, page, product_id, campaign_id, device, browser, seconds)
            )
            at = min(at + timedelta(seconds=draws.between(5, 120)), datetime.combine(day, time(23, 59, 59)))
    return interests, rows


def _attention(product: Product, incidents: Sequence[Incident]) -> float:
    return _VIRAL if any(i.kind == "viral" and i.product_id == product.product_id for i in incidents) else 1.0


def _product(
    draws: Draws, viewed: Weighted[Product], promotions: Sequence[Promotion]
) -> tuple[Product, Promotion | None]:
    if promotions and draws.chance(0.28):
        promotion = draws.pick(promotions)
        return PRODUCTS[promotion.product_id - 1], promotion
    return draws.weighted(viewed), None
