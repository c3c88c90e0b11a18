"""Golds of the web shop: its sessions, its orders and who gets the credit for them."""

from datetime import date

from tests.golden.golds.gold import ALWAYS, MONTH, Gold
from tests.golden.shop import Span

# Begins and ends in the middle of both shops' days.
IN_BETWEEN = Span(date(2021, 3, 25), date(2022, 6, 5))
SPANS = (ALWAYS, IN_BETWEEN)

BY_SESSION = {
    **MONTH,
    "metric_time__day": "day",
    "web_session__channel": "channel",
    "web_session__device": "device",
    "web_session__browser": "browser",
    "web_session__landing_page": "landing",
    "web_session__is_first_session": "nth = 1",
    "web_session__channel,web_session__device": "channel, device",
}


def _visits(metric: str, expression: str) -> Gold:
    return Gold(metric, expression, "web_visits", BY_SESSION, spans=SPANS)


def _share(metric: str, condition: str) -> Gold:
    return _visits(metric, f"count(*) filter ({condition}) / nullif(count(*), 0)")


def _orders(metric: str, expression: str, source: str = "web_orders", where: str = "true") -> Gold:
    return Gold(metric, expression, source, BY_SESSION, where=where, spans=SPANS)


WEB_GOLDS = (
    _visits("sessions", "count(*)"),
    _visits("web_visitors", "count(distinct client_id)"),
    _visits("bounced_sessions", "count(*) filter (hits = 1 and views = 1)"),
    _share("bounce_rate", "hits = 1 and views = 1"),
    _visits("first_sessions", "count(*) filter (nth = 1)"),
    _share("new_visitor_rate", "nth = 1"),
    _visits("cart_sessions", "count(*) filter (carted)"),
    _share("cart_rate", "carted"),
    _visits("checkout_sessions", "count(*) filter (checked_out)"),
    _share("checkout_rate", "checked_out"),
    _visits("purchasing_sessions", "count(*) filter (bought)"),
    _share("session_conversion_rate", "bought"),
    _visits("session_pageviews", "sum(views)"),
    _visits("pages_per_session", "sum(views) / nullif(count(*), 0)"),
    _visits("median_session_duration", "median(seconds) filter (hits > 1 or views = 0)"),
    _orders("web_orders", "count(*)"),
    _orders("web_revenue", "sum(revenue)"),
    _orders("average_web_order_value", "sum(revenue) / nullif(count(*), 0)"),
    _orders("first_touch_revenue", "sum(revenue) filter (kind = 'first')", "web_credits"),
    _orders("last_touch_revenue", "sum(revenue) filter (kind = 'last')", "web_credits"),
    Gold(
        "web_units", "sum(quantity)", "web_lines", {**BY_SESSION, "web_item_line__web_item": "item_name"}, spans=SPANS
    ),
    Gold(
        "web_item_sales",
        "sum(quantity * item_price)",
        "web_lines",
        {**BY_SESSION, "web_item_line__web_item": "item_name"},
        spans=SPANS,
    ),
    Gold(
        "visit_to_purchase_rate",
        "sum(is_conversion) / nullif(count(*) filter (is_base), 0)",
        "web_visits_and_purchases",
        MONTH,
        # In a period MetricFlow looks at the orders of the period only, so the last days of it lack theirs.
        spans=(ALWAYS,),
    ),
)
