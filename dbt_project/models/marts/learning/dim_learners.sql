-- One row per learner who counts: the users who are not deleted, and those that only enrolments mention.
with

learners as (

    select * from {{ ref('int_learners') }}

),

enrolled as (

    select distinct learner_id from {{ ref('int_course_learners') }}

),

customers as (

    select distinct sha256(lower(trim(email))) as email_hash from {{ ref('stg_postgres__users') }}
    where email is not null

)

select
    coalesce(learners.learner_id, enrolled.learner_id) as learner_id,
    learners.full_name,
    learners.email_hash,
    learners.signed_up_on,
    learners.account_state,
    learners.is_government_employee,
    customers.email_hash is not null as is_shop_customer,
    enrolled.learner_id is not null as is_enrolled,
    learners.learner_id is not null as is_listed
from learners
full join enrolled on learners.learner_id = enrolled.learner_id
left join customers on learners.email_hash = customers.email_hash
where not coalesce(learners.is_deleted, false)
