{#- The first day of a retail year (the 4-5-4 calendar of the US National Retail Federation): the Sunday on or before
    4 February, so that every retail month is whole weeks and compares with the same weekends a year before. -#}
{% macro retail_year_start(year) -%}
    (cast({{ dbt.date_trunc('week', 'make_date(' ~ year ~ ', 2, 5)') }} as date) - 1)
{%- endmacro %}

{#- The greatest of `steps` that `value` has reached. -#}
{% macro last_step(value, steps) -%}
    case{% for step in steps | reverse %} when {{ value }} >= {{ step }} then {{ step }}{% endfor %} end
{%- endmacro %}
