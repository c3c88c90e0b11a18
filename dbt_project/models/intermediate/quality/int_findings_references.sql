-- One row per delivered row and reference in it that names something its table does not list: every fact to all it names.
-- The web shop's events name nothing that another table lists.
{% set line = readable_key(['order_key', 'source_row']) %}
{% set references = [
    ('stg_postgres__transactions', 'transactions', 'customer_id', 'user_id', line, 'ordered_at', 'stg_postgres__users', 'customer_id'),
    ('stg_postgres__transactions', 'transactions', 'product_id', 'product_id', line, 'ordered_at', 'stg_postgres__products', 'product_id'),
    ('stg_postgres__transactions', 'transactions', 'campaign_row_id', 'campaign_id', line, 'ordered_at', 'stg_salesforce__campaigns', 'campaign_row_id'),
    ('stg_analytics__pageviews', 'pageviews', 'customer_id', 'user_id', 'pageview_id', 'viewed_at', 'stg_postgres__users', 'customer_id'),
    ('stg_analytics__pageviews', 'pageviews', 'product_id', 'product_id', 'pageview_id', 'viewed_at', 'stg_postgres__products', 'product_id'),
    ('stg_analytics__pageviews', 'pageviews', 'campaign_row_id', 'campaign_id', 'pageview_id', 'viewed_at', 'stg_salesforce__campaigns', 'campaign_row_id'),
    ('stg_salesforce__campaigns', 'campaigns', 'product_id', 'product_id', 'campaign_row_id', 'started_on', 'stg_postgres__products', 'product_id'),
    ('stg_learning__enrolments', 'learning_enrolments', 'learner_id', 'user_id', 'enrolment_id', 'enrolled_at', 'stg_learning__users', 'learner_id'),
    ('stg_learning__enrolments', 'learning_enrolments', 'course_id', 'course_id', 'enrolment_id', 'enrolled_at', 'stg_learning__courses', 'course_id'),
    ('stg_learning__events', 'learning_events', 'learner_id', 'user_id', 'learning_event_id', 'happened_at', 'stg_learning__users', 'learner_id'),
    ('stg_learning__events', 'learning_events', 'course_id', 'course_id', 'learning_event_id', 'happened_at', 'stg_learning__courses', 'course_id'),
] %}
{% for fact, table, reference, column, record, happened, listing, key in references %}
{%- if not loop.first %}
union all
{% endif -%}
select
    {{ finding(
        check='broken_reference', severity='warning', table=table, column=column, record=record,
        observed='fact.' ~ reference, expected="'a " ~ column ~ " that is listed'",
        remedy="'deliver the row that is missing, or correct the number; till then it counts as unknown'",
        on_date=happened
    ) | indent(4) }}
from {{ ref(fact) }} as fact
where fact.{{ reference }} is not null
    and not exists (select 1 from {{ ref(listing) }} as listed where listed.{{ key }} = fact.{{ reference }})
{%- endfor %}
