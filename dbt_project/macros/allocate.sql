{#- The part of `amount` that belongs to a row whose weights run from `before` up to `upto` of `whole`.
    Cumulative rounding: the rounded share up to this row less the rounded share before it, so that the parts
    add up to the amount to the cent whatever the weights are. -#}
{% macro allocate(amount, before, upto, whole) -%}
    cast(
        round({{ amount }} * {{ upto }} / {{ whole }}, 2) - round({{ amount }} * {{ before }} / {{ whole }}, 2)
        as {{ money() }}
    )
{%- endmacro %}
