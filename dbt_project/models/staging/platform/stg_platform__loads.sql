-- One row per file that was loaded, refused, recognised as a copy, repaired or removed, each time, as ingestion wrote it down.
select
    {{ readable_key(['"table"', 'file', 'status', 'finished_at']) }} as load_key,
    "system" as source_system,
    "table" as source_table,
    file as source_file,
    checksum,
    case status when 'failed' then 'refused' when 'duplicate' then 'copy' else status end as load_status,
    started_at,
    finished_at as loaded_at,
    rows_read,
    rows_loaded,
    rows_rejected,
    error,
    hint
from {{ source('platform', 'ingestion_log') }}
