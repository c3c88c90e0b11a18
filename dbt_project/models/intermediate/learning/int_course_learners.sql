-- One row per course and learner enrolled in it: cancelled enrolments and deleted users are out, enrolling again counts once.
with

enrolments as (

    select * from {{ ref('stg_learning__enrolments') }}
    where not is_cancelled

),

deleted_learners as (

    select learner_id from {{ ref('int_learners') }}
    where is_deleted

)

select
    {{ readable_key(['enrolments.course_id', 'enrolments.learner_id']) }} as course_learner_key,
    enrolments.course_id,
    enrolments.learner_id,
    count(*) as enrolments,
    min(enrolments.enrolled_at) as enrolled_at,
    max(case when enrolments.status = 'completed' then 1 else 0 end) = 1 as has_completed
from enrolments
left join deleted_learners on enrolments.learner_id = deleted_learners.learner_id
where deleted_learners.learner_id is null
group by enrolments.course_id, enrolments.learner_id
