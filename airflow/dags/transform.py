"""Transform: build and test the marts with dbt beside the live warehouse; publish both together if the gate opens."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Param, TriggerRule, chain, dag
from orchestration import building, gate, publishing
from orchestration.assets import MARTS, RAW_ASSETS
from orchestration.tasks import WRITER, step


@dag(
    schedule=list(RAW_ASSETS),
    start_date=datetime(2020, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args=WRITER,
    params={
        "quality_gate": Param(
            gate.mode(),
            enum=list(gate.MODES),
            description="what happens beyond a limit of quality_gate.yml: the run fails, or is warned and publishes",
        )
    },
    tags=["platform"],
    doc_md=__doc__,
)
def transform() -> None:
    @step()
    def begin() -> str:
        """Copy the live warehouse to the build folder; nobody else reads or writes the copy."""
        return publishing.begin()

    @step()
    def staging() -> str:
        """Build the staging models."""
        return building.run_models("staging")

    @step()
    def test_staging() -> str:
        """Test the sources and the staging models, before anything rests on them."""
        return building.test_staging()

    @step()
    def freshness() -> str:
        """Tell of sources that are late; that is worth a word and stops nothing."""
        return building.source_freshness()

    @step()
    def intermediate() -> str:
        """Build the intermediate models."""
        return building.run_models("intermediate")

    @step()
    def marts() -> str:
        """Build the marts."""
        return building.run_models("marts")

    @step()
    def test_marts() -> str:
        """Run the tests of the whole project: nothing untested is published."""
        return building.test_all()

    # It follows the marts as well as their tests: so it tells of tests that fail, but not of marts that are not there.
    @step(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    def quality_gate(params: dict[str, Any] | None = None) -> str:
        """Hold what was built against the limits in quality_gate.yml, and write the verdict to the reports."""
        return gate.check((params or {})["quality_gate"])

    @step()
    def docs() -> str:
        """Write dbt's documentation as one static page."""
        return building.write_docs()

    @step(outlets=[MARTS])
    def publish() -> str:
        """Replace the live warehouse and dbt's artifacts by what was built and tested."""
        return publishing.publish()

    built, decided = marts(), quality_gate()
    chain(begin(), staging(), test_staging(), freshness(), intermediate(), built, test_marts(), decided)
    chain(built, decided, docs(), publish())


transform()
