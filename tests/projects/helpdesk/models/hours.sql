-- One row per hour of the weeks that the calls are in.
select cast(hour as timestamp) as date_hour
from generate_series(timestamp '2024-02-26', timestamp '2024-04-15', interval 1 hour) as hours (hour)
