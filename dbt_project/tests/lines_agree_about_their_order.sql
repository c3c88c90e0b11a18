-- One row per order whose lines disagree about the order; its first line is believed.
{{ config(severity='warn') }}
select order_key, transaction_id, customer_id, ordered_at
from {{ ref('fct_orders') }}
where has_conflicting_lines
