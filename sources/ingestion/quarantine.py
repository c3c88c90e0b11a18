"""Where rejected rows go: one CSV file per delivery, so that whoever repairs them sees the reason beside the row."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

from sources.contracts import Contract
from sources.ingestion.delivery import Delivery
from sources.ingestion.load import Rejection


def keep(contract: Contract, delivery: Delivery, rejected: Sequence[Rejection], warehouse: Path, checksum: str) -> Path:
    """Write the rejected rows to `quarantine/<table>/` beside the warehouse; the same delivery gives the same file.

    The row's own columns follow the reason under their own names, so a repaired file can be delivered as it is.
    """
    folder = warehouse.parent / "quarantine" / contract.table
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{contract.file.stem}-{checksum[:12]}.csv"
    beside = path.with_suffix(".tmp")
    with open(beside, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "row", "column", "value", "reason", *delivery.header))
        for rejection in rejected:
            found = (delivery.file, rejection.row, rejection.column, rejection.value, rejection.reason)
            writer.writerow((*found, *delivery.records[rejection.row - 1]))
    os.replace(beside, path)
    return path
