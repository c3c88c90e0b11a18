-- One row per enquiry; those of strangers have no patient.
with

drawn as (

    select
        cast(range as integer) as enquiry_id,
        {{ draw('range', 'who', 480) }} as patient_number,
        {{ draw('range', 'topic', 6) }} as topic,
        {{ draw('range', 'source', 100) }} as source,
        {{ draw('range', 'asked', 1380) }} as day_number
    from range(1, 701)

)

select
    enquiry_id,
    case when patient_number between 1 and 360 then cast(patient_number as integer) end as patient_id,
    ['prices', 'opening hours', 'insurance', 'results', 'new patient', 'other'][topic + 1] as topic,
    case when source < 40 then 'Google' when source < 60 then 'Facebook' when source < 75 then 'Referral' when source < 92 then 'Website' end
        as source,
    cast(date '2023-01-05' + cast(day_number as integer) as date) as asked_on
from drawn
