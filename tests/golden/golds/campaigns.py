"""Golds of what marketing does, costs and brings."""

from tests.golden.golds.gold import TIME, Gold

BY_CAMPAIGN = {
    **TIME,
    "campaign__campaign_type": "campaign_type",
    "campaign__platform": "platform",
    "campaign__campaign_type,campaign__platform": "campaign_type, platform",
    "campaign__label": "label",
}
HAS_BOTH = "impressions is not null and clicks is not null"
HAS_COST = "spend is not null and clicks is not null"
CAMPAIGN_GOLDS = (
    Gold("campaigns", "sum(if(is_listed, 1, 0))", "campaigns_earned", BY_CAMPAIGN),
    Gold("campaign_budget", "sum(budget)", "campaigns_earned", BY_CAMPAIGN),
    Gold("campaign_spend", "sum(spend)", "campaigns_earned", BY_CAMPAIGN),
    Gold("impressions", "sum(impressions)", "campaigns_earned", BY_CAMPAIGN),
    Gold("clicks", "sum(clicks)", "campaigns_earned", BY_CAMPAIGN),
    Gold("click_through_rate", "sum(clicks) / sum(impressions)", "campaigns_earned", BY_CAMPAIGN, where=HAS_BOTH),
    Gold("cost_per_click", "sum(spend) / sum(clicks)", "campaigns_earned", BY_CAMPAIGN, where=HAS_COST),
    Gold("campaign_revenue", "sum(earned)", "campaigns_earned", BY_CAMPAIGN),
    Gold(
        "return_on_ad_spend",
        "sum(earned) / sum(spend)",
        "campaigns_earned",
        BY_CAMPAIGN,
        where="spend is not null",
    ),
)
