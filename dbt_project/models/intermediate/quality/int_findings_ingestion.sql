-- One row per file, column and rule of what ingestion noticed in the files as they are loaded now, and per file that it refused last.
with

noticed as (

    select
        *,
        case kind
            when 'rejected' then 'rejected_at_ingestion'
            when 'flagged' then 'beyond_limit'
            when 'renamed' then 'column_renamed'
            when 'unknown' then 'column_unknown'
        end as check_name,
        case when kind in ('rejected', 'unknown') then 'warning' else 'info' end as severity,
        case
            when kind = 'rejected' and column_name is null then 'have the file delivered anew, with its rows corrected'
            when kind = 'rejected' then 'correct the rows in warehouse/quarantine, then python -m sources rerun'
            when kind = 'flagged' then 'see whether the value or the limit of the contract is wrong'
            when kind = 'renamed' then 'nothing to do: the contract knows the name'
            when kind = 'unknown' then 'add the column to the contract, or have it left out of the export'
        end as suggested_remedy
    from {{ ref('stg_platform__findings') }}

),

latest as (

    select *
    from {{ ref('stg_platform__loads') }}
    where load_status <> 'repaired'
    qualify row_number() over (partition by source_table, source_file order by loaded_at desc, load_key desc) = 1

)

select
    check_name,
    severity,
    source_table,
    column_name,
    {{ readable_key(['source_file', 'rule']) }} as record_key,
    example as observed_value,
    case kind
        when 'renamed' then column_name
        when 'unknown' then 'a column of the contract'
        else concat('no value that ', rule)
    end as expected_range,
    suggested_remedy,
    cast(null as date) as record_date,
    -- A column that is renamed or unknown is one thing, however many rows its file has.
    case when kind in ('rejected', 'flagged') then records else 1 end as records,
    source_file,
    source_row,
    loaded_at
from noticed
union all
select
    'file_refused' as check_name,
    'error' as severity,
    source_table,
    null as column_name,
    source_file as record_key,
    error as observed_value,
    'a file that its contract accepts' as expected_range,
    coalesce(hint, 'deliver it again') as suggested_remedy,
    cast(null as date) as record_date,
    1 as records,
    source_file,
    null as source_row,
    loaded_at
from latest
where load_status = 'refused'
