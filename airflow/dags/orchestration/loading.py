"""Loading the delivered files, one contract at a time."""

from orchestration.paths import SOURCES, WAREHOUSE
from sources.contracts import CONTRACTS
from sources.errors import WarehouseError

__all__ = ["WarehouseError", "load", "tables"]


def tables() -> list[str]:
    """Return the names of the source tables in loading order."""
    return [contract.table for contract in CONTRACTS]


def load(table: str) -> str:
    """Load the table's file and say in one line what came of it; raises `DeliveryError` for an unacceptable file."""
    # Loading imports DuckDB; the scheduler, which parses the DAGs every few seconds, need not.
    from sources.ingestion import ingest

    contract = next(contract for contract in CONTRACTS if contract.table == table)
    return ingest(contract, SOURCES, WAREHOUSE).message
