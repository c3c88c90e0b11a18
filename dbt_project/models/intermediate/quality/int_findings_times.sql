-- One row per delivered row whose time lies more than a day after its load, or whose duration is below 0.
{% set flagged, later = 'is_time_in_future', ' > loaded_at + interval 1 day' %}
{% set left_out = 'set the clock of what recorded it; the row counts in the total but in no period' %}
{% set believed = 'correct the time at the source; till then it is believed' %}
{% set line, version = readable_key(['order_key', 'source_row']), readable_key(['learner_id', 'source_row']) %}
{% set timed = [
    ('stg_postgres__transactions', 'transactions', 'transaction_date', line, 'ordered_at', 'ordered_at' ~ later, believed),
    ('stg_postgres__users', 'users', 'created_at', 'customer_id', 'signed_up_at', 'signed_up_at' ~ later, believed),
    ('stg_postgres__users', 'users', 'last_login', 'customer_id', 'last_login_at_delivered', 'last_login_at_delivered' ~ later, believed),
    ('stg_analytics__pageviews', 'pageviews', 'event_time', 'pageview_id', 'viewed_at_delivered', flagged, left_out),
    ('stg_learning__users', 'learning_users', 'updatedAt', version, 'updated_at', 'updated_at' ~ later, believed),
    ('stg_learning__enrolments', 'learning_enrolments', 'enrolled_at', 'enrolment_id', 'enrolled_at_delivered', flagged, left_out),
    ('stg_learning__events', 'learning_events', 'event_timestamp', 'learning_event_id', 'happened_at_delivered', flagged, left_out),
    ('stg_web__events', 'web_events', 'timestamp', 'delivery_key', 'occurred_at_delivered', flagged, left_out),
] %}
{% for fact, table, column, record, delivered, is_later, remedy in timed %}
{%- if not loop.first %}
union all
{% endif -%}
select
    {{ finding(
        check='time_in_future', severity='warning', table=table, column=column, record=record, observed=delivered,
        expected="concat('up to ', loaded_at + interval 1 day)", remedy="'" ~ remedy ~ "'", on_date='null'
    ) | indent(4) }}
from {{ ref(fact) }}
where {{ is_later }}
{%- endfor %}
union all
select
    {{ finding(
        check='negative_duration', severity='warning', table='pageviews', column='session_duration_seconds',
        record='pageview_id', observed='session_duration_seconds_delivered', expected="'0 or more'",
        remedy="'see what the tracker subtracts; the duration is left out of averages'", on_date='viewed_at'
    ) }}
from {{ ref('stg_analytics__pageviews') }}
where is_duration_negative
