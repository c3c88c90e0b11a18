-- One row per order line whose quantity lies beyond Tukey's fences of all quantities.
with

lines as (

    select * from {{ ref('stg_postgres__transactions') }}

),

outliers as (

    {{ beyond_iqr_fences('lines', 'quantity', resolution=1) }}

)

select
    {{ finding(
        check='quantity_outlier', severity='info', table='transactions', column='quantity',
        record=readable_key(['order_key', 'source_row']), observed='quantity',
        expected="concat(low_fence, ' to ', high_fence)",
        remedy="'ask the shop whether the customer really bought as many'", on_date='ordered_at'
    ) }}
from outliers
