-- One row per call: 200 of them, 5 h 17 min 13.25 s apart, from midnight of 1 March 2024 on.
select
    cast(n as integer) as call_id,
    cast(n % 3 as integer) as team_id,
    timestamp '2024-03-01' + n * interval '19033250 milliseconds' as began_at,
    cast(timestamp '2024-03-01' + n * interval '19033250 milliseconds' as date) as began_on,
    ['Mon', 'Tue', 'Wed'][1 + n % 3] as roster_day,
    cast(2024 + n % 2 as varchar) as plan_year,
    cast(30 + (n * 37) % 600 as integer) as seconds
from generate_series(0, 199) as calls (n)
