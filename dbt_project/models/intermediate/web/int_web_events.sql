-- One row per event of a web client, counted once however often it was delivered, with the session it belongs to.
-- Incremental by client: a late event can part or join sessions of months, but of its own client only.
{{ config(
    materialized='incremental',
    pre_hook="{{ forget_stale(ref('int_web_clients'), ['client_id', 'delivery_digest']) }}",
) }}

with

clients as (

    select * from {{ ref('int_web_clients') }}
    where {{ is_missing('client_id') }}

),

delivered as (

    -- An event without a believable time has no place in any session.
    select events.*, clients.delivery_digest
    from {{ ref('stg_web__events') }} as events
    inner join clients on events.client_id = clients.client_id
    where events.occurred_at is not null

),

numbered as (

    select
        *,
        row_number() over (
            partition by client_id, occurred_at, event_name, page_url, referrer_url, event_data_delivered
            order by source_file, source_row
        ) as delivery_number
    from delivered

),

once as (

    select
        *,
        {{ dbt.hash(readable_key(
            ['client_id', 'occurred_at', 'event_name', 'page_url', 'referrer_url', 'event_data_delivered']
        )) }} as event_key,
        -- Of what happened in the same millisecond, the page was opened first.
        case when event_name = 'page_viewed' then 0 else 1 end as place
    from numbered
    where delivery_number = 1

),

after_pauses as (

    select
        *,
        lag(occurred_at) over (partition by client_id order by occurred_at, place, event_key) as previous_at
    from once

),

in_sessions as (

    select
        *,
        sum(
            case
                when previous_at is null or occurred_at > {{ dbt.dateadd('minute', 30, 'previous_at') }} then 1
                else 0
            end
        ) over (partition by client_id order by occurred_at, place, event_key rows unbounded preceding) as session_number
    from after_pauses

)

select
    event_key,
    {{ readable_key([
        'client_id', 'min(occurred_at) over (partition by client_id, session_number)'
    ]) }} as session_key,
    session_number,
    row_number() over (partition by client_id, session_number order by occurred_at, place, event_key) as event_number,
    client_id,
    occurred_at,
    event_name,
    page_host,
    page_path,
    utm_source,
    utm_medium,
    utm_campaign,
    has_click_id,
    -- A page of the shop itself is no place that a visit comes from.
    case when not coalesce({{ is_same_site('referrer_host', 'page_host') }}, false) then referrer_host end as referrer_host,
    event_data,
    is_event_data_malformed,
    transaction_id,
    revenue,
    email_hash,
    user_agent,
    source_file,
    loaded_at,
    delivery_digest
from in_sessions
