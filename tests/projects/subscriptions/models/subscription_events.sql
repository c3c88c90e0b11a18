-- One row per change of an account: signup, upgrade, downgrade, expansion, contraction, churn or return.
with

states as (

    select account_id, plan_id, seats, mrr, cast(date_trunc('month', month_end) as date) as month_start
    from {{ ref('subscription_months') }}

),

followed as (

    select
        *,
        lag(month_start) over account as month_before,
        lag(plan_id) over account as plan_before,
        lag(mrr) over account as mrr_before,
        lead(month_start) over account as month_after
    from states
    window account as (partition by account_id order by month_start)

),

changes as (

    select
        account_id,
        month_start,
        plan_id,
        case
            when month_before is null then 'signup'
            when month_before < month_start - interval 1 month then 'return'
            when plan_id > plan_before then 'upgrade'
            when plan_id < plan_before then 'downgrade'
            when mrr > mrr_before then 'expansion'
            when mrr < mrr_before then 'contraction'
        end as event_type,
        case
            when month_before is null or month_before < month_start - interval 1 month then mrr
            else mrr - mrr_before
        end as mrr_change
    from followed
    union all
    select
        account_id,
        cast(month_start + interval 1 month as date) as month_start,
        plan_id,
        'churn' as event_type,
        -mrr as mrr_change
    from followed
    where
        month_start < date '2026-10-01'
        and (month_after is null or month_after > month_start + interval 1 month)

)

select
    changes.account_id || '/' || changes.month_start || '/' || changes.event_type as event_key,
    changes.account_id,
    changes.plan_id,
    changes.event_type,
    case
        when changes.event_type = 'signup' then accounts.signed_up_on
        else cast(changes.month_start + cast({{ draw("changes.account_id || '/' || changes.month_start", 'on', 28) }} as integer) as date)
    end as happened_on,
    case
        when changes.event_type = 'churn' then
            ['price', 'missing feature', 'went to a competitor', 'went out of business', null][
                {{ draw("changes.account_id || '/' || changes.month_start", 'reason', 5) }} + 1
            ]
    end as reason,
    cast(changes.mrr_change as decimal(12, 2)) as mrr_change
from changes
inner join {{ ref('accounts') }} as accounts on changes.account_id = accounts.account_id
where changes.event_type is not null
