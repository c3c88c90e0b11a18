-- One row per customer and thing that cannot be: an age out of range, a last login before the account was made.
select
    {{ finding(
        check='age_out_of_range', severity='warning', table='users', column='age', record='customer_id',
        observed='age_delivered', expected="'13 to 110'",
        remedy="'ask the customer; till then the age is unknown'", on_date='signed_up_at'
    ) }}
from {{ ref('stg_postgres__users') }}
where is_age_impossible
union all
select
    {{ finding(
        check='login_before_sign_up', severity='warning', table='users', column='last_login', record='customer_id',
        observed='last_login_at_delivered', expected="concat('from ', signed_up_at)",
        remedy="'see which of the two times is wrong; till then the last login is unknown'", on_date='signed_up_at'
    ) }}
from {{ ref('stg_postgres__users') }}
where is_last_login_impossible
