-- One row per team and month: how many calls were planned.
select
    cast(team_id as integer) as team_id,
    cast(month as date) as budget_month,
    cast(20 + team_id as integer) as planned
from range(3) as teams (team_id), (values ('2024-03-01'), ('2024-04-01')) as months (month)
