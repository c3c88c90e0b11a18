-- One row if the pieces, products and rows of the delivered lines are not those of the mart.
with

delivered as (

    select count(*) as lines, sum(quantity) as pieces, sum(product_id) as products
    from {{ source('postgres', 'transactions') }}

),

kept as (

    select count(*) as lines, sum(quantity) as pieces, sum(product_id) as products
    from {{ ref('fct_order_lines') }}

)

select * from delivered
except
select * from kept
