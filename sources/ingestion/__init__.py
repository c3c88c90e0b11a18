"""Loading delivered files into the schema `raw` of the warehouse: all of a file, once, or nothing of it."""

from __future__ import annotations

from sources.errors import DeliveryError
from sources.ingestion.intake import Clock, ingest, utc_now
from sources.ingestion.outcome import Load
from sources.ingestion.repair import rerun

__all__ = ["Clock", "DeliveryError", "Load", "ingest", "rerun", "utc_now"]
