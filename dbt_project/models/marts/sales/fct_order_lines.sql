-- One row per order line, with its share of the order's total and discount, so that lines add up to orders to the cent.
with

lines as (

    select * from {{ ref('int_order_lines') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

shared_out as (

    select
        {{ readable_key(['lines.order_key', 'lines.line_number']) }} as order_line_key,
        lines.order_key,
        lines.line_number,
        lines.line_number = 1 as is_first_line,
        orders.customer_id,
        lines.product_id,
        orders.campaign_key,
        orders.ordered_on,
        orders.status,
        orders.counts_towards_revenue,
        orders.customer_order_number,
        lines.quantity,
        lines.unit_price,
        lines.is_negative_line,
        lines.line_value,
        products.unit_cost,
        {{ allocate('orders.discount', 'lines.weight_before', 'lines.weight_upto', 'lines.weight_whole') }} as discount_share,
        {{ allocate('orders.total', 'lines.weight_before', 'lines.weight_upto', 'lines.weight_whole') }} as total_share
    from lines
    inner join orders on lines.order_key = orders.order_key
    left join products on lines.product_id = products.product_id

)

select
    *,
    case when counts_towards_revenue then total_share else 0 end as revenue,
    cast(line_value - discount_share as {{ money() }}) as net_sales,
    not is_negative_line and unit_cost is not null as has_known_cost,
    case
        when not is_negative_line
            then cast(line_value - discount_share - quantity * unit_cost as {{ money() }})
    end as gross_margin
from shared_out
