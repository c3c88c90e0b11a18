-- One row per order line, numbered within its order, with the value that counts for sharing out the order's amounts.
with

lines as (

    select * from {{ ref('stg_postgres__transactions') }}

),

valued as (

    select
        *,
        row_number() over (partition by order_key order by source_row) as line_number,
        -- A negative price is a defect: the shop leaves such a line out of the subtotal, and so do we.
        cast(
            case when is_negative_line then 0 else coalesce(quantity * unit_price, 0) end as {{ money() }}
        ) as line_value
    from lines

),

weighted as (

    select
        *,
        case when sum(line_value) over (partition by order_key) = 0 then 1 else line_value end as weight
    from valued

)

select
    *,
    -- The running weights of the lines up to this one, this one, and of the whole order.
    cast(sum(weight) over (partition by order_key order by line_number) - weight as {{ money() }}) as weight_before,
    cast(sum(weight) over (partition by order_key order by line_number) as {{ money() }}) as weight_upto,
    cast(sum(weight) over (partition by order_key) as {{ money() }}) as weight_whole
from weighted
