-- One row per day, to the last day of the last month in which anything is scheduled.
select
    cast(day as date) as date_day
from generate_series(timestamp '2023-01-01', timestamp '2026-11-30', interval 1 day) as days (day)
