-- One row if the mart's campaigns, budget or spend are not those of the different campaigns delivered.
-- Rows of one campaign that disagree about its spend are the next test's business: here the first row is believed.
with

delivered as (

    select count(*) as campaigns, sum(budget) as budget, sum(actual_spend) as spend
    from (
        select
            budget,
            actual_spend,
            row_number() over (
                partition by campaign_name, start_date, end_date, budget order by campaign_id, _row
            ) as row_in_campaign
        from {{ source('salesforce', 'campaigns') }}
    ) as campaigns
    where row_in_campaign = 1

),

kept as (

    select count(*) as campaigns, sum(budget) as budget, sum(spend) as spend
    from {{ ref('dim_campaigns') }}
    where is_known

)

select * from delivered
except
select * from kept
