-- One row per enrolment, as the course platform delivered it; cancelled ones and times in the future are flagged.
with

delivered as (

    select
        *,
        -- A day of grace for clocks of other time zones.
        coalesce(enrolled_at > {{ dbt.dateadd('day', 1, '_loaded_at') }}, false) as is_time_in_future
    from {{ source('learning', 'learning_enrolments') }}

)

select
    {{ source_key('enrolment_id') }} as enrolment_id,
    {{ source_key('user_id') }} as learner_id,
    {{ source_key('course_id') }} as course_id,
    enrolled_at as enrolled_at_delivered,
    case when not is_time_in_future then enrolled_at end as enrolled_at,
    is_time_in_future,
    lower(nullif(trim(status), '')) as status,
    coalesce(lower(trim(status)) in ('cancelled', 'canceled'), false) as is_cancelled,
    _source_file as source_file,
    _row as source_row,
    _loaded_at as loaded_at
from delivered
