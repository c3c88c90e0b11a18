-- One row per item line of an order of the web shop, out of the list that the order carries.
with

orders as (

    -- A list that is missing or no list has no lines.
    select transaction_id, from_json(items, '["JSON"]') as items
    from {{ ref('int_web_orders') }}
    where json_type(items) = 'ARRAY'

),

lines as (

    select transaction_id, unnest(items) as item, generate_subscripts(items, 1) as line_number
    from orders

)

select
    transaction_id,
    line_number,
    json_extract_string(item, '$.item_id') as item_id,
    json_extract_string(item, '$.item_name') as item_name,
    json_extract_string(item, '$.item_variant') as item_variant,
    try_cast(json_extract_string(item, '$.quantity') as integer) as quantity,
    try_cast(json_extract_string(item, '$.item_price') as {{ money() }}) as item_price
from lines
