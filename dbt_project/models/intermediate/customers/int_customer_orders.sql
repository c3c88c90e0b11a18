-- One row per customer who ever ordered: what their orders say about them.
select
    customer_id,
    cast(min(ordered_at) as date) as first_ordered_on,
    cast(max(ordered_at) as date) as last_ordered_on,
    count(*) as orders,
    sum(case when counts_towards_revenue then 1 else 0 end) as revenue_orders,
    cast(sum(case when counts_towards_revenue then total else 0 end) as {{ money() }}) as revenue
from {{ ref('int_orders') }}
where customer_id is not null
group by customer_id
