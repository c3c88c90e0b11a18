{#- The host of a URL in small letters, without a leading www. and without a port; null where there is none. -#}
{% macro url_host(url) -%}
    nullif(
        regexp_replace(regexp_extract(lower({{ url }}), '^[a-z]+://([^/?#]*@)?([^/:?#]+)', 2), '^www\.', ''), ''
    )
{%- endmacro %}

{#- The path of a URL without query, fragment and trailing slash; '/' for the home page, null without a URL. -#}
{% macro url_path(url) -%}
    case
        when {{ url }} is not null
            then coalesce(
                nullif(regexp_replace(regexp_extract({{ url }}, '^[A-Za-z]+://[^/?#]*([^?#]*)', 1), '/+$', ''), ''), '/'
            )
    end
{%- endmacro %}

{#- What a parameter of a URL's query says, decoded and in small letters; null where it is missing or empty. -#}
{% macro url_parameter(url, name) -%}
    nullif(lower(url_decode(replace(regexp_extract({{ url }}, '[?&]{{ name }}=([^&#]*)', 1), '+', ' '))), '')
{%- endmacro %}

{#- Whether one host is the other, or a part of it (checkout.shop.example of shop.example). -#}
{% macro is_same_site(host, other) -%}
    ({{ host }} = {{ other }} or {{ host }} like '%.' || {{ other }} or {{ other }} like '%.' || {{ host }})
{%- endmacro %}
