-- One row per session: what a web client did until it was inactive for more than 30 minutes, and how it came.
-- Incremental by client, as its events are.
{{ config(
    materialized='incremental',
    pre_hook="{{ forget_stale(ref('int_web_events'), ['client_id', 'delivery_digest']) }}",
) }}

with

events as (

    select * from {{ ref('int_web_events') }}
    where {{ is_missing('client_id') }}

),

arrivals as (

    select
        *,
        {{ traffic_channel('utm_source', 'utm_medium', 'has_click_id', 'referrer_host') }} as channel
    from events
    where event_number = 1

),

first_views as (

    select session_key, min(event_number) as event_number
    from events
    where event_name = 'page_viewed'
    group by session_key

),

landings as (

    select events.session_key, events.page_path as landing_page
    from events
    inner join first_views
        on events.session_key = first_views.session_key and events.event_number = first_views.event_number

),

totals as (

    select
        session_key,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as events,
        sum(case when event_name = 'page_viewed' then 1 else 0 end) as page_views,
        max(case when event_name = 'page_viewed' then 1 else 0 end) = 1 as has_viewed,
        max(case when event_name = 'product_added_to_cart' then 1 else 0 end) = 1 as has_added_to_cart,
        max(case when event_name = 'checkout_started' then 1 else 0 end) = 1 as has_started_checkout,
        max(case when event_name = 'checkout_completed' then 1 else 0 end) = 1 as has_purchased
    from events
    group by session_key

)

select
    totals.session_key,
    arrivals.client_id,
    arrivals.session_number,
    totals.started_at,
    totals.ended_at,
    {{ dbt.datediff('totals.started_at', 'totals.ended_at', 'second') }} as duration_seconds,
    totals.events,
    totals.page_views,
    totals.has_viewed,
    totals.has_added_to_cart,
    totals.has_started_checkout,
    totals.has_purchased,
    totals.events = 1 and totals.page_views = 1 as is_bounce,
    coalesce(landings.landing_page, arrivals.page_path) as landing_page,
    arrivals.channel,
    arrivals.utm_source,
    arrivals.utm_medium,
    arrivals.utm_campaign,
    arrivals.referrer_host,
    arrivals.user_agent,
    arrivals.delivery_digest
from totals
inner join arrivals on totals.session_key = arrivals.session_key
left join landings on totals.session_key = landings.session_key
