-- One row per event in a course; whether its user is enrolled there decides whether it counts as learning.
with

events as (

    select * from {{ ref('stg_learning__events') }}

),

enrolled as (

    select * from {{ ref('int_course_learners') }}

)

select
    events.learning_event_id,
    events.course_id,
    -- Only a learner is known by more than a number: users who are not enrolled are on no list of learners.
    enrolled.learner_id,
    events.learner_id as user_id,
    enrolled.learner_id is not null as is_enrolled,
    events.event_type,
    events.happened_at_delivered,
    events.happened_at,
    cast(events.happened_at as date) as happened_on,
    events.is_time_in_future,
    events.session_id,
    events.is_quiz_passed
from events
left join enrolled on events.course_id = enrolled.course_id and events.learner_id = enrolled.learner_id
