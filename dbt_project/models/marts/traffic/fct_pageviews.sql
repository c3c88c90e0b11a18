-- One row per page view.
with

pageviews as (

    select * from {{ ref('stg_analytics__pageviews') }}

),

campaign_rows as (

    select * from {{ ref('bridge_campaign_products') }}

)

select
    pageviews.pageview_id,
    pageviews.customer_id,
    pageviews.product_id,
    campaign_rows.campaign_key,
    pageviews.viewed_at_delivered,
    pageviews.viewed_at,
    cast(pageviews.viewed_at as date) as viewed_on,
    pageviews.is_time_in_future,
    pageviews.session_id,
    -- Session numbers are shared by several customers; a signed-in view belongs to its customer, any other to its session.
    case
        when pageviews.customer_id is not null
            then {{ readable_key(["'customer'", 'pageviews.customer_id']) }}
        when pageviews.session_id is not null
            then {{ readable_key(["'session'", 'pageviews.session_id']) }}
    end as visitor_key,
    pageviews.customer_id is not null as is_signed_in,
    pageviews.page_type,
    pageviews.device,
    pageviews.browser,
    pageviews.session_duration_seconds_delivered,
    pageviews.session_duration_seconds,
    pageviews.is_duration_negative
from pageviews
left join campaign_rows on pageviews.campaign_row_id = campaign_rows.campaign_row_id
