-- One row per web client, with the one registered customer whose address it gave, told by the hash of it.
with

clients as (

    select
        client_id,
        min(started_at) as first_seen_at,
        max(ended_at) as last_seen_at,
        count(*) as sessions
    from {{ ref('int_web_sessions') }}
    group by client_id

),

addresses as (

    select
        client_id,
        email_hash,
        row_number() over (partition by client_id order by occurred_at, event_key) as place
    from {{ ref('int_web_events') }}
    where email_hash is not null

),

customers as (

    -- An address that several customers share tells nobody.
    select
        sha256(lower(trim(email))) as email_hash,
        min(customer_id) as customer_id
    from {{ ref('stg_postgres__users') }}
    where email is not null
    group by 1
    having count(*) = 1

)

select
    clients.client_id,
    clients.first_seen_at,
    clients.last_seen_at,
    clients.sessions,
    addresses.email_hash,
    customers.customer_id
from clients
left join addresses on clients.client_id = addresses.client_id and addresses.place = 1
left join customers on addresses.email_hash = customers.email_hash
