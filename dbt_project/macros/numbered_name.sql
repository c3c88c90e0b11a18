{#- A name people know a product or campaign by, made unique with its number, because names repeat. -#}
{% macro numbered_name(name, number, unknown) -%}
    {{ dbt.concat([
        "coalesce(" ~ name ~ ", '" ~ unknown ~ "')", "' (#'", "cast(" ~ number ~ " as " ~ dbt.type_string() ~ ")", "')'"
    ]) }}
{%- endmacro %}
