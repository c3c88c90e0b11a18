-- One row per order without exactly one first line; conversions count these.
select order_key
from {{ ref('fct_order_lines') }}
group by order_key
having sum(case when is_first_line then 1 else 0 end) <> 1
