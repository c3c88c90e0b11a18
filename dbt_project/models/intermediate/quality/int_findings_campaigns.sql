-- One row per campaign and number that cannot be: below 0, more clicks than impressions, or no spend at all.
with

campaigns as (

    -- A campaign stands on a row for each of its products; what is wrong with it is wrong once.
    select *
    from {{ ref('stg_salesforce__campaigns') }}
    qualify row_number() over (partition by campaign_key order by campaign_row_id, source_row) = 1

)

select
    {{ finding(
        check='negative_impressions', severity='warning', table='campaigns', column='impressions',
        record='campaign_key', observed='impressions_delivered', expected="'0 or more'",
        remedy="'ask the advertising platform for the number; till then it is unknown'", on_date='started_on'
    ) }}
from campaigns
where is_impressions_negative
union all
select
    {{ finding(
        check='impossible_clicks', severity='warning', table='campaigns', column='clicks',
        record='campaign_key', observed='clicks_delivered',
        expected="concat('0 to ', abs(impressions_delivered))",
        remedy="'ask the advertising platform for the number; till then it is unknown'", on_date='started_on'
    ) }}
from campaigns
where is_clicks_impossible
union all
select
    {{ finding(
        check='missing_spend', severity='info', table='campaigns', column='actual_spend',
        record='campaign_key', observed="null", expected="concat('up to about ', budget)",
        remedy="'ask marketing what was spent; till then the campaign counts as free in no return'", on_date='started_on'
    ) }}
from campaigns
where is_spend_missing
