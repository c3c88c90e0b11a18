"""Loading the delivered files, one contract at a time."""

from orchestration.paths import SOURCES, WAREHOUSE
from sources.contracts import CONTRACTS
from sources.errors import WarehouseError

__all__ = ["NeverLoaded", "WarehouseError", "announce", "load", "tables"]


class NeverLoaded(Exception):
    """A table has no rows of any delivery: nothing can be built on it."""


def tables() -> list[str]:
    """Return the names of the source tables in loading order."""
    return [contract.table for contract in CONTRACTS]


def load(table: str) -> str:
    """Load the table's file and say in one line what came of it; raises `DeliveryError` for an unacceptable file."""
    # Loading imports DuckDB; the scheduler, which parses the DAGs every few seconds, need not.
    from sources.ingestion import ingest
    from sources.simulator import retired

    contract = next(contract for contract in CONTRACTS if contract.table == table)
    return ingest(contract, SOURCES, WAREHOUSE, retired=retired(SOURCES)).message


def announce() -> str:
    """Say that all raw tables are there, as loaded now or before; raises `NeverLoaded` naming those that are not."""
    from sources import warehouse

    loaded = warehouse.raw_tables(WAREHOUSE)
    missing = [table for table in tables() if table not in loaded]
    if missing:
        raise NeverLoaded(f"no delivery of {', '.join(missing)} was ever loaded; the marts are made of all tables")
    return f"{len(tables())} tables complete"
