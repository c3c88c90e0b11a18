-- One row per account and month at whose end it subscribes; what the snapshot and the events are taken from.
with recursive

born as (

    select
        account_id,
        cast(date_trunc('month', signed_up_on) as date) as month_start,
        cast(case company_size when '1-10' then 1 when '11-50' then 2 when '51-250' then 4 else 5 end
            + {{ draw('account_id', 'plan', 2) }} as integer) as plan_id,
        cast(case company_size when '1-10' then 2 when '11-50' then 8 when '51-250' then 30 else 110 end
            + {{ draw('account_id', 'seats', 12) }} as integer) as seats
    from {{ ref('accounts') }}

),

lived as (

    select account_id, month_start, plan_id, seats, true as is_active, 0 as months_gone
    from born
    union all
    select
        account_id,
        cast(month_start + interval 1 month as date) as month_start,
        cast(case
            when {{ draw("account_id || '/' || month_start", 'move', 100) }} < 4 then least(plan_id + 1, 6)
            when {{ draw("account_id || '/' || month_start", 'move', 100) }} >= 98 then greatest(plan_id - 1, 1)
            else plan_id
        end as integer) as plan_id,
        cast(greatest(1, seats + case
            when {{ draw("account_id || '/' || month_start", 'grow', 100) }} < 12 then 1 + seats // 8
            when {{ draw("account_id || '/' || month_start", 'grow', 100) }} >= 95 then -1 - seats // 10
            else 0
        end) as integer) as seats,
        -- One in thirty leaves each month; one in twelve of those who left comes back.
        case
            when is_active then {{ draw("account_id || '/' || month_start", 'leave', 30) }} > 0
            else {{ draw("account_id || '/' || month_start", 'return', 12) }} = 0
        end as is_active,
        case when is_active then 0 else months_gone + 1 end as months_gone
    from lived
    where month_start < date '2026-10-01'

)

select account_id, month_start, plan_id, seats
from lived
where is_active
