-- Every delivered event of the course platform stands once, and what courses count is what their events say.
with

counted as (

    select
        (select count(*) from {{ ref('stg_learning__events') }}) as delivered,
        (select count(*) from {{ ref('fct_learning_events') }}) as kept,
        (
            select count(*) from {{ ref('fct_learning_events') }}
            where is_enrolled and event_type = 'quiz_submit'
        ) as quizzes,
        (select coalesce(sum(total_quizzes_completed), 0) from {{ ref('fct_course_engagement') }}) as quizzes_of_courses

)

select * from counted
where delivered <> kept or quizzes <> quizzes_of_courses
