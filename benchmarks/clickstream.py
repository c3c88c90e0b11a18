"""Years of clickstream made from two months of it, and what the marts made of it, for `benchmarks.platform`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

# Visitors and orders of other months are others.
_EARLIER = """
copy (
    select
        case when "{client}" <> '' then '{mark}-' || "{client}" end as "{client}",
        page_url, referrer,
        strftime("timestamp"::timestamp - interval {days} day, '%Y-%m-%dT%H:%M:%S.%gZ') as "timestamp",
        event_name, replace(event_data, '"NW', '"NW{mark}-') as event_data, user_agent
    from read_csv('{source}', all_varchar = true, header = true, nullstr = '')
) to '{target}' (header)"""


def repeat(web: Path, archive: Path, years: int) -> None:
    """Keep the daily files of `web` in `archive`, and write them there once more for each span of days before them."""
    import duckdb

    files = sorted(web.glob("events_*.csv"))
    span = (_day(files[-1]) - _day(files[0])).days + 1
    for file in files:
        (archive / file.name).hardlink_to(file)
    with duckdb.connect() as connection:
        for days in range(span, years * 365 + 1, span):
            for file in files:
                target = archive / f"events_{_day(file) - timedelta(days=days):%Y%m%d}.csv"
                client = file.read_text().partition(",")[0]
                places = {"client": client, "mark": days, "days": days, "source": file, "target": target}
                connection.execute(_EARLIER.format(**places))


@contextmanager
def delivered(archive: Path, web: Path) -> Iterator[None]:
    """Have what is in the archive lie in the folder `web` too for as long as the block runs."""
    lacking = [file for file in archive.iterdir() if not (web / file.name).exists()]
    for file in lacking:
        (web / file.name).hardlink_to(file)
    try:
        yield
    finally:
        for file in lacking:
            (web / file.name).unlink()


# They tell of the loads themselves and when they were, which a day and a rebuild have of their own.
OF_LOADS = ("dim_source_tables", "fct_ingestion_loads", "fct_data_quality_findings")


def digests(warehouse: Path) -> dict[str, object]:
    """Return a digest of the rows of every mart but those of loads, whatever their order."""
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        query = "select table_name from duckdb_tables() where schema_name = 'marts' order by all"
        tables = [table for (table,) in connection.execute(query).fetchall()]
        rows = 'select count(*), sum(hash(t)) from marts."{}" as t'
        return {table: connection.execute(rows.format(table)).fetchone() for table in tables if table not in OF_LOADS}


def _day(file: Path) -> date:
    return date.fromisoformat(file.stem.rpartition("_")[2])
