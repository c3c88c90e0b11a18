{#- A number from 0 to `modulo` - 1 that `key` and `salt` decide: the same rows on every machine, today and next year. -#}
{% macro draw(key, salt, modulo) -%}
    (cast('0x' || substr(md5(cast({{ key }} as varchar) || ':{{ salt }}'), 1, 8) as bigint) % {{ modulo }})
{%- endmacro %}
