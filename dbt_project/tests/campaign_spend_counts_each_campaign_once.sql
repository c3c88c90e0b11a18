-- One row if the mart's campaigns, budget or spend are not those of the different campaigns delivered.
with

delivered as (

    select count(*) as campaigns, sum(budget) as budget, sum(actual_spend) as spend
    from (
        select distinct campaign_name, start_date, end_date, budget, actual_spend
        from {{ source('salesforce', 'campaigns') }}
    ) as campaigns

),

kept as (

    select count(*) as campaigns, sum(budget) as budget, sum(spend) as spend
    from {{ ref('dim_campaigns') }}
    where is_known

)

select * from delivered
except
select * from kept
