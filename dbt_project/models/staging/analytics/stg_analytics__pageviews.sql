-- One row per page view, as the shop's analytics delivered it; times in the future and negative durations are flagged, the corrected value stands beside.
with

delivered as (

    select * from {{ source('analytics', 'pageviews') }}

),

flagged as (

    select
        *,
        -- A day of grace for clocks of other time zones.
        coalesce(event_time > {{ dbt.dateadd('day', 1, '_loaded_at') }}, false) as is_time_in_future,
        coalesce(session_duration_seconds < 0, false) as is_duration_negative
    from delivered

)

select
    event_id as pageview_id,
    event_time as viewed_at_delivered,
    case when not is_time_in_future then event_time end as viewed_at,
    is_time_in_future,
    user_id as customer_id,
    nullif(trim(session_id), '') as session_id,
    nullif(trim(page_type), '') as page_type,
    product_id,
    campaign_id as campaign_row_id,
    nullif(trim(device), '') as device,
    nullif(trim(browser), '') as browser,
    session_duration_seconds as session_duration_seconds_delivered,
    case when not is_duration_negative then session_duration_seconds end as session_duration_seconds,
    is_duration_negative,
    _source_file as source_file,
    _row as source_row,
    _loaded_at as loaded_at
from flagged
