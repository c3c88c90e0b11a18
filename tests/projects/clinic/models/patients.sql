-- One row per patient.
with

drawn as (

    select
        cast(range as integer) as patient_id,
        {{ draw('range', 'first', 10) }} as first_number,
        {{ draw('range', 'last', 12) }} as last_number,
        {{ draw('range', 'age', 90) }} as age,
        {{ draw('range', 'home', 100) }} as home,
        {{ draw('range', 'gender', 100) }} as gender,
        {{ draw('range', 'insurer', 100) }} as insurer,
        {{ draw('range', 'family', 100) }} as family_doctor,
        {{ draw('range', 'day', 1380) }} as day_number,
        {{ draw('range', 'reminders', 100) }} as reminders
    from range(1, 361)

)

select
    patient_id,
    ['Ana', 'Ben', 'Chloe', 'David', 'Eva', 'Farid', 'Gina', 'Hugo', 'Iris', 'Jonas'][first_number + 1]
    || ' '
    || ['Adams', 'Brown', 'Clark', 'Diaz', 'Evans', 'Ford', 'Green', 'Hill', 'Ito', 'Jones', 'Khan', 'Lopez'][last_number + 1]
        as full_name,
    'patient' || patient_id || '@example.org' as email,
    case
        when age < 18 then 'child'
        when age < 40 then '18-39'
        when age < 65 then '40-64'
        else '65+'
    end as age_group,
    case when gender < 48 then 'female' when gender < 94 then 'male' when gender < 97 then 'other' end as gender,
    case
        when home < 88 then 'US' when home < 92 then 'CA' when home < 95 then 'MX' when home < 97 then 'DE' when home < 98 then 'GB'
    end as country,
    case
        when home < 30 then 'CA' when home < 50 then 'OR' when home < 66 then 'WA' when home < 78 then 'AZ'
        when home < 84 then 'NV' when home < 86 then 'ID'
    end as state,
    cast(case
        when insurer < 28 then 1 when insurer < 46 then 2 when insurer < 62 then 3 when insurer < 74 then 4
        when insurer < 82 then 5 when insurer < 85 then 6
    end as integer) as insurer_id,
    cast(case when family_doctor < 70 then [3, 6, 14, 4, 8][family_doctor % 5 + 1] end as integer) as family_doctor_id,
    cast(date '2023-01-02' + cast(day_number as integer) as date) as registered_on,
    reminders < 65 as wants_reminders
from drawn
