-- One row per order whose lines do not add up to its total, its discount or its revenue.
select
    orders.order_key,
    orders.total,
    sum(lines.total_share) as shared_total,
    orders.discount,
    sum(lines.discount_share) as shared_discount
from {{ ref('fct_orders') }} as orders
left join {{ ref('fct_order_lines') }} as lines on orders.order_key = lines.order_key
group by orders.order_key, orders.total, orders.discount, orders.counts_towards_revenue
having
    sum(lines.total_share) is distinct from orders.total
    or sum(lines.discount_share) is distinct from orders.discount
    or sum(lines.revenue) is distinct from case when orders.counts_towards_revenue then orders.total else 0 end
