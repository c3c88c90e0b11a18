{#- Incremental models here hold nothing that a full refresh would not hold. Each row carries a digest of what it was made
    from, beside the key that is made anew as a whole. `forget_stale` goes before a run and drops every key whose digest
    is not the present one, or that is gone; `is_missing` then picks the keys to make. No clock is compared with another,
    so late, repeated, corrected and withdrawn deliveries are all the same: what differs is made anew. -#}
{% macro forget_stale(present, keys) -%}
    {%- if has_rows_before() == 'true' -%}
        delete from {{ this }} as held
        where not exists (
            select 1
            from {{ present }} as present
            where
                {%- for key in keys %}
                {% if not loop.first %}and {% endif %}present.{{ key }} = held.{{ key }}
                {%- endfor %}
        )
    {%- endif -%}
{%- endmacro %}

{#- Whether the model does not hold a key; made from nothing it holds none. -#}
{% macro is_missing(key) -%}
    {%- if has_rows_before() == 'true' -%}
        {{ key }} not in (select distinct {{ key }} from {{ this }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#- The files that a raw table was loaded from, each with a digest of its rows and loads. -#}
{% macro file_digests(raw) -%}
    (select _source_file as source_file, sum(hash(_row, _loaded_at)) as file_digest from {{ raw }} group by _source_file)
{%- endmacro %}

{#- Whether rows of an earlier run are there to go on with; a unit test has no table of its own. -#}
{% macro has_rows_before() -%}
    {{ 'true' if this and is_incremental() else 'false' }}
{%- endmacro %}
