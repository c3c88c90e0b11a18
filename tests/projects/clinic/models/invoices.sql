-- One row per invoice; most completed appointments have one, a few have two.
with

drawn as (

    select
        appointment_id,
        patient_id,
        treatment_id,
        scheduled_on,
        part,
        {{ draw('appointment_id * 2 + part', 'billed', 100) }} as billed,
        {{ draw('appointment_id * 2 + part', 'extra', 60) }} as extra,
        {{ draw('appointment_id * 2 + part', 'payer', 100) }} as payer,
        {{ draw('appointment_id * 2 + part', 'status', 100) }} as status_number,
        {{ draw('appointment_id * 2 + part', 'delay', 12) }} as delay
    from {{ ref('appointments') }}
    cross join (values (0), (1)) as parts (part)
    where status = 'completed'

),

kept as (

    select *
    from drawn
    where (part = 0 and billed < 92) or (part = 1 and billed < 6)

),

shaped as (

    select
        kept.appointment_id * 2 + kept.part as invoice_id,
        kept.appointment_id,
        kept.patient_id,
        cast(case
            when kept.payer < 80 then patients.insurer_id
            when kept.payer < 84 then 1
            when kept.payer < 88 then 5
        end as integer) as insurer_id,
        cast(kept.scheduled_on + cast(kept.delay as integer) as date) as issued_on,
        cast(coalesce(treatments.list_price, 100) + kept.extra + 0.5 as decimal(10, 2)) as amount,
        cast(issued_on + 5 + cast(3 * kept.delay as integer) as date) as settled_on,
        case
            when kept.status_number < 78 and settled_on <= date '2026-10-16' then 'paid'
            when kept.status_number < 88 or issued_on > date '2026-09-16' then 'open'
            when kept.status_number < 96 then 'overdue'
            else 'written_off'
        end as status
    from kept
    left join {{ ref('patients') }} as patients on kept.patient_id = patients.patient_id
    left join {{ ref('treatments') }} as treatments on kept.treatment_id = treatments.treatment_id

)

select
    cast(invoice_id as integer) as invoice_id,
    appointment_id,
    patient_id,
    insurer_id,
    issued_on,
    case when status = 'paid' then settled_on end as paid_on,
    amount,
    cast(case when status = 'paid' then amount when status = 'overdue' then amount / 4 else 0 end as decimal(10, 2)) as paid_amount,
    status
from shaped
-- The books were closed on 16 October 2026: what comes later is not in them.
where issued_on <= date '2026-10-16'
