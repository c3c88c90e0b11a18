-- One row per campaign AND promoted product, as marketing delivered it; spend, impressions and clicks are repeated on each row of a campaign.
with

delivered as (

    select * from {{ source('salesforce', 'campaigns') }}

),

flagged as (

    select
        *,
        coalesce(impressions < 0, false) as is_impressions_negative,
        coalesce(clicks < 0 or clicks > abs(impressions), false) as is_clicks_impossible
    from delivered

)

select
    {{ readable_key(['campaign_name', 'start_date', 'end_date', 'budget']) }} as campaign_key,
    campaign_id as campaign_row_id,
    nullif(trim(campaign_name), '') as campaign_name,
    nullif(trim(campaign_type), '') as campaign_type,
    nullif(trim(platform), '') as platform,
    product_id,
    start_date as started_on,
    end_date as ended_on,
    cast(budget as {{ money() }}) as budget,
    cast(actual_spend as {{ money() }}) as spend,
    actual_spend is null as is_spend_missing,
    impressions as impressions_delivered,
    -- A flipped sign and a wrong number look alike here, and nothing else in the row tells them apart.
    case when not is_impressions_negative then impressions end as impressions,
    is_impressions_negative,
    clicks as clicks_delivered,
    case when not is_clicks_impossible then clicks end as clicks,
    is_clicks_impossible,
    created_at,
    _source_file as source_file,
    _row as source_row,
    _loaded_at as loaded_at
from flagged
