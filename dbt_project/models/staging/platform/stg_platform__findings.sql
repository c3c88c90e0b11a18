-- One row per file, column and rule of what ingestion noticed in the files as they are loaded now, as it wrote it down.
select
    {{ readable_key(['file', '"column"', 'severity', 'rule']) }} as ingestion_finding_key,
    "system" as source_system,
    "table" as source_table,
    file as source_file,
    severity as kind,
    "column" as column_name,
    rule,
    "rows" as records,
    first_row as source_row,
    example,
    found_at as loaded_at
from {{ source('platform', 'ingestion_findings') }}
