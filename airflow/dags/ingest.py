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

    # One task updates all the assets, once: static outlets on the mapped task would update every asset at every index.
    # It runs whatever became of the loads: of a table whose file was refused the rows that were loaded before stay.
    @step(outlets=list(RAW_ASSETS), trigger_rule="all_done")
    def announce() -> str:
        """Update the assets of all raw tables: there is nothing more to come."""
        return loading.announce()

    @step()
    def every_file_accepted() -> str:
        """Fail the run, and nothing else, where a file was refused."""
        return "no file was refused"

    load.expand(table=loading.tables()) >> [announce(), every_file_accepted()]


ingest()
