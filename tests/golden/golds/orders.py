"""Golds of what was ordered, and of the money in it."""

from tests.golden.golds.gold import BY_CUSTOMER, MONTH, TIME, Gold

# Half a cent a line, and the marts' cents against our unrounded parts: a group of 3,000 lines stays below a dollar.
DOLLAR = 1.0
CENT = 0.01

# The retail years 2018 to 2024 as the National Retail Federation published them.
RETAIL_YEARS = "'2018-02-04', '2019-02-03', '2020-02-02', '2021-01-31', '2022-01-30', '2023-01-29', '2024-02-04'"
RETAIL_YEAR = f"list_max(list_filter(cast([{RETAIL_YEARS}] as date[]), lambda start: start <= day))"

BY_ORDER = {
    **MONTH,
    **BY_CUSTOMER,
    "sales_order__status": "status",
    "sales_order__payment_method": "payment_method",
    "campaign__campaign_type": "campaign_type",
}
BY_ORDER_FULLY = {
    **BY_ORDER,
    **TIME,
    "metric_time__retail_year": RETAIL_YEAR,
    "customer__age_band": "age_band",
    "customer__customer_id": "user_id",
    "customer__is_registered": "is_registered",
    "customer__signed_up_on__year": "date_trunc('year', signed_up_on)",
    "sales_order__discount_code": "discount_code",
    "sales_order__has_discount": "discount > 0",
    "sales_order__has_campaign": "campaign_id is not null",
    "sales_order__is_first_order": "nth = 1",
    "campaign__platform": "platform",
    "campaign__campaign_name": "campaign_name",
    "campaign__label": "case when campaign_id is not null then campaign end",
}
BY_PRODUCT = {"product__category": "category", "product__brand": "brand"}
BY_PRODUCT_FULLY = {**BY_PRODUCT, "product__label": "product", "product__product_name": "product_name"}
COUNT_ORDERS = "count(distinct (transaction_id, user_id, transaction_date))"

ORDER_GOLDS = (
    Gold("revenue", "coalesce(sum(total) filter (counts), 0)", "orders_by", BY_ORDER_FULLY),
    Gold(
        "revenue",
        "coalesce(sum(total * part) filter (counts), 0)",
        "lines",
        {**BY_PRODUCT_FULLY, "metric_time__month,product__category": "date_trunc('month', day), category"},
        tolerance=DOLLAR,
    ),
    Gold("gross_revenue", "sum(total)", "orders_by", BY_ORDER),
    Gold("gross_revenue", "sum(total * part)", "lines", BY_PRODUCT, tolerance=DOLLAR),
    Gold("refunded_amount", "coalesce(sum(total) filter (status = 'refunded'), 0)", "orders_by", BY_ORDER),
    Gold("orders", "count(*)", "orders_by", BY_ORDER_FULLY),
    Gold("orders", COUNT_ORDERS, "lines", BY_PRODUCT_FULLY),
    Gold("revenue_orders", "count(*) filter (counts)", "orders_by", BY_ORDER),
    Gold("revenue_orders", f"{COUNT_ORDERS} filter (counts)", "lines", BY_PRODUCT),
    Gold("cancelled_orders", "count(*) filter (status = 'cancelled')", "orders_by", BY_ORDER),
    Gold("refunded_orders", "count(*) filter (status = 'refunded')", "orders_by", BY_ORDER),
    Gold("order_lines", "count(*)", "lines", BY_ORDER | BY_PRODUCT_FULLY),
    Gold(
        "units_sold", "coalesce(sum(quantity) filter (counts and price >= 0), 0)", "lines", BY_ORDER | BY_PRODUCT_FULLY
    ),
    Gold(
        "average_order_value",
        "sum(total) filter (counts) / nullif(count(*) filter (counts), 0)",
        "orders_by",
        BY_ORDER,
    ),
    Gold(
        "average_order_value",
        f"sum(total * part) filter (counts) / nullif({COUNT_ORDERS} filter (counts), 0)",
        "lines",
        BY_PRODUCT,
        tolerance=CENT,
    ),
    Gold(
        "items_per_order",
        f"coalesce(sum(quantity) filter (counts and price >= 0), 0) / nullif({COUNT_ORDERS} filter (counts), 0)",
        "lines",
        BY_ORDER | BY_PRODUCT,
    ),
    Gold("sales_before_discount", "coalesce(sum(value) filter (counts), 0)", "lines", BY_ORDER | BY_PRODUCT_FULLY),
    Gold("discount_amount", "coalesce(sum(discount) filter (counts), 0)", "orders_by", BY_ORDER),
    Gold("discount_amount", "coalesce(sum(discount * part) filter (counts), 0)", "lines", BY_PRODUCT, tolerance=DOLLAR),
    Gold(
        "discount_rate",
        "sum(discount) filter (counts) / nullif(sum(goods) filter (counts), 0)",
        "orders_by",
        BY_ORDER,
    ),
    Gold("net_sales", "coalesce(sum(goods - discount) filter (counts), 0)", "orders_by", BY_ORDER),
    Gold("net_sales", "sum(if(counts, value - discount * part, 0))", "lines", BY_PRODUCT, tolerance=DOLLAR),
    Gold(
        "gross_margin",
        "sum(value - discount * part - cost) filter (counts and costed)",
        "lines",
        BY_ORDER | BY_PRODUCT_FULLY,
        tolerance=DOLLAR,
    ),
    Gold(
        "gross_margin_rate",
        "sum(value - discount * part - cost) filter (counts and costed)"
        " / nullif(sum(value - discount * part) filter (counts and costed), 0)",
        "lines",
        {**MONTH, **BY_PRODUCT},
        tolerance=1e-3,
    ),
    Gold("refund_rate", "count(*) filter (status = 'refunded') / count(*)", "orders_by", BY_ORDER),
    Gold(
        "refund_rate",
        f"{COUNT_ORDERS} filter (status = 'refunded') / {COUNT_ORDERS}",
        "lines",
        BY_PRODUCT,
    ),
    Gold("cancellation_rate", "count(*) filter (status = 'cancelled') / count(*)", "orders_by", BY_ORDER),
    Gold("active_customers", "count(distinct user_id)", "orders_by", BY_ORDER),
    Gold("active_customers", "count(distinct user_id)", "lines", BY_PRODUCT),
    Gold("new_customers", "count(distinct user_id) filter (nth = 1)", "orders_by", BY_ORDER),
    Gold("returning_customers", "count(distinct user_id) filter (nth > 1)", "orders_by", BY_ORDER),
    Gold(
        "repeat_customer_rate",
        "count(distinct user_id) filter (nth > 1) / count(distinct user_id)",
        "orders_by",
        BY_ORDER,
    ),
    Gold(
        "attributed_revenue",
        "sum(if(counts, total, 0))",
        "orders_by",
        {**BY_ORDER, "campaign__platform": "platform", "campaign__label": "campaign"},
        where="campaign_id is not null",
    ),
    Gold(
        "pair_orders",
        "count(*)",
        "pairs",
        {
            **MONTH,
            **BY_CUSTOMER,
            "product_pair__pair": "pair",
            "product_pair__category_pair": "category_pair",
            "sales_order__status": "status",
        },
    ),
)
