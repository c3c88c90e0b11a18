-- One row per order whose delivered total is neither its parts' sum nor that with its sign flipped; the parts are believed.
{{ config(severity='warn') }}
select order_key, total_delivered, total
from {{ ref('fct_orders') }}
where is_total_corrected and not is_total_sign_flipped
