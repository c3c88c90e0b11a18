-- One row per order LINE, as the shop delivered it; the amounts of the order are repeated on each of its lines.
with

delivered as (

    select * from {{ source('postgres', 'transactions') }}

)

select
    {{ readable_key(['transaction_id', 'user_id', 'transaction_date']) }} as order_key,
    transaction_id,
    user_id as customer_id,
    product_id,
    transaction_date as ordered_at,
    -- of the line
    quantity,
    cast(price as {{ money() }}) as unit_price,
    coalesce(price < 0 or quantity < 0, false) as is_negative_line,
    -- of the order
    cast(subtotal as {{ money() }}) as order_subtotal,
    cast(tax as {{ money() }}) as order_tax,
    cast(shipping as {{ money() }}) as order_shipping,
    cast(discount as {{ money() }}) as order_discount,
    cast(total as {{ money() }}) as order_total_delivered,
    coalesce(total < 0, false) as is_total_negative,
    nullif(trim(discount_code), '') as discount_code,
    nullif(trim(payment_method), '') as payment_method,
    lower(nullif(trim(status), '')) as status,
    campaign_id as campaign_row_id,
    created_at,
    _source_file as source_file,
    _row as source_row,
    _loaded_at as loaded_at
from delivered
