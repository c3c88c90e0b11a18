-- One row per finding: something in the delivered data that cannot be, is unlikely, or was turned away.
{% set families = [
    'quantities', 'baskets', 'order_values', 'references', 'totals', 'times', 'customers', 'campaigns', 'web', 'ingestion'
] %}
with

findings as (
    {% for family in families %}
    select * from {{ ref('int_findings_' ~ family) }}
    {%- if not loop.last %}
    union all
    {% endif -%}
    {% endfor %}

)

select
    {{ readable_key(['findings.check_name', 'findings.source_table', 'findings.column_name', 'findings.record_key']) }}
        as finding_key,
    coalesce(findings.record_date, cast(findings.loaded_at as date)) as found_on,
    findings.loaded_at,
    source_tables.source_system,
    findings.source_table,
    findings.check_name,
    findings.severity,
    findings.record_key,
    findings.column_name,
    findings.observed_value,
    findings.expected_range,
    findings.suggested_remedy,
    findings.records,
    findings.source_file,
    findings.source_row
from findings
left join {{ ref('dim_source_tables') }} as source_tables on findings.source_table = source_tables.source_table
