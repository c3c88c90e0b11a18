-- One row per file that ingestion did something with: loaded, refused, recognised as a copy, repaired, or removed. A file that is unchanged leaves no row.
with

loads as (

    select
        *,
        -- The load whose rows are in the warehouse now; a later load of the file takes its place, or it is removed.
        load_status = 'loaded' and row_number() over (
            partition by source_table, source_file, load_status in ('loaded', 'removed') order by loaded_at desc, load_key desc
        ) = 1 as is_current
    from {{ ref('stg_platform__loads') }}

),

repairs as (

    -- Only those of the version that is loaded now: a delivery or a load after them has counted anew.
    select current_loads.load_key, sum(repairs.rows_loaded) as rows_repaired
    from loads as current_loads
    inner join loads as repairs
        on current_loads.source_table = repairs.source_table
        and current_loads.source_file = repairs.source_file
        and current_loads.checksum = repairs.checksum
        and current_loads.loaded_at <= repairs.loaded_at
    where current_loads.is_current and repairs.load_status = 'repaired'
    group by current_loads.load_key

)

select
    loads.load_key,
    loads.source_system,
    loads.source_table,
    loads.source_file,
    loads.load_status,
    loads.started_at,
    loads.loaded_at,
    cast(loads.loaded_at as date) as loaded_on,
    -- Nobody counted the rows of a file that was refused; what is repaired was delivered before.
    case when loads.load_status = 'loaded' then loads.rows_read when loads.load_status <> 'refused' then 0 end as rows_delivered,
    loads.rows_loaded,
    case when loads.load_status = 'loaded' then loads.rows_rejected else 0 end as rows_rejected,
    case when loads.load_status = 'repaired' then loads.rows_loaded else 0 end as rows_repaired,
    loads.is_current,
    case when loads.is_current then loads.rows_rejected - coalesce(repairs.rows_repaired, 0) else 0 end as rows_in_quarantine,
    loads.error,
    loads.hint
from loads
left join repairs on loads.load_key = repairs.load_key
