-- One row per row of the campaign list, that is per campaign and promoted product; orders and page views point at these rows.
with

listed as (

    select campaign_row_id, campaign_key, product_id, true as is_known
    from {{ ref('stg_salesforce__campaigns') }}

),

mentioned as (

    select campaign_row_id from {{ ref('stg_postgres__transactions') }}
    union
    select campaign_row_id from {{ ref('stg_analytics__pageviews') }}

)

select * from listed
union all
select
    mentioned.campaign_row_id,
    {{ readable_key(["'unknown'", 'mentioned.campaign_row_id']) }} as campaign_key,
    null as product_id,
    false as is_known
from mentioned
left join listed on mentioned.campaign_row_id = listed.campaign_row_id
where mentioned.campaign_row_id is not null and listed.campaign_row_id is null
