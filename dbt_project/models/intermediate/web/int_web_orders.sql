-- One row per order of the web shop, as its first readable checkout_completed says; what is sent again does not count.
with

completed as (

    select
        *,
        row_number() over (partition by transaction_id order by occurred_at, event_key) as time_sent,
        count(*) over (partition by transaction_id) as times_sent
    from {{ ref('int_web_events') }}
    where event_name = 'checkout_completed' and transaction_id is not null

)

select
    transaction_id,
    client_id,
    session_key,
    occurred_at as ordered_at,
    times_sent,
    revenue as revenue_delivered,
    email_hash,
    json_extract(event_data, '$.items') as items
from completed
where time_sent = 1
