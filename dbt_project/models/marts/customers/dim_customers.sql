-- One row per customer: the registered ones, and those that only orders or page views mention.
with

registered as (

    select * from {{ ref('stg_postgres__users') }}

),

mentioned as (

    select customer_id from {{ ref('stg_postgres__transactions') }}
    union
    select customer_id from {{ ref('stg_analytics__pageviews') }}

),

everyone as (

    select
        customer_id,
        email,
        first_name,
        last_name,
        city,
        state,
        age,
        segment,
        signed_up_at,
        last_login_at,
        true as is_registered
    from registered
    union all
    select
        mentioned.customer_id,
        null as email,
        null as first_name,
        null as last_name,
        null as city,
        null as state,
        null as age,
        null as segment,
        null as signed_up_at,
        null as last_login_at,
        false as is_registered
    from mentioned
    left join registered on mentioned.customer_id = registered.customer_id
    where mentioned.customer_id is not null and registered.customer_id is null

),

customer_orders as (

    select * from {{ ref('int_customer_orders') }}

)

select
    everyone.customer_id,
    everyone.email,
    everyone.first_name,
    everyone.last_name,
    {{ numbered_name(
        dbt.concat(['everyone.first_name', "' '", 'everyone.last_name']), 'everyone.customer_id', 'Customer'
    ) }} as customer_name,
    everyone.city,
    everyone.state,
    everyone.age,
    case
        when everyone.age < 25 then 'under 25'
        when everyone.age < 35 then '25-34'
        when everyone.age < 45 then '35-44'
        when everyone.age < 55 then '45-54'
        when everyone.age < 65 then '55-64'
        when everyone.age >= 65 then '65 and over'
    end as age_band,
    everyone.segment,
    everyone.signed_up_at,
    cast(everyone.signed_up_at as date) as signed_up_on,
    everyone.last_login_at,
    everyone.is_registered,
    customer_orders.first_ordered_on,
    customer_orders.last_ordered_on,
    coalesce(customer_orders.orders, 0) as orders,
    coalesce(customer_orders.revenue_orders, 0) as revenue_orders,
    coalesce(customer_orders.revenue, 0) as revenue
from everyone
left join customer_orders on everyone.customer_id = customer_orders.customer_id
