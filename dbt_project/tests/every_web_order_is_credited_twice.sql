-- The web orders whose revenue is not credited exactly once to a first and once to a last touch, within 7 days.
select orders.transaction_id, count(touches.touch) as credits
from {{ ref('fct_web_orders') }} as orders
left join {{ ref('fct_web_touches') }} as touches
    on orders.transaction_id = touches.transaction_id and orders.revenue is not distinct from touches.revenue
group by orders.transaction_id
having count(distinct touches.touch) <> 2 or count(*) <> 2
