"""Golds of what was delivered, loaded and turned away."""

from datetime import date

from tests.golden.golds.gold import ALWAYS, Gold
from tests.golden.shop import Span

# The shops are loaded on the Monday.
SPANS = (ALWAYS, Span(date(2022, 6, 20), date(2022, 6, 20)))
BY_TABLE = {
    "metric_time__day": "day",
    "metric_time__month": "date_trunc('month', day)",
    "source_table__system": "system",
    "source_table__name": '"table"',
    "ingestion_load__file": "file",
}
BY_LOAD = {**BY_TABLE, "ingestion_load__load_status": "status"}
BY_FINDING = {
    "metric_time__month": "date_trunc('month', day)",
    "source_table__system": "system",
    "source_table__name": '"table"',
    "data_quality_finding__severity": "severity",
    "data_quality_finding__check_name": '"check"',
    "metric_time__day,data_quality_finding__check_name": 'day, "check"',
}
HOURS = "min(epoch(now()) - epoch(finished_at)) filter (status = 'loaded') / 3600"
QUALITY_GOLDS = (
    Gold("rows_delivered", "sum(rows_read)", "ingestion", BY_LOAD, spans=SPANS),
    Gold("rows_loaded", "sum(rows_loaded)", "ingestion", BY_LOAD, spans=SPANS),
    Gold("rows_rejected", "sum(rows_rejected)", "ingestion", BY_LOAD, spans=SPANS),
    Gold("rows_in_quarantine", "sum(rows_rejected)", "ingestion", BY_LOAD, spans=SPANS),
    Gold("rejection_rate", "sum(rows_rejected) / sum(rows_read)", "ingestion", BY_TABLE, spans=SPANS),
    Gold("files_loaded", "count(*) filter (status = 'loaded')", "ingestion", BY_LOAD, spans=SPANS),
    Gold("files_refused", "count(*) filter (status = 'failed')", "ingestion", BY_LOAD, spans=SPANS),
    Gold("data_quality_findings", "sum(n)", "findings", BY_FINDING),
    # A sum over the groups in which there are any; where there are none MetricFlow has 0.
    Gold("data_quality_errors", "coalesce(sum(n) filter (severity = 'error'), 0)", "findings", BY_FINDING),
    # The clock has gone on between the two.
    Gold("hours_since_load", HOURS, "ingestion", BY_TABLE, tolerance=0.1, spans=SPANS),
)
