-- One row per campaign whose rows disagree about what it spent or reached; the first row is believed.
{{ config(severity='warn') }}

select
    campaign_name,
    start_date,
    end_date,
    budget,
    count(distinct coalesce(cast(actual_spend as varchar), 'none')) as spends,
    count(distinct coalesce(cast(impressions as varchar), 'none')) as impressions,
    count(distinct coalesce(cast(clicks as varchar), 'none')) as clicks
from {{ source('salesforce', 'campaigns') }}
group by campaign_name, start_date, end_date, budget
having
    count(distinct coalesce(cast(actual_spend as varchar), 'none')) > 1
    or count(distinct coalesce(cast(impressions as varchar), 'none')) > 1
    or count(distinct coalesce(cast(clicks as varchar), 'none')) > 1
