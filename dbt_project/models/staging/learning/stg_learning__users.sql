-- One row per delivered version of a user of the course platform; a flag that nobody can read is null and flagged.
with

delivered as (

    select
        *,
        lower(trim("isGovEmployee")) as government_word
    from {{ source('learning', 'learning_users') }}

)

select
    {{ source_key('id') }} as learner_id,
    nullif(trim("fullName"), '') as full_name,
    nullif(lower(trim(email)), '') as email,
    -- The same hash as the web shop's tracker sends.
    sha256(nullif(lower(trim(email)), '')) as email_hash,
    cast("signupDate" as date) as signed_up_on,
    lower(nullif(trim(state), '')) as account_state,
    "isGovEmployee" as government_employee_delivered,
    case
        when government_word in ('true', 't', 'yes', 'y', '1') then true
        when government_word in ('false', 'f', 'no', 'n', '0') then false
    end as is_government_employee,
    coalesce(
        government_word not in ('', 'true', 't', 'yes', 'y', '1', 'false', 'f', 'no', 'n', '0'), false
    ) as is_government_employee_unreadable,
    coalesce(lower(trim(deleted)) in ('true', 't', 'yes', 'y', '1'), false)
    or coalesce(lower(trim(state)) = 'deleted', false) as is_deleted,
    "updatedAt" as updated_at,
    _source_file as source_file,
    _row as source_row,
    _loaded_at as loaded_at
from delivered
