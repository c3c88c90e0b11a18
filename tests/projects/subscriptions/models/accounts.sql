-- One row per account that ever subscribed.
with

drawn as (

    select
        cast(range as integer) as account_id,
        {{ draw('range', 'name', 24) }} as name_number,
        {{ draw('range', 'suffix', 5) }} as suffix_number,
        {{ draw('range', 'industry', 100) }} as industry,
        {{ draw('range', 'country', 100) }} as country,
        {{ draw('range', 'size', 100) }} as size,
        {{ draw('range', 'channel', 100) }} as channel,
        {{ draw('range', 'manager', 100) }} as manager,
        -- Later days are drawn more often: the business grows.
        cast(floor(1370 * sqrt({{ draw('range', 'day', 100000) }} / 100000.0)) as integer) as day_number
    from range(1, 221)

)

select
    account_id,
    [
        'Acorn', 'Birch', 'Cedar', 'Delta', 'Ember', 'Falcon', 'Garnet', 'Harbor', 'Iris', 'Juniper', 'Kestrel', 'Lumen',
        'Maple', 'Nimbus', 'Onyx', 'Pioneer', 'Quartz', 'Raven', 'Summit', 'Timber', 'Umber', 'Vertex', 'Willow', 'Zephyr'
    ][name_number + 1]
    || ' ' || ['Labs', 'Group', 'Inc', 'GmbH', '& Sons'][suffix_number + 1] || ' #' || account_id as account_name,
    'billing' || account_id || '@example.com' as billing_email,
    case
        when industry < 26 then 'Retail' when industry < 48 then 'Healthcare' when industry < 66 then 'Finance'
        when industry < 80 then 'Media & Entertainment' when industry < 92 then 'Education'
    end as industry,
    case
        when country < 40 then 'US' when country < 54 then 'DE' when country < 66 then 'GB' when country < 74 then 'FR'
        when country < 82 then 'CA' when country < 89 then 'JP' when country < 94 then 'AU' when country < 98 then 'NL'
    end as country,
    case
        when country < 40 or (country >= 74 and country < 82) then 'AMER'
        when country < 74 or (country >= 94 and country < 98) then 'EMEA'
        when country < 94 then 'APAC'
    end as region,
    case when size < 40 then '1-10' when size < 70 then '11-50' when size < 90 then '51-250' else '251+' end as company_size,
    case
        when channel < 30 then 'organic_search' when channel < 52 then 'paid_ads' when channel < 72 then 'referral'
        when channel < 86 then 'partner' when channel < 95 then 'outbound_sales'
    end as acquisition_channel,
    cast(case when manager < 24 then 1 when manager < 46 then 2 when manager < 64 then 3 when manager < 82 then 4 end as integer)
        as manager_id,
    cast(date '2023-01-03' + day_number as date) as signed_up_on
from drawn
