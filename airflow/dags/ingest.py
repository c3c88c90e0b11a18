"""Ingest: load every delivered file into the raw tables, then tell who waits for them."""

from datetime import UTC, datetime

from airflow.sdk import dag
from orchestration import loading
from orchestration.assets import RAW_ASSETS
from orchestration.tasks import WRITER, step


@dag(
    schedule="@daily",
    start_date=datetime(2020, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args=WRITER,
    tags=["platform"],
    doc_md=__doc__,
)
def ingest() -> None:
    @step(map_index_template="{{ task.op_kwargs['table'] }}")
    def load(table: str) -> str:
        """Load one table's file; a file that cannot be accepted fails this table only."""
        return loading.load(table)

    # One task updates all the assets, once: static outlets on the mapped task would update every asset at every index,
    # and an alias per index would leave events of a half-failed delivery behind, for a later half to complete.
    @step(outlets=list(RAW_ASSETS))
    def announce(loads: list[str]) -> str:
        """Update the assets of all raw tables: the delivery is complete."""
        return f"{len(list(loads))} tables complete"

    announce(load.expand(table=loading.tables()))


ingest()
