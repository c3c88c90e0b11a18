-- One row per delivered event of the web shop, twice delivered ones twice; what its link and its data say stands beside.
-- Incremental by file: reading links and data takes long, and a file says the same every time.
{{ config(
    materialized='incremental',
    pre_hook="{{ forget_stale(file_digests(source('web', 'web_events')), ['source_file', 'file_digest']) }}",
) }}

with

files as (

    select * from {{ file_digests(source('web', 'web_events')) }}
    where {{ is_missing('source_file') }}

),

delivered as (

    select events.*, files.file_digest
    from {{ source('web', 'web_events') }} as events
    inner join files on events._source_file = files.source_file

),

read as (

    select
        *,
        -- A day of grace for clocks of other time zones.
        coalesce("timestamp" > {{ dbt.dateadd('day', 1, '_loaded_at') }}, false) as is_time_in_future,
        nullif(trim(page_url), '') as url,
        nullif(trim(referrer), '') as referrer_url,
        lower(trim(event_name)) as name,
        case when json_valid(event_data) and json_type(event_data) = 'OBJECT' then event_data end as data
    from delivered

)

select
    {{ readable_key(['_source_file', '_row']) }} as delivery_key,
    nullif(trim(client_id), '') as client_id,
    "timestamp" as occurred_at_delivered,
    case when not is_time_in_future then "timestamp" end as occurred_at,
    is_time_in_future,
    event_name as event_name_delivered,
    case when name = 'purchase' then 'checkout_completed' else name end as event_name,
    url as page_url,
    {{ url_host('url') }} as page_host,
    {{ url_path('url') }} as page_path,
    {{ url_parameter('url', 'utm_source') }} as utm_source,
    {{ url_parameter('url', 'utm_medium') }} as utm_medium,
    {{ url_parameter('url', 'utm_campaign') }} as utm_campaign,
    coalesce(regexp_matches(url, '[?&](gclid|gbraid|wbraid|msclkid|dclid)=[^&#]'), false) as has_click_id,
    referrer_url,
    {{ url_host('referrer_url') }} as referrer_host,
    nullif(trim(event_data), '') as event_data_delivered,
    data as event_data,
    data is null and nullif(trim(event_data), '') is not null as is_event_data_malformed,
    json_extract_string(data, '$.transaction_id') as transaction_id,
    try_cast(json_extract_string(data, '$.revenue') as {{ money() }}) as revenue,
    nullif(lower(trim(json_extract_string(data, '$.user_email'))), '') as email_hash,
    nullif(trim(user_agent), '') as user_agent,
    _source_file as source_file,
    _row as source_row,
    _loaded_at as loaded_at,
    file_digest
from read
