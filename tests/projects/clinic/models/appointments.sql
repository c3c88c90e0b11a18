-- One row per appointment, as it was last known.
-- Weekdays only: what falls on a weekend moves to the Monday.
with

drawn as (

    select
        cast(range as integer) as appointment_id,
        {{ draw('range', 'patient', 390) }} as patient_number,
        {{ draw('range', 'practitioner', 15) }} as practitioner_number,
        {{ draw('range', 'place', 100) }} as place,
        {{ draw('range', 'treatment', 13) }} as treatment_number,
        {{ draw('range', 'status', 100) }} as status_number,
        {{ draw('range', 'channel', 100) }} as channel_number,
        {{ draw('range', 'remote', 100) }} as remote,
        {{ draw('range', 'minutes', 10) }} as minutes,
        {{ draw('range', 'wait', 40) }} as wait,
        -- Later days are drawn more often: the clinics grow.
        cast(floor(1398 * sqrt({{ draw('range', 'day', 100000) }} / 100000.0)) as integer) as day_number
    from range(1, 2601)

),

dated as (

    select
        *,
        cast(date '2023-01-02' + day_number as date) as drawn_on,
        cast(drawn_on + case isodow(drawn_on) when 6 then 2 when 7 then 1 else 0 end as date) as scheduled_on
    from drawn

),

shaped as (

    select
        appointment_id,
        case when patient_number between 1 and 360 then cast(patient_number as integer) end as patient_id,
        case when practitioner_number between 1 and 14 then cast(practitioner_number as integer) end as practitioner_id,
        cast(case when place < 26 then 1 when place < 48 then 2 when place < 66 then 3 when place < 84 then 4 when place < 97 then 5 end as integer)
            as site_id,
        case when treatment_number between 1 and 12 then cast(treatment_number as integer) end as treatment_id,
        cast(scheduled_on - cast(wait as integer) as date) as booked_on,
        scheduled_on,
        case
            when scheduled_on > date '2026-10-16' then 'booked'
            when status_number < 74 then 'completed'
            when status_number < 87 then 'cancelled'
            else 'no_show'
        end as status,
        case when channel_number < 45 then 'phone' when channel_number < 80 then 'web_portal' when channel_number < 94 then 'walk_in' end
            as channel,
        remote < 17 as is_telehealth,
        cast(15 + 5 * minutes as integer) as minutes,
        cast(wait as integer) as wait_days
    from dated

)

select
    *,
    case
        when patient_id is not null
            then row_number() over (partition by patient_id order by scheduled_on, appointment_id) = 1
    end as is_first_visit
from shaped
