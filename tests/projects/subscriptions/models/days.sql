-- One row per day. The fiscal year starts on 1 February; FY2026 is the one that ENDS in January 2026.
select
    cast(day as date) as date_day,
    cast(date_trunc('month', day) as date) as fiscal_month,
    cast(date_trunc('quarter', day - interval 1 month) + interval 1 month as date) as fiscal_quarter,
    cast(date_trunc('year', day - interval 1 month) + interval 1 month as date) as fiscal_year
from generate_series(timestamp '2022-02-01', timestamp '2026-10-31', interval 1 day) as days (day)
