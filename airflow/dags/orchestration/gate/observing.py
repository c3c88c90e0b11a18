"""What the quality gate looks at: dbt's test results, the audit of loads, and the build beside what is published.

The build and the live file are opened read-only; nothing here knows a limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration import results
from orchestration.gate.rows import amounts, errors, kept, unlisted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FAILING = "failing_tests"
WARNING, REJECTED, REFUSED, KEPT, AMOUNTS, UNLISTED, ERRORS = CHECKS = (
    *("test_warnings", "rows_rejected", "files_refused", "rows_kept", "amounts_kept", "rows_unlisted", "errors_found"),
)
# Files that were loaded together have one start in the audit. What came back as it is loaded (a duplicate) is no
# delivery, but mends a refusal; a repair is neither. What was removed since does not count.
_LATEST = """
    select *, started_at = max(started_at) filter (status <> 'duplicate') over (partition by "table") as is_latest,
        row_number() over (partition by "table", file order by finished_at desc) = 1 as is_last
    from raw.ingestion_log as done where status <> 'repaired' and not exists (
        select 1 from raw.ingestion_log as later where later.status = 'removed' and later."table" = done."table"
            and later.file = done.file and later.finished_at >= done.finished_at)"""


@dataclass(frozen=True)
class Observation:
    """One number about the build, in words too, and what to do if it is out of bounds.

    What `is_final` stops the run, whatever is declared; what `is_explained` only warns.
    """

    check: str
    subject: str
    value: float
    detail: str
    suggestion: str
    is_final: bool = False
    is_explained: bool = False


def observe(build: Path, live: Path, artifacts: Path) -> list[Observation]:
    """Return all that can be said of the build; `artifacts` is where dbt left its results."""
    found = list(_tests(artifacts / results.TESTS))
    with _both(build, live) as connection:
        for look in (_rejected, _refused, _kept, _amounts, _unlisted, _errors):
            found += look(connection)
    return found


@contextmanager
def _both(build: Path, live: Path) -> Iterator[DuckDBPyConnection]:
    """Yield a connection with the build as its default database and the live file as `live`, if there is one."""
    import duckdb

    from sources.warehouse import quoted

    with duckdb.connect() as connection:
        connection.execute(f"attach {quoted(build)} as build (read_only)")
        if live.exists():
            connection.execute(f"attach {quoted(live)} as live (read_only)")
        connection.execute("use build")
        yield connection


def _tests(path: Path) -> Iterator[Observation]:
    failed, warned = results.failing(path), results.warning(path)
    told = ", ".join(failed[:5]) + (f" and {len(failed) - 5} more" if len(failed) > 5 else "")
    if failed:
        fix = (
            "look at the rows: the test's SQL is in the log of test_marts; correct the delivery or the model, run again"
        )
        yield Observation(FAILING, "dbt", len(failed), told, fix, is_final=True)
    if not path.exists():
        yield Observation(FAILING, "dbt", 0, "the tests did not run", "see the log of test_marts", is_final=True)
    detail = ", ".join(warned) or "none"
    yield Observation(
        WARNING, "dbt", len(warned), detail, "look at the rows: `dbt test --select NAME --store-failures`"
    )


def _rejected(connection: DuckDBPyConnection) -> Iterator[Observation]:
    rows = connection.execute(
        f"""
        select "table", sum(rows_rejected), sum(rows_read), count(*) from ({_LATEST})
        where is_latest and rows_read > 0 group by all order by all"""
    ).fetchall()
    for table, rejected, read, files in rows:
        detail = f"{rejected:,} of {read:,} rows of the latest delivery rejected"
        detail += f" ({files} files)" if files > 1 else ""
        fix = f"every row and reason is in warehouse/quarantine/{table}/; correct and rerun, or have it delivered anew"
        yield Observation(REJECTED, table, rejected / read, detail, fix)


def _refused(connection: DuckDBPyConnection) -> Iterator[Observation]:
    rows = connection.execute(
        f"""
        select "table", count(*) filter (status = 'failed'), arg_max(error, finished_at) filter (status = 'failed')
        from ({_LATEST}) where is_last group by all order by all"""
    ).fetchall()
    for table, refused, error in rows:
        fix = f"have the file delivered again; the refused one lies in warehouse/quarantine/{table}/refused/"
        yield Observation(REFUSED, table, refused, error or "none", fix)


def _kept(connection: DuckDBPyConnection) -> Iterator[Observation]:
    for mart in kept(connection):
        detail = f"{mart.rows:,} rows, {mart.published:,} are published"
        fix = "compare the delivery with the one before; if it is meant: airflow/run.py --gate warn, once"
        if mart.is_other:
            detail += "; none of these was published before: another delivery, not a smaller one"
        yield Observation(KEPT, mart.name, mart.rows / mart.published, detail, fix, is_explained=mart.is_other)


def _amounts(connection: DuckDBPyConnection) -> Iterator[Observation]:
    for amount in amounts(connection):
        detail = f"{amount.column} is {amount.mean:,.2f} on average, {amount.published:,.2f} is published"
        fix = "see whether it is in another unit, or lacks amounts; if it is meant: airflow/run.py --gate warn"
        if amount.is_other:
            detail += "; none of these rows was published before: another delivery"
        ratio = amount.mean / amount.published
        yield Observation(AMOUNTS, amount.mart, ratio, detail, fix, is_explained=amount.is_other)


def _unlisted(connection: DuckDBPyConnection) -> Iterator[Observation]:
    for dimension in unlisted(connection):
        detail = f"{dimension.unlisted:,} of {dimension.rows:,} rows are only mentioned by facts"
        fix = "its file lacks rows, or the facts come from another system: deliver the two together"
        yield Observation(UNLISTED, dimension.name, dimension.unlisted / dimension.rows, detail, fix)


def _errors(connection: DuckDBPyConnection) -> Iterator[Observation]:
    for found in errors(connection):
        detail = f"{found.records:,} findings in {found.rows:,} rows of {found.table}"
        fix = f"{found.remedy}; `metrics query --metrics data_quality_findings --group-by check` counts them"
        yield Observation(ERRORS, found.check, found.records / found.rows, detail, fix)
