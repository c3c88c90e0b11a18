-- One row per order and method by which its total is far from those of the other orders with a product of it: |z| >= 3, or robustly >= 3.5.
-- Of an order's products the one counts from which it is furthest away.
with

contents as (

    select distinct order_key, product_id
    from {{ ref('int_order_lines') }}
    where product_id is not null

),

valued as (

    select contents.product_id, orders.order_key, orders.ordered_at, cast(orders.total as double) as total
    from contents
    inner join {{ ref('int_orders') }} as orders on contents.order_key = orders.order_key

),

scores as (

    {{ with_z_scores('valued', 'total', 'product_id') }}

),

extremes as (

    select
        order_key,
        min(ordered_at) as ordered_at,
        min(total) as total,
        max(abs(z_score)) as furthest,
        arg_max(product_id, abs(z_score)) as product_id,
        arg_max(mean - 3 * deviation, abs(z_score)) as low,
        arg_max(mean + 3 * deviation, abs(z_score)) as high,
        max(abs(robust_z_score)) as robust_furthest,
        arg_max(product_id, abs(robust_z_score)) as robust_product_id,
        arg_max(middle - 3.5 / 0.6745 * middle_deviation, abs(robust_z_score)) as robust_low,
        arg_max(middle + 3.5 / 0.6745 * middle_deviation, abs(robust_z_score)) as robust_high
    from scores
    where abs(z_score) >= 3 or abs(robust_z_score) >= 3.5
    group by order_key

),

first_lines as (

    select order_key, source_file, source_row, loaded_at from {{ ref('int_order_lines') }}
    where line_number = 1

),

located as (

    select extremes.*, first_lines.source_file, first_lines.source_row, first_lines.loaded_at
    from extremes
    inner join first_lines on extremes.order_key = first_lines.order_key

)

select
    {{ finding(
        check='order_value_z_score', severity='info', table='transactions', column='total', record='order_key',
        observed="printf('%.2f (z %.1f, product %d)', total, furthest, product_id)",
        expected="printf('%.2f to %.2f', low, high)",
        remedy="'compare the order with its lines'", on_date='ordered_at'
    ) }}
from located
where furthest >= 3
union all
select
    {{ finding(
        check='order_value_robust_z_score', severity='info', table='transactions', column='total', record='order_key',
        observed="printf('%.2f (robust z %.1f, product %d)', total, robust_furthest, robust_product_id)",
        expected="printf('%.2f to %.2f', robust_low, robust_high)",
        remedy="'compare the order with its lines; few orders this large are normal where sizes are skewed'",
        on_date='ordered_at'
    ) }}
from located
where robust_furthest >= 3.5
