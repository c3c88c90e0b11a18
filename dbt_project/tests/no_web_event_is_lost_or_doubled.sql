-- One row if the sessions do not hold every different event that was delivered with a believable time.
select count(*) as events
from (
    select distinct client_id, occurred_at, event_name, page_url, referrer_url, event_data_delivered
    from {{ ref('stg_web__events') }}
    where client_id is not null and occurred_at is not null
) as delivered
except
select coalesce(sum(events), 0) as events from {{ ref('fct_web_sessions') }}
