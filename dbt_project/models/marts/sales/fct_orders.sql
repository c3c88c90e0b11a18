-- One row per order.
with

orders as (

    select * from {{ ref('int_orders') }}

),

campaign_rows as (

    select * from {{ ref('bridge_campaign_products') }}

)

select
    orders.order_key,
    orders.transaction_id,
    orders.customer_id,
    campaign_rows.campaign_key,
    orders.ordered_at,
    cast(orders.ordered_at as date) as ordered_on,
    orders.status,
    orders.counts_towards_revenue,
    orders.payment_method,
    orders.discount_code,
    orders.lines,
    orders.products,
    orders.units,
    orders.subtotal_delivered,
    orders.subtotal,
    orders.tax,
    orders.shipping,
    orders.discount,
    orders.total_delivered,
    orders.total,
    orders.is_total_corrected,
    orders.is_total_sign_flipped,
    orders.has_conflicting_lines,
    case when orders.customer_id is not null then orders.customer_order_number end as customer_order_number
from orders
left join campaign_rows on orders.campaign_row_id = campaign_rows.campaign_row_id
