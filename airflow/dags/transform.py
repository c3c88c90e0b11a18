"""Transform: build and test the marts with dbt beside the live warehouse, then publish both together."""

from datetime import UTC, datetime

from airflow.sdk import chain, dag, task
from orchestration import building, publishing
from orchestration.assets import MARTS, POOL, RAW_ASSETS


@dag(
    schedule=list(RAW_ASSETS),
    start_date=datetime(2020, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"pool": POOL, "retries": 0},
    tags=["platform"],
    doc_md=__doc__,
)
def transform() -> None:
    @task
    def begin() -> str:
        """Copy the live warehouse to the build folder; nobody else reads or writes the copy."""
        return publishing.begin()

    @task
    def staging() -> str:
        """Build the staging models."""
        return building.run_models("staging")

    @task
    def test_staging() -> str:
        """Test the sources and the staging models, before anything rests on them."""
        return building.test_staging()

    @task
    def intermediate() -> str:
        """Build the intermediate models."""
        return building.run_models("intermediate")

    @task
    def marts() -> str:
        """Build the marts."""
        return building.run_models("marts")

    @task
    def test_marts() -> str:
        """Run the tests of the whole project: nothing untested is published."""
        return building.test_all()

    @task
    def docs() -> str:
        """Write dbt's documentation as one static page."""
        return building.write_docs()

    @task(outlets=[MARTS])
    def publish() -> str:
        """Replace the live warehouse and dbt's artifacts by what was built and tested."""
        return publishing.publish()

    chain(begin(), staging(), test_staging(), intermediate(), marts(), test_marts(), docs(), publish())


transform()
