"""Deliver: hand over what the published marts say of a day, then ask the monitor how things stand.

The day is the last whole one: yesterday, or the day before METRICS_AS_OF. A run of an earlier day (a backfill, or a
logical date in the past) hands over that day; made again, its files are replaced.
"""

from datetime import UTC, datetime

from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, TriggerRule, dag
from orchestration import days, exporting, monitoring, reporting
from orchestration.assets import MARTS, REPORTS
from orchestration.tasks import READER, step


@dag(
    # At noon as well: a watchdog that only follows a success never tells that there was none. And only what has a
    # schedule in time can be backfilled.
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("0 12 * * *", timezone="UTC"), assets=[MARTS]),
    start_date=datetime(2020, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args=READER,
    tags=["platform"],
    doc_md=__doc__,
)
def deliver() -> None:
    @step()
    def day(logical_date: datetime | None = None) -> str:
        """Say which day is handed over; a retry after midnight stays with it."""
        return days.day_of(logical_date, days.today(datetime.now(UTC)))

    @step()
    def saved_queries() -> list[str]:
        """List the saved queries that are exported, as published."""
        return exporting.saved_queries()

    @step(map_index_template="{{ task.op_kwargs['name'] }}")
    def export(name: str, on: str) -> str:
        """Export one saved query as of the day."""
        return exporting.export(name, on)

    @step()
    def findings_report(on: str) -> str:
        """Write the web shop's report, with its charts."""
        return reporting.write_report(on)

    @step(outlets=[REPORTS])
    def announce(exports: list[str], report: str, on: str) -> str:
        """Update the asset of the reports: the day is complete."""
        return exporting.summary(exports, on)

    # It looks at the marts and not at the files: one that could not be written is no reason not to look.
    @step(trigger_rule=TriggerRule.ALL_DONE)
    def monitor(on: str) -> str:
        """Hold the metrics against the limits that they declare; a broken one fails this task, the last of all."""
        return monitoring.watch(on, days.today(datetime.now(UTC)))

    on = day()
    exports = export.partial(on=on).expand(name=saved_queries())
    report = findings_report(on)
    [exports, report] >> monitor(on)
    announce(exports, report, on)


deliver()
