-- One row per order and unordered pair of different products in it, however often each product is in the order.
with

contents as (

    select distinct order_key, product_id
    from {{ ref('fct_order_lines') }}
    where product_id is not null

),

products as (

    select product_id, product, coalesce(category, 'no category') as category from {{ ref('dim_products') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

pairs as (

    select
        one.order_key,
        one.product_id as first_product_id,
        other.product_id as second_product_id
    from contents as one
    inner join contents as other
        on one.order_key = other.order_key and one.product_id < other.product_id

)

select
    {{ readable_key(['pairs.order_key', 'pairs.first_product_id', 'pairs.second_product_id']) }} as order_pair_key,
    pairs.order_key,
    orders.customer_id,
    orders.ordered_on,
    pairs.first_product_id,
    pairs.second_product_id,
    {{ dbt.concat(['first_product.product', "' + '", 'second_product.product']) }} as product_pair,
    case
        when first_product.category <= second_product.category
            then {{ dbt.concat(['first_product.category', "' + '", 'second_product.category']) }}
        else {{ dbt.concat(['second_product.category', "' + '", 'first_product.category']) }}
    end as category_pair
from pairs
inner join orders on pairs.order_key = orders.order_key
inner join products as first_product on pairs.first_product_id = first_product.product_id
inner join products as second_product on pairs.second_product_id = second_product.product_id
