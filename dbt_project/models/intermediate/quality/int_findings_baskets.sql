-- One row per order whose pieces lie beyond Tukey's fences of all baskets.
with

baskets as (

    select
        order_key,
        min(ordered_at) as ordered_at,
        sum(case when not is_negative_line then quantity end) as pieces,
        min(source_file) as source_file,
        min(source_row) as source_row,
        max(loaded_at) as loaded_at
    from {{ ref('stg_postgres__transactions') }}
    group by order_key

),

outliers as (

    {{ beyond_iqr_fences('baskets', 'pieces', resolution=1) }}

)

select
    {{ finding(
        check='basket_size_outlier', severity='info', table='transactions', column='quantity', record='order_key',
        observed='pieces', expected="concat(low_fence, ' to ', high_fence)",
        remedy="'see whether it is several orders under one number, or a reseller'", on_date='ordered_at'
    ) }}
from outliers
