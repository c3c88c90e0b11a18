-- One row per day of the years that the loans are in.
select
    cast(day as date) as date_day,
    -- A term is four months: January, May, September.
    cast(make_date(year(day), 1 + 4 * ((month(day) - 1) // 4), 1) as date) as term
from generate_series(timestamp '2023-01-01', timestamp '2025-02-20', interval 1 day) as days (day)
