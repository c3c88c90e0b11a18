-- One row per course, as the course platform delivered it; levels in one spelling.
select
    {{ source_key('course_id') }} as course_id,
    nullif(trim(title), '') as title,
    nullif(trim(category_name), '') as category,
    nullif(trim("level"), '') as level_delivered,
    {{ dbt.concat(["upper(substring(trim(\"level\"), 1, 1))", "lower(substring(trim(\"level\"), 2))"]) }} as course_level,
    nullif(trim(publisher), '') as publisher,
    course_created_at as created_at,
    _source_file as source_file,
    _row as source_row,
    _loaded_at as loaded_at
from {{ source('learning', 'learning_courses') }}
