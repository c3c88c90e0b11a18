"""Golds of who buys, and of what a customer is worth."""

from tests.golden.golds.gold import ALWAYS, BY_CUSTOMER, TIME, Gold

BY_CUSTOMER_ROW = {
    **TIME,
    **BY_CUSTOMER,
    "customer__customer_id": "user_id",
    "customer__is_registered": "is_registered",
    "customer__signed_up_on__quarter": "date_trunc('quarter', day)",
}
CUSTOMER_GOLDS = (
    Gold("customers", "sum(if(is_registered, 1, 0))", "customers", BY_CUSTOMER_ROW),
    Gold("paying_customers", "sum(if(revenue_orders > 0, 1, 0))", "customers", BY_CUSTOMER_ROW),
    Gold("lifetime_revenue", "sum(revenue)", "customers", BY_CUSTOMER_ROW),
    Gold(
        "customer_lifetime_value",
        "sum(revenue) / nullif(count(*) filter (revenue_orders > 0), 0)",
        "customers",
        BY_CUSTOMER_ROW,
    ),
    # The same in the words of the brief: all revenue by all who brought any.
    Gold(
        "customer_lifetime_value",
        "sum(total) filter (counts) / count(distinct user_id) filter (counts)",
        "orders",
        spans=(ALWAYS,),
    ),
)
