-- One row per order of the web shop and kind of credit for it: the session that was first, and the one that was last.
with

orders as (

    select * from {{ ref('fct_web_orders') }}

)

select
    {{ readable_key(['transaction_id', "'first'"]) }} as touch_key,
    transaction_id,
    'first' as touch,
    first_touch_session_key as session_key,
    client_id,
    ordered_on,
    revenue
from orders
union all
select
    {{ readable_key(['transaction_id', "'last'"]) }} as touch_key,
    transaction_id,
    'last' as touch,
    last_touch_session_key as session_key,
    client_id,
    ordered_on,
    revenue
from orders
