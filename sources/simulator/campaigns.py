"""Marketing campaigns: which start on a day, what they cost, how well they work.

What a campaign will have spent and reached is written when it starts, as if it ran as planned: figures that followed
the days of its run would change rows already delivered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sources.simulator import demand
from sources.simulator.catalogue import PRODUCTS
from sources.simulator.draws import Draws, Weighted
from sources.simulator.incidents import KNOWN

HEADER = (
    "campaign_id,campaign_name,campaign_type,platform,product_id,start_date,"
    "end_date,budget,actual_spend,impressions,clicks,created_at"
)

LAUNCHES_PER_DAY = 500 / 1827

# How many orders a dollar brings, beside an average campaign.
_TYPES = {"Email": 1.9, "Search": 1.5, "Social Media": 1.0, "Video": 0.8, "Influencer": 0.7, "Display": 0.3}
_PLATFORMS = {
    "Google": 1.3,
    "Instagram": 1.2,
    "Facebook": 1.0,
    "YouTube": 0.9,
    "TikTok": 0.9,
    "LinkedIn": 0.5,
    "Twitter": 0.5,
}
_KINDS = tuple((kind, platform) for kind in _TYPES for platform in _PLATFORMS)


@dataclass(frozen=True)
class Promotion:
    """A campaign as it promotes one product: a row of the file. `pull` says how many orders it brings beside others."""

    campaign_id: int
    product_id: int
    start: date
    end: date
    pull: float


def launch(seed: int, day: date, first_id: int, scale: int = 1) -> tuple[list[Promotion], list[tuple[object, ...]]]:
    """Return the promotions of the campaigns that start on `day`, numbered from `first_id`, and their rows.

    There are `scale` times as many as usual.
    """
    draws = Draws(seed, "campaigns", day)
    promotions: list[Promotion] = []
    rows: list[tuple[object, ...]] = []
    viral = [incident.product_id for incident in KNOWN if incident.kind == "viral" and incident.start == day]
    for place in range(draws.poisson(LAUNCHES_PER_DAY * scale) + len(viral)):
        kind, platform = ("Influencer", "TikTok") if place < len(viral) else draws.pick(_KINDS)
        end = day + timedelta(days=draws.between(7, 88))
        size = draws.lognormal(0.7)
        effect = _TYPES[kind] * _PLATFORMS[platform] * draws.lognormal(0.5)
        products = _products(draws, day)
        if place < len(viral):  # the one video behind the known spike
            end, effect, products = day + timedelta(days=13), 40.0 * scale, [viral[place] or 0]
        elif draws.chance(0.15):
            effect = 0.0  # it reaches people, and none of them buys
        facts = _facts(draws, day, end, size)
        name = f"{kind} - {platform} - {day:%b%Y}"
        for product_id in products:
            number = first_id + len(rows)
            created = day - timedelta(days=draws.between(0, 14))
            promotions.append(Promotion(number, product_id, day, end, effect * size / len(products)))
            rows.append((number, name, kind, platform, product_id, day, end, *facts, f"{created}T00:00:00"))
    return promotions, rows


def _products(draws: Draws, day: date) -> list[int]:
    on_sale = Weighted(PRODUCTS, [product.demand(day) for product in PRODUCTS])
    chosen: list[int] = []
    wanted = draws.between(1, 5)
    while len(chosen) < wanted:
        product = draws.weighted(on_sale)
        if product.product_id not in chosen:
            chosen.append(product.product_id)
    return chosen


def _facts(draws: Draws, start: date, end: date, size: float) -> tuple[object, ...]:
    """Return budget, spend, impressions and clicks."""
    days = (end - start).days + 1
    budget = max(250, round(8 * demand.level(start) * days * size))
    spend: object = round(budget * (0.70 + 0.50 * draws.share()), 2)
    impressions = int(budget * (60 + 400 * draws.share()))
    clicks = int(impressions * (0.005 + 0.045 * draws.share() ** 2))
    if draws.chance(0.05):
        spend = ""
    if draws.chance(0.03):
        impressions, clicks = -impressions, -clicks
    elif draws.chance(0.02):
        clicks = impressions * 2
    return budget, spend, impressions, clicks
