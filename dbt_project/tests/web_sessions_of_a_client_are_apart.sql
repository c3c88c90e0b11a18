-- Sessions that begin 30 minutes or less after the end of the one before them, so that they ought to be one.
select session_key
from (
    select
        session_key,
        started_at,
        lag(ended_at) over (partition by client_id order by started_at) as previous_ended_at
    from {{ ref('fct_web_sessions') }}
) as sessions
where started_at <= {{ dbt.dateadd('minute', 30, 'previous_ended_at') }}
