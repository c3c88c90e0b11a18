-- One row per web client, with a digest of the deliveries that its events stand in.
select
    client_id,
    -- One event more, less or in another load makes it another number, whatever the clocks say.
    sum(hash(delivery_key, loaded_at)) as delivery_digest
from {{ ref('stg_web__events') }}
where client_id is not null and occurred_at is not null
group by client_id
