-- One row per account, day and feature on which the sample of the usage log has something.
with

drawn as (

    select
        cast(range as integer) as usage_id,
        cast(1 + {{ draw('range', 'who', 220) }} as integer) as account_id,
        cast(date '2024-01-01' + cast({{ draw('range', 'day', 1035) }} as integer) as date) as used_on,
        ['Dashboards', 'Exports', 'API', 'Alerts', 'Mobile app', 'A/B tests'][{{ draw('range', 'feature', 6) }} + 1] as feature,
        {{ draw('range', 'platform', 100) }} as platform,
        cast(1 + {{ draw('range', 'sessions', 9) }} as integer) as sessions,
        cast(20 + {{ draw('range', 'latency', 400) }} as integer) as latency_ms
    from range(1, 4001)

)

select
    drawn.usage_id,
    drawn.account_id,
    months.plan_id,
    drawn.used_on,
    drawn.feature,
    case when drawn.platform < 55 then 'web' when drawn.platform < 75 then 'ios' when drawn.platform < 92 then 'android' end as platform,
    drawn.sessions,
    drawn.latency_ms
from drawn
inner join {{ ref('account_months') }} as months
    on drawn.account_id = months.account_id and date_trunc('month', drawn.used_on) = months.month_start
inner join {{ ref('accounts') }} as accounts
    on drawn.account_id = accounts.account_id and drawn.used_on >= accounts.signed_up_on
