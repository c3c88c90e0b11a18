"""Golds of who looks at the shop."""

from tests.golden.golds.gold import ALWAYS, MONTH, Gold

BY_VIEW = {
    **MONTH,
    "pageview__page_type": "page_type",
    "pageview__device": "device",
    "pageview__browser": "browser",
    "pageview__is_signed_in": "user_id is not null",
    "customer__segment": "segment",
    "product__category": "category",
    "campaign__campaign_type": "campaign_type",
}
TRAFFIC_GOLDS = (
    Gold("pageviews", "count(*)", "views", BY_VIEW),
    Gold("visitors", "count(distinct visitor)", "views", BY_VIEW),
    Gold(
        "average_session_duration",
        "avg(session_duration_seconds) filter (session_duration_seconds >= 0)",
        "views",
        BY_VIEW,
    ),
    Gold(
        "view_to_order_rate",
        "sum(is_conversion) / nullif(count(*) filter (is_base), 0)",
        "views_and_conversions",
        {**MONTH, "customer__segment": "segment", "customer__state": "state"},
        # In a period MetricFlow looks at the orders of the period only, so the last days of it lack theirs.
        spans=(ALWAYS,),
    ),
)
