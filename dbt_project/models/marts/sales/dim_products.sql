-- One row per product: those of the shop's list, and those that only orders, page views or campaigns mention.
with

listed as (

    select * from {{ ref('stg_postgres__products') }}

),

mentioned as (

    select product_id from {{ ref('stg_postgres__transactions') }}
    union
    select product_id from {{ ref('stg_analytics__pageviews') }}
    union
    select product_id from {{ ref('stg_salesforce__campaigns') }}

),

unlisted as (

    select mentioned.product_id
    from mentioned
    left join listed on mentioned.product_id = listed.product_id
    where mentioned.product_id is not null and listed.product_id is null

)

select
    product_id,
    {{ numbered_name('product_name', 'product_id', 'Unnamed product') }} as product,
    product_name,
    brand,
    category,
    list_price,
    unit_cost,
    stock_quantity,
    created_at as listed_at,
    true as is_known,
    is_incomplete
from listed
union all
select
    product_id,
    {{ numbered_name('null', 'product_id', 'Unknown product') }} as product,
    null as product_name,
    null as brand,
    null as category,
    null as list_price,
    null as unit_cost,
    null as stock_quantity,
    null as listed_at,
    false as is_known,
    true as is_incomplete
from unlisted
