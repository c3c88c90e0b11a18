-- One row per member, with the branch where the card was issued.
select
    cast(member_id as integer) as member_id,
    email,
    tier,
    cast(branch_id as integer) as branch_id,
    cast(joined_on as date) as joined_on
from
    (
        values
        (1, 'ada@example.org', 'adult', 1, '2023-11-02'),
        (2, 'ben@example.org', 'child', 1, '2024-01-15'),
        (3, 'cyd@example.org', 'adult', 2, '2024-02-20'),
        (4, 'dot@example.org', null, 3, '2024-07-09'),
        (5, 'eli@example.org', 'senior', 2, '2024-12-30')
    ) as members (member_id, email, tier, branch_id, joined_on)
