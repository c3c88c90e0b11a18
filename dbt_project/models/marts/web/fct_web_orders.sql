-- One row per order of the web shop, however often it was sent, with the sessions that get the credit for it.
with

orders as (

    select * from {{ ref('int_web_orders') }}

),

items as (

    select
        transaction_id,
        count(*) as lines,
        sum(quantity) as units,
        cast(sum(quantity * item_price) as {{ money() }}) as items_value
    from {{ ref('int_web_order_items') }}
    group by transaction_id

),

touches as (

    select
        transaction_id,
        count(*) as touches,
        max(case when place_from_first = 1 then session_key end) as first_touch_session_key,
        max(case when place_from_first = 1 then channel end) as first_touch_channel,
        max(case when place_from_last = 1 then session_key end) as last_touch_session_key,
        max(case when place_from_last = 1 then channel end) as last_touch_channel
    from {{ ref('int_web_order_touches') }}
    group by transaction_id

)

select
    orders.transaction_id,
    orders.client_id,
    orders.session_key,
    orders.ordered_at,
    cast(orders.ordered_at as date) as ordered_on,
    orders.times_sent,
    orders.revenue_delivered,
    items.items_value,
    coalesce(orders.revenue_delivered, items.items_value) as revenue,
    coalesce(orders.revenue_delivered <> items.items_value, false) as is_revenue_unlike_items,
    coalesce(items.lines, 0) as lines,
    coalesce(items.units, 0) as units,
    touches.touches,
    touches.first_touch_session_key,
    touches.first_touch_channel,
    touches.last_touch_session_key,
    touches.last_touch_channel
from orders
left join items on orders.transaction_id = items.transaction_id
left join touches on orders.transaction_id = touches.transaction_id
