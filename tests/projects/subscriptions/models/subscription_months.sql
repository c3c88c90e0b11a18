-- One row per account and month end at which it subscribes: the state on the last day of the month.
select
    months.account_id || '/' || strftime(months.month_start, '%Y-%m') as account_month_key,
    months.account_id,
    months.plan_id,
    cast(last_day(months.month_start) as date) as month_end,
    months.seats,
    cast(months.seats * plans.price_per_seat as decimal(12, 2)) as mrr
from {{ ref('account_months') }} as months
inner join {{ ref('plans') }} as plans on months.plan_id = plans.plan_id
