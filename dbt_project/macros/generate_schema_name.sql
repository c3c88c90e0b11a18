{#- A model lands in the schema its folder names (staging, intermediate, marts), without a developer's prefix:
    every build has a warehouse file of its own, so there is nobody to keep apart. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
