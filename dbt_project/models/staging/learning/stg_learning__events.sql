-- One row per event in a course, as the course platform delivered it; times in the future are flagged.
with

delivered as (

    select
        *,
        -- A day of grace for clocks of other time zones.
        coalesce(event_timestamp > {{ dbt.dateadd('day', 1, '_loaded_at') }}, false) as is_time_in_future
    from {{ source('learning', 'learning_events') }}

)

select
    {{ source_key('id') }} as learning_event_id,
    {{ source_key('user_id') }} as learner_id,
    {{ source_key('course_id') }} as course_id,
    lower(trim(event_type)) as event_type,
    event_timestamp as happened_at_delivered,
    case when not is_time_in_future then event_timestamp end as happened_at,
    is_time_in_future,
    nullif(trim(session_id), '') as session_id,
    nullif(trim(metadata), '') as metadata_delivered,
    case lower(trim(metadata)) when 'quiz:pass' then true when 'quiz:fail' then false end as is_quiz_passed,
    _source_file as source_file,
    _row as source_row,
    _loaded_at as loaded_at
from delivered
