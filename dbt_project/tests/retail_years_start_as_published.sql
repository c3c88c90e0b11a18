-- One row per retail year that does not start on the day the 4-5-4 calendar says.
with

published as (

    select cast('2020-02-02' as date) as starts_on
    union all
    select cast('2021-01-31' as date)
    union all
    select cast('2022-01-30' as date)
    union all
    select cast('2023-01-29' as date)
    union all
    select cast('2024-02-04' as date)
    union all
    select cast('2025-02-02' as date)

)

select published.starts_on, dates.retail_year
from published
inner join {{ ref('dim_dates') }} as dates on published.starts_on = dates.date_day
where dates.retail_year <> published.starts_on or dates.retail_month <> published.starts_on
