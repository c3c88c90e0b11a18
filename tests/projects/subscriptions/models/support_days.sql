-- One row per region and day: what was open in the evening, and what came in during the day.
with

days as (

    select cast(day as date) as on_day
    from generate_series(timestamp '2024-02-01', timestamp '2026-10-31', interval 1 day) as days (day)

),

drawn as (

    select
        days.on_day,
        regions.region,
        regions.base,
        {{ draw("days.on_day || regions.region", 'opened', 7) }} as opened,
        {{ draw("days.on_day || regions.region", 'left', 12) }} as left_open,
        date_diff('month', date '2024-02-01', days.on_day) as age
    from days
    cross join (values ('AMER', 14), ('EMEA', 9), ('APAC', 5)) as regions (region, base)

)

select
    on_day || '/' || region as region_day_key,
    on_day,
    region,
    cast(case when isodow(on_day) < 6 then opened + base // 4 else opened // 3 end as integer) as tickets_opened,
    cast(base + left_open + age // 3 as integer) as open_tickets
from drawn
