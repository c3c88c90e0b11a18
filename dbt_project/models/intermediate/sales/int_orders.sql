-- One row per order: the amounts of the order once, taken from its first line, and the total that its parts confirm.
with

lines as (

    select * from {{ ref('int_order_lines') }}

),

contents as (

    select
        order_key,
        count(*) as lines,
        count(distinct product_id) as products,
        sum(case when is_negative_line then 0 else quantity end) as units,
        cast(sum(line_value) as {{ money() }}) as lines_value,
        count(distinct {{ readable_key([
            'order_subtotal', 'order_tax', 'order_shipping', 'order_discount', 'order_total_delivered',
            'discount_code', 'payment_method', 'status', 'campaign_row_id'
        ]) }}) > 1 as has_conflicting_lines
    from lines
    group by order_key

),

headers as (

    select
        order_key,
        transaction_id,
        customer_id,
        ordered_at,
        order_subtotal as subtotal_delivered,
        coalesce(order_tax, 0) as tax,
        coalesce(order_shipping, 0) as shipping,
        coalesce(order_discount, 0) as discount,
        order_total_delivered as total_delivered,
        discount_code,
        payment_method,
        status,
        campaign_row_id
    from lines
    where line_number = 1

),

totalled as (

    select
        headers.*,
        contents.lines,
        contents.products,
        contents.units,
        contents.has_conflicting_lines,
        coalesce(headers.subtotal_delivered, contents.lines_value) as subtotal,
        cast(
            coalesce(headers.subtotal_delivered, contents.lines_value)
            + headers.tax + headers.shipping - headers.discount as {{ money() }}
        ) as total
    from headers
    inner join contents on headers.order_key = contents.order_key

)

select
    *,
    -- The one place that says which orders count towards revenue.
    coalesce(status not in ('cancelled', 'refunded'), true) as counts_towards_revenue,
    coalesce(total_delivered <> total, true) as is_total_corrected,
    coalesce(total_delivered = -total and total <> 0, false) as is_total_sign_flipped,
    row_number() over (partition by customer_id order by ordered_at, transaction_id, order_key) as customer_order_number
from totalled
