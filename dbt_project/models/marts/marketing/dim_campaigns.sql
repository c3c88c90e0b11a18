-- One row per campaign: those that marketing lists, and those that only orders or page views mention.
with

listed as (

    select * from {{ ref('int_campaigns') }}

),

unlisted as (

    select campaign_key, campaign_row_id
    from {{ ref('bridge_campaign_products') }}
    where not is_known

),

everyone as (

    select
        campaign_key,
        campaign_number,
        {{ numbered_name('campaign_name', 'campaign_number', 'Unnamed campaign') }} as campaign,
        campaign_name,
        campaign_type,
        platform,
        started_on,
        ended_on,
        budget,
        spend,
        is_spend_missing,
        impressions_delivered,
        impressions,
        is_impressions_negative,
        clicks_delivered,
        clicks,
        is_clicks_impossible,
        promoted_products,
        true as is_known
    from listed
    union all
    select
        campaign_key,
        campaign_row_id as campaign_number,
        {{ numbered_name('null', 'campaign_row_id', 'Unknown campaign') }} as campaign,
        null as campaign_name,
        null as campaign_type,
        null as platform,
        null as started_on,
        null as ended_on,
        null as budget,
        null as spend,
        true as is_spend_missing,
        null as impressions_delivered,
        null as impressions,
        false as is_impressions_negative,
        null as clicks_delivered,
        null as clicks,
        false as is_clicks_impossible,
        0 as promoted_products,
        false as is_known
    from unlisted

),

campaign_orders as (

    select
        campaign_key,
        count(*) as orders,
        cast(sum(case when counts_towards_revenue then total else 0 end) as {{ money() }}) as revenue
    from {{ ref('fct_orders') }}
    where campaign_key is not null
    group by campaign_key

)

select
    everyone.*,
    coalesce(campaign_orders.orders, 0) as orders,
    coalesce(campaign_orders.revenue, 0) as revenue
from everyone
left join campaign_orders on everyone.campaign_key = campaign_orders.campaign_key
