"""What a warehouse was built by, kept inside the file: whether a build may go on from the rows that it finds there.

Rows that other code made are no beginning. As the note is in the file, it is published, copied, restored and lost with
the rows that it speaks of.
"""

from pathlib import Path


def note(build: Path, models: str) -> bool:
    """Note in a fresh copy of the warehouse which models it is built by; whether it was built by the same before."""
    import duckdb

    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema if not exists build")
        connection.execute("create table if not exists build.origin (models varchar, is_incremental boolean)")
        before = connection.execute("select models from build.origin").fetchall()
        is_incremental = before == [(models,)]
        connection.execute(
            "create or replace table build.origin as select ? as models, ? as is_incremental", [models, is_incremental]
        )
    return is_incremental


def is_incremental(build: Path) -> bool:
    """Whether the build under way goes on from the rows that were published."""
    import duckdb

    with duckdb.connect(str(build), read_only=True) as connection:
        (found,) = connection.execute("select is_incremental from build.origin").fetchone() or (False,)
    return bool(found)
