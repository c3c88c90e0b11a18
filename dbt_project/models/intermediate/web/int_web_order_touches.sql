-- One row per order of the web shop and session of its client in the 7 days up to it, numbered from both ends.
with

orders as (

    select * from {{ ref('int_web_orders') }}

),

sessions as (

    select * from {{ ref('int_web_sessions') }}

)

select
    orders.transaction_id,
    sessions.session_key,
    sessions.channel,
    -- A visit of which nobody knows how it came takes the credit only where there is no other.
    row_number() over (
        partition by orders.transaction_id
        order by case when sessions.channel = 'Direct' then 1 else 0 end, sessions.started_at
    ) as place_from_first,
    row_number() over (
        partition by orders.transaction_id
        order by case when sessions.channel = 'Direct' then 1 else 0 end, sessions.started_at desc
    ) as place_from_last
from orders
inner join sessions
    on orders.client_id = sessions.client_id
    and sessions.started_at <= orders.ordered_at
    and sessions.started_at >= {{ dbt.dateadd('day', -7, 'orders.ordered_at') }}
