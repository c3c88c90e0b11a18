-- One row per course: who is enrolled in it, and what they did there.
with

courses as (

    select * from {{ ref('dim_courses') }}

),

learning as (

    select
        course_id,
        count(*) as learners,
        sum(case when is_active then 1 else 0 end) as active_learners,
        sum(quizzes_completed) as total_quizzes_completed,
        sum(videos_completed) as total_videos_completed,
        min(first_activity_at) as first_activity,
        max(last_activity_at) as last_activity
    from {{ ref('fct_course_learners') }}
    group by course_id

)

select
    courses.course_id,
    courses.course,
    courses.title,
    courses.category,
    courses.course_level,
    courses.publisher,
    courses.created_on,
    courses.is_listed,
    coalesce(learning.learners, 0) as learners,
    coalesce(learning.active_learners, 0) as active_learners,
    coalesce(learning.total_quizzes_completed, 0) as total_quizzes_completed,
    coalesce(learning.total_videos_completed, 0) as total_videos_completed,
    learning.first_activity,
    learning.last_activity,
    cast(learning.first_activity as date) as first_activity_on,
    cast(learning.last_activity as date) as last_activity_on,
    -- A course without learners has no rate.
    1.0 * learning.active_learners / learning.learners as engagement_rate
from courses
left join learning on courses.course_id = learning.course_id
