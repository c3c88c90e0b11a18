-- One row per branch of the library.
select
    cast(branch_id as integer) as branch_id,
    branch_name,
    town
from
    (
        values
        (1, 'Central', 'King''s Lynn'),
        (2, 'Harbour', 'Wells'),
        (3, 'Mobile', null)
    ) as branches (branch_id, branch_name, town)
