-- One row per order of the web shop unlike its items, and per delivered event whose data nobody can read.
with

items as (

    select transaction_id, cast(sum(quantity * item_price) as {{ money() }}) as items_value
    from {{ ref('int_web_order_items') }}
    group by transaction_id

),

unlike as (

    select
        orders.transaction_id,
        orders.ordered_at,
        orders.revenue_delivered,
        items.items_value,
        events.source_file,
        events.source_row,
        events.loaded_at
    from {{ ref('int_web_orders') }} as orders
    left join items on orders.transaction_id = items.transaction_id
    inner join {{ ref('stg_web__events') }} as events
        on orders.transaction_id = events.transaction_id
        and orders.client_id = events.client_id
        and orders.ordered_at = events.occurred_at
    where orders.revenue_delivered is null or orders.revenue_delivered <> items.items_value
    -- An event may have been delivered twice.
    qualify row_number() over (partition by orders.transaction_id order by events.source_file, events.source_row) = 1

),

malformed as (

    select
        *,
        -- Nobody knows which order that was, so it is none.
        case when event_name = 'checkout_completed' then 'error' else 'warning' end as how_bad
    from {{ ref('stg_web__events') }}
    where is_event_data_malformed
    -- An event that was delivered twice is one record.
    qualify row_number() over (
        partition by client_id, occurred_at, event_name, page_url, referrer_url, event_data_delivered
        order by source_file, source_row
    ) = 1

)

select
    {{ finding(
        check='web_revenue_unlike_items', severity='warning', table='web_events', column='event_data',
        record='transaction_id', observed='revenue_delivered', expected='items_value',
        remedy="'compare with the order itself; the stated revenue counts'", on_date='ordered_at'
    ) }}
from unlike
where revenue_delivered is not null
union all
select
    {{ finding(
        check='web_revenue_missing', severity='warning', table='web_events', column='event_data',
        record='transaction_id', observed='null', expected="coalesce(cast(items_value as varchar), 'an amount')",
        remedy="'see why the tracker states none; the items stand in where they are stated'", on_date='ordered_at'
    ) }}
from unlike
where revenue_delivered is null
union all
select
    {{ finding(
        check='malformed_event_data', severity='how_bad', table='web_events', column='event_data',
        record='delivery_key', observed='left(event_data_delivered, 60)', expected="'a JSON object'",
        remedy="'see what cuts the data off in the tracker; an order in them is lost'", on_date='occurred_at'
    ) }}
from malformed
