-- One row per registered customer, as the shop delivered it; impossible ages and logins are flagged, the corrected value stands beside.
with

delivered as (

    select * from {{ source('postgres', 'users') }}

),

flagged as (

    select
        *,
        coalesce(age not between 13 and 110, false) as is_age_impossible,
        coalesce(last_login < created_at, false) as is_last_login_impossible
    from delivered

)

select
    user_id as customer_id,
    nullif(trim(email), '') as email,
    nullif(trim(first_name), '') as first_name,
    nullif(trim(last_name), '') as last_name,
    nullif(trim(city), '') as city,
    nullif(trim(state), '') as state,
    age as age_delivered,
    case when not is_age_impossible then age end as age,
    is_age_impossible,
    nullif(trim(customer_segment), '') as segment,
    created_at as signed_up_at,
    last_login as last_login_at_delivered,
    case when not is_last_login_impossible then last_login end as last_login_at,
    is_last_login_impossible,
    _source_file as source_file,
    _row as source_row,
    _loaded_at as loaded_at
from flagged
