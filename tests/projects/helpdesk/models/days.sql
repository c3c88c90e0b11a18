-- One row per day.
select cast(day as date) as date_day
from generate_series(timestamp '2024-01-01', timestamp '2024-12-31', interval 1 day) as days (day)
