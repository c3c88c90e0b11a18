-- One row per order and way in which what it says of itself does not agree: its total and its parts, a sign, its lines.
with

orders as (

    select * from {{ ref('int_orders') }}
    where is_total_corrected or has_conflicting_lines

),

contents as (

    select
        order_key,
        sum(line_value) as lines_value,
        min(source_file) as source_file,
        min(source_row) as source_row,
        max(loaded_at) as loaded_at
    from {{ ref('int_order_lines') }}
    group by order_key

),

located as (

    select orders.*, contents.source_file, contents.source_row, contents.loaded_at
    from orders
    inner join contents on orders.order_key = contents.order_key

),

unlike_lines as (

    select orders.order_key, orders.ordered_at, orders.subtotal_delivered, contents.* exclude (order_key)
    from {{ ref('int_orders') }} as orders
    inner join contents on orders.order_key = contents.order_key
    where orders.subtotal_delivered <> contents.lines_value

),

incomplete as (

    -- An order's discount is often empty; that is no discount.
    select *
    from {{ ref('int_order_lines') }}
    where line_number = 1 and (order_subtotal is null or order_tax is null or order_shipping is null)

)

select
    {{ finding(
        check='flipped_sign', severity='warning', table='transactions', column='total', record='order_key',
        observed='total_delivered', expected='total',
        remedy="'correct the sign at the source; the parts are believed'", on_date='ordered_at'
    ) }}
from located
where is_total_sign_flipped
union all
select
    {{ finding(
        check='total_unlike_parts', severity='error', table='transactions', column='total', record='order_key',
        observed='total_delivered', expected='total',
        remedy="'see which part or total is wrong at the source; the parts are believed'", on_date='ordered_at'
    ) }}
from located
where is_total_corrected and not is_total_sign_flipped
union all
select
    {{ finding(
        check='lines_disagree', severity='error', table='transactions', column='total', record='order_key',
        observed="'several headers'", expected="'one header on all lines'",
        remedy="'deliver the order again; its first line is believed'", on_date='ordered_at'
    ) }}
from located
where has_conflicting_lines
union all
select
    {{ finding(
        check='subtotal_unlike_lines', severity='error', table='transactions', column='subtotal', record='order_key',
        observed='subtotal_delivered', expected='lines_value',
        remedy="'see whether a line is missing or doubled; the subtotal is believed'", on_date='ordered_at'
    ) }}
from unlike_lines
union all
select
    {{ finding(
        check='amount_missing', severity='warning', table='transactions', column='subtotal', record='order_key',
        observed="concat_ws(', ', order_subtotal, order_tax, order_shipping)", expected="'subtotal, tax and shipping'",
        remedy="'deliver the order again; its lines stand in for the subtotal, 0 for the others'", on_date='ordered_at'
    ) }}
from incomplete
union all
select
    {{ finding(
        check='negative_line', severity='warning', table='transactions', column='price',
        record=readable_key(['order_key', 'source_row']),
        observed="concat(quantity, ' at ', unit_price)", expected="'0 or more'",
        remedy="'correct the sign at the source; the line counts 0'", on_date='ordered_at'
    ) }}
from {{ ref('stg_postgres__transactions') }}
where is_negative_line
