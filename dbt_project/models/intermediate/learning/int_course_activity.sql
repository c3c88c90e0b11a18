-- One row per course and user who did anything in it, enrolled or not: events are counted before anything is joined.
select
    {{ readable_key(['course_id', 'learner_id']) }} as course_learner_key,
    count(*) as events,
    sum(case when event_type = 'quiz_submit' then 1 else 0 end) as quizzes_completed,
    sum(case when event_type = 'video_complete' then 1 else 0 end) as videos_completed,
    min(happened_at) as first_activity_at,
    max(happened_at) as last_activity_at
from {{ ref('stg_learning__events') }}
where course_id is not null and learner_id is not null
group by course_id, learner_id
