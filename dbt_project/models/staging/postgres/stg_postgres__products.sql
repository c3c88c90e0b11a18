-- One row per product, as the shop delivered it.
with

delivered as (

    select * from {{ source('postgres', 'products') }}

)

select
    product_id,
    nullif(trim(product_name), '') as product_name,
    nullif(trim(brand), '') as brand,
    nullif(trim(category), '') as category,
    cast(price as {{ money() }}) as list_price,
    cast(cost as {{ money() }}) as unit_cost,
    stock_quantity,
    created_at,
    updated_at,
    brand is null or category is null as is_incomplete,
    _source_file as source_file,
    _row as source_row,
    _loaded_at as loaded_at
from delivered
