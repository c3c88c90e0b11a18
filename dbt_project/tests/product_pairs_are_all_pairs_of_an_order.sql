-- One row per order that lacks a pair of its products or has one too many: n products make n * (n - 1) / 2 pairs.
with

contents as (

    select order_key, count(distinct product_id) as products
    from {{ ref('fct_order_lines') }}
    group by order_key

),

pairs as (

    select order_key, count(*) as pairs
    from {{ ref('fct_product_pairs') }}
    group by order_key

)

select contents.order_key, contents.products, pairs.pairs
from contents
left join pairs on contents.order_key = pairs.order_key
where coalesce(pairs.pairs, 0) <> contents.products * (contents.products - 1) / 2
