-- One row per browser that ever visited the web shop.
select
    client_id,
    first_seen_at,
    cast(first_seen_at as date) as first_seen_on,
    last_seen_at,
    sessions,
    email_hash is not null as has_given_email,
    customer_id,
    customer_id is not null as is_customer
from {{ ref('int_web_visitors') }}
