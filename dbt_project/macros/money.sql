{#- The one type of an amount of money: exact to the cent. -#}
{% macro money() -%} numeric(18, 2) {%- endmacro %}
