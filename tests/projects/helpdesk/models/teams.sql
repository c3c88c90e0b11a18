-- One row per team.
select
    cast(team_id as integer) as team_id,
    shift,
    town
from (values (0, 'early', 'Leeds'), (1, 'late', 'York'), (2, 'night', 'Hull')) as teams (team_id, shift, town)
