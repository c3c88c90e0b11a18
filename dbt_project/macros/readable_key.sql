{#- A text key that a person can read: the parts joined by '|', a missing part written as nothing. -#}
{% macro readable_key(parts) -%}
    {%- set texts = [] -%}
    {%- for part in parts -%}
        {%- if not loop.first %}{% do texts.append("'|'") %}{% endif -%}
        {%- do texts.append("coalesce(cast(" ~ part ~ " as " ~ dbt.type_string() ~ "), '')") -%}
    {%- endfor -%}
    {{ dbt.concat(texts) }}
{%- endmacro %}
