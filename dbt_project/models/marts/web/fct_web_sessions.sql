-- One row per session of the web shop.
with

sessions as (

    select * from {{ ref('int_web_sessions') }}

),

user_agents as (

    select * from {{ ref('int_web_user_agents') }}

),

visitors as (

    select * from {{ ref('int_web_visitors') }}

)

select
    sessions.session_key,
    sessions.client_id,
    visitors.customer_id is not null as is_customer,
    sessions.session_number = 1 as is_first_session,
    sessions.started_at,
    cast(sessions.started_at as date) as started_on,
    sessions.ended_at,
    sessions.duration_seconds,
    sessions.events,
    sessions.page_views,
    sessions.is_bounce,
    sessions.has_viewed,
    sessions.has_added_to_cart,
    sessions.has_started_checkout,
    sessions.has_purchased,
    sessions.channel,
    sessions.utm_source as source,
    sessions.utm_medium as medium,
    sessions.utm_campaign as campaign,
    sessions.referrer_host,
    sessions.landing_page,
    user_agents.device,
    user_agents.browser,
    user_agents.operating_system
from sessions
left join user_agents on sessions.user_agent = user_agents.user_agent
left join visitors on sessions.client_id = visitors.client_id
