-- One row per day, from the first day of the first year in which anything happened to the last day on which anything did.
-- It ends there, because cumulative metrics run to the end of the calendar they are given.
with

happened as (

    select ordered_on as on_date from {{ ref('fct_orders') }}
    union
    select viewed_on as on_date from {{ ref('fct_pageviews') }}
    union
    select signed_up_on as on_date from {{ ref('dim_customers') }}
    union
    select started_on as on_date from {{ ref('dim_campaigns') }}
    union
    select started_on as on_date from {{ ref('fct_web_sessions') }}
    union
    select enrolled_on as on_date from {{ ref('fct_course_learners') }}
    union
    select happened_on as on_date from {{ ref('fct_learning_events') }}

),

span as (

    select
        {{ dbt.date_trunc('year', 'min(on_date)') }} as first_day,
        max(on_date) as last_day
    from happened

),

days as (

    select
        cast(
            unnest(generate_series(cast(first_day as timestamp), cast(last_day as timestamp), interval 1 day)) as date
        ) as date_day
    from span

),

named as (

    select
        date_day,
        cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start,
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start,
        cast({{ dbt.date_trunc('quarter', 'date_day') }} as date) as quarter_start,
        cast({{ dbt.date_trunc('year', 'date_day') }} as date) as year_start,
        cast(extract(year from date_day) as integer) as year_number,
        cast(extract(quarter from date_day) as integer) as quarter_number,
        cast(extract(month from date_day) as integer) as month_number,
        cast(extract(day from date_day) as integer) as day_of_month,
        cast(extract(isodow from date_day) as integer) as weekday_number
    from days

),

retail_years as (

    select
        *,
        case
            when date_day >= {{ retail_year_start('year_number') }} then {{ retail_year_start('year_number') }}
            else {{ retail_year_start('year_number - 1') }}
        end as retail_year
    from named

),

retail_weeks as (

    select
        *,
        {{ dbt.datediff('retail_year', 'date_day', 'day') }} // 7 as retail_week
    from retail_years

)

select
    date_day,
    week_start,
    month_start,
    quarter_start,
    year_start,
    year_number,
    quarter_number,
    month_number,
    day_of_month,
    weekday_number,
    case weekday_number
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        when 7 then 'Sunday'
    end as weekday,
    weekday_number >= 6 as is_weekend,
    retail_year,
    retail_year + 7 * {{ last_step('retail_week', [0, 13, 26, 39]) }} as retail_quarter,
    retail_year + 7 * {{ last_step('retail_week', [0, 4, 9, 13, 17, 22, 26, 30, 35, 39, 43, 48]) }} as retail_month
from retail_weeks
