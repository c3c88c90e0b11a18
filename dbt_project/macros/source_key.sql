{#- A source's number as text; exports of columns with gaps write 12 as 12.0. Nothing when empty. -#}
{% macro source_key(column) -%}
    nullif(regexp_replace(trim({{ column }}), '^([0-9]+)\.0$', '\1'), '')
{%- endmacro %}
