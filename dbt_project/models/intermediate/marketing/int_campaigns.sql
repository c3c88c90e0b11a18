-- One row per campaign: what marketing repeats on every promoted product, once.
with

campaign_rows as (

    select
        *,
        row_number() over (partition by campaign_key order by campaign_row_id, source_row) as row_in_campaign,
        min(campaign_row_id) over (partition by campaign_key) as campaign_number,
        count(*) over (partition by campaign_key) as promoted_products
    from {{ ref('stg_salesforce__campaigns') }}

)

select
    campaign_key,
    campaign_number,
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
    promoted_products
from campaign_rows
where row_in_campaign = 1
