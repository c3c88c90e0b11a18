-- One row per customer whose orders are not numbered 1, 2, 3 and so on.
select customer_id
from {{ ref('fct_orders') }}
where customer_id is not null
group by customer_id
having
    min(customer_order_number) <> 1
    or max(customer_order_number) <> count(*)
    or count(distinct customer_order_number) <> count(*)
