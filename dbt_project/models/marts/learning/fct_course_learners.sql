-- One row per course and learner enrolled in it, with what the learner did there.
with

enrolled as (

    select * from {{ ref('int_course_learners') }}

),

activity as (

    select * from {{ ref('int_course_activity') }}

)

select
    enrolled.course_learner_key,
    enrolled.course_id,
    enrolled.learner_id,
    enrolled.enrolments,
    enrolled.enrolled_at,
    cast(enrolled.enrolled_at as date) as enrolled_on,
    enrolled.has_completed,
    activity.course_learner_key is not null as is_active,
    coalesce(activity.events, 0) as events,
    coalesce(activity.quizzes_completed, 0) as quizzes_completed,
    coalesce(activity.videos_completed, 0) as videos_completed,
    activity.first_activity_at,
    activity.last_activity_at
from enrolled
left join activity on enrolled.course_learner_key = activity.course_learner_key
