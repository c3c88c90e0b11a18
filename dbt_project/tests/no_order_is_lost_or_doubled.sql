-- One row per order that the shop delivered and the mart lacks, or the other way round.
with

delivered as (

    select distinct transaction_id, user_id, transaction_date
    from {{ source('postgres', 'transactions') }}

),

kept as (

    select transaction_id, customer_id as user_id, ordered_at as transaction_date
    from {{ ref('fct_orders') }}

)

(select 'lost' as fault, * from (select * from delivered except all select * from kept) as lost)
union all
(select 'added' as fault, * from (select * from kept except all select * from delivered) as added)
