-- One row per course: the listed ones, and those that only enrolments or events mention.
with

listed as (

    select * from {{ ref('stg_learning__courses') }}

),

mentioned as (

    select course_id from {{ ref('stg_learning__enrolments') }}
    union
    select course_id from {{ ref('stg_learning__events') }}
    where course_id is not null

)

select
    coalesce(listed.course_id, mentioned.course_id) as course_id,
    {{ numbered_name('listed.title', 'coalesce(listed.course_id, mentioned.course_id)', 'Unknown course') }} as course,
    listed.title,
    listed.category,
    listed.course_level,
    listed.publisher,
    cast(listed.created_at as date) as created_on,
    listed.course_id is not null as is_listed
from listed
full join mentioned on listed.course_id = mentioned.course_id
