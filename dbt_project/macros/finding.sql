{#- The columns of a finding, the same in every model of them. Everything is SQL but `check`, `severity`, `table` and
    `column`, which are words. `on_date` is the day the record is of, null where it has none that can be believed. -#}
{% macro finding(check, severity, table, column, record, observed, expected, remedy, on_date, records="1",
                 file="source_file", row="source_row") -%}
    '{{ check }}' as check_name,
    {{ "'" ~ severity ~ "'" if severity in ('info', 'warning', 'error') else severity }} as severity,
    '{{ table }}' as source_table,
    '{{ column }}' as column_name,
    cast({{ record }} as varchar) as record_key,
    cast({{ observed }} as varchar) as observed_value,
    cast({{ expected }} as varchar) as expected_range,
    {{ remedy }} as suggested_remedy,
    cast({{ on_date }} as date) as record_date,
    cast({{ records }} as bigint) as records,
    cast({{ file }} as varchar) as source_file,
    cast({{ row }} as bigint) as source_row,
    loaded_at
{%- endmacro %}
