-- One row per table of a source system that a file was ever delivered for, refused ones included.
select
    source_table,
    source_system,
    min(case when load_status not in ('refused', 'removed') then loaded_at end) as first_load_at,
    max(case when load_status not in ('refused', 'removed') then loaded_at end) as last_load_at
from {{ ref('fct_ingestion_loads') }}
group by source_table, source_system
