-- One row per item line of an order of the web shop.
with

items as (

    select * from {{ ref('int_web_order_items') }}

),

orders as (

    select * from {{ ref('fct_web_orders') }}

)

select
    {{ readable_key(['items.transaction_id', 'items.line_number']) }} as item_line_key,
    items.transaction_id,
    items.line_number,
    orders.client_id,
    orders.session_key,
    orders.ordered_on,
    items.item_id,
    items.item_name,
    items.item_variant,
    items.quantity,
    items.item_price,
    cast(items.quantity * items.item_price as {{ money() }}) as item_value
from items
inner join orders on items.transaction_id = orders.transaction_id
