-- One row per user of the course platform: the latest of the delivered versions, deleted users flagged.
with

versions as (

    select
        *,
        -- Of two versions of one moment the one delivered later counts; an undated one is older than any other.
        row_number() over (
            partition by learner_id order by updated_at desc nulls last, source_row desc
        ) as nth_from_last,
        count(*) over (partition by learner_id) as versions
    from {{ ref('stg_learning__users') }}

)

select
    learner_id,
    full_name,
    email,
    email_hash,
    signed_up_on,
    account_state,
    is_government_employee,
    is_deleted,
    updated_at,
    versions
from versions
where nth_from_last = 1
