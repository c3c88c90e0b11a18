-- One row if the revenue kept on customers or campaigns is not that of the orders which have one.
with

expected as (

    select
        coalesce(sum(case when customer_id is not null then total end), 0) as of_customers,
        coalesce(sum(case when campaign_key is not null then total end), 0) as of_campaigns
    from {{ ref('fct_orders') }}
    where counts_towards_revenue

),

kept as (

    select
        (select coalesce(sum(revenue), 0) from {{ ref('dim_customers') }}) as of_customers,
        (select coalesce(sum(revenue), 0) from {{ ref('dim_campaigns') }}) as of_campaigns

)

select * from expected
except
select * from kept
