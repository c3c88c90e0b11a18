-- One row per day from the first day of the first year anything happened to the last day anything happened.
with

happened as (

    select ordered_on as on_date from {{ ref('fct_orders') }}
    union
    select viewed_on as on_date from {{ ref('fct_pageviews') }}
    union
    select signed_up_on as on_date from {{ ref('dim_customers') }}
    union
    select started_on as on_date from {{ ref('dim_campaigns') }}

),

span as (

    select
        {{ dbt.date_trunc('year', 'min(on_date)') }} as first_day,
        max(on_date) as last_day
    from happened

),

days as (

    select cast(unnest(generate_series(cast(first_day as timestamp), cast(last_day as timestamp), interval 1 day)) as date) as date_day
    from span

)

select
    date_day,
    cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start,
    cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start,
    cast({{ dbt.date_trunc('quarter', 'date_day') }} as date) as quarter_start,
    cast({{ dbt.date_trunc('year', 'date_day') }} as date) as year_start,
    extract(year from date_day) as year_number,
    extract(quarter from date_day) as quarter_number,
    extract(month from date_day) as month_number,
    extract(day from date_day) as day_of_month,
    extract(isodow from date_day) as weekday_number,
    case extract(isodow from date_day)
        when 1 then 'Monday' when 2 then 'Tuesday' when 3 then 'Wednesday' when 4 then 'Thursday'
        when 5 then 'Friday' when 6 then 'Saturday' else 'Sunday'
    end as weekday,
    extract(isodow from date_day) >= 6 as is_weekend
from days
