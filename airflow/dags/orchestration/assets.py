"""The names that the DAGs share: the assets that link them and the pool that serialises them."""

from airflow.sdk import Asset

from orchestration.loading import tables

POOL = "warehouse"
RAW_ASSETS = tuple(Asset(name=f"raw.{table}", uri=f"warehouse://raw/{table}", group="raw") for table in tables())
MARTS = Asset(name="marts", uri="warehouse://marts", group="marts")
REPORTS = Asset(name="reports", uri="warehouse://reports", group="reports")
