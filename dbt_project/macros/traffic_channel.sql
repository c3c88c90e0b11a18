{#- The channel through which a visit came, from the link it came by: what was paid for first, then what the link says of
    itself, then where it was. Every visit has exactly one. The words are those of Google's default channel groups. -#}
{% macro traffic_channel(source, medium, has_click_id, referrer_host) -%}
    case
        when {{ has_click_id }}
            or regexp_matches(
                {{ medium }}, '^(cpc|ppc|cpm|cpv|cpa|paid.*|.*[-_ ]paid|display|banner|retargeting|remarketing)$'
            )
            then 'Paid'
        when regexp_matches({{ medium }}, '^e[-_ ]?mail$') or regexp_matches({{ source }}, '^(e[-_ ]?mail|newsletter|klaviyo|mailchimp)$')
            then 'Email'
        when regexp_matches({{ medium }}, '^(social.*|sm)$') or regexp_matches({{ source }}, '{{ social_sites() }}')
            then 'Social'
        when {{ medium }} = 'organic' then 'Organic Search'
        when {{ source }} is not null or {{ medium }} is not null then 'Referral'
        when regexp_matches({{ referrer_host }}, '^(mail|webmail|outlook)\.|\.mail\.') then 'Email'
        when regexp_matches({{ referrer_host }}, '{{ social_sites() }}') or {{ referrer_host }} in ('t.co', 'lnkd.in', 'youtu.be')
            then 'Social'
        when regexp_matches({{ referrer_host }}, '(^|\.)(google|bing|duckduckgo|yahoo|ecosia|baidu|yandex|brave|startpage)\.')
            then 'Organic Search'
        when {{ referrer_host }} is not null then 'Referral'
        else 'Direct'
    end
{%- endmacro %}

{% macro social_sites() -%}
(^|\.)(facebook|instagram|tiktok|pinterest|linkedin|reddit|twitter|youtube|snapchat|threads|whatsapp|x)(\.|$)
{%- endmacro %}
