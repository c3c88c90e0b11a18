"""What a warehouse was built by, kept inside the file: whether a build may go on from the rows that it finds there.

Rows that other code made are no beginning. As the note is in the file, it is published, copied, restored and lost with
the rows that it speaks of.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def note(build: Path, models: str) -> bool:
    """Note in a fresh copy of the warehouse its models and loads; whether the same models built it before."""
    import duckdb

    with duckdb.connect(str(build)) as connection:
        is_incremental = _noted(connection, "models") == models
        connection.execute("create schema if not exists build")
        connection.execute(
            "create or replace table build.origin as select ? as models, ? as is_incremental, ? as loads",
            [models, is_incremental, _loads(connection)],
        )
    return is_incremental


def is_of_every_load(warehouse: Path) -> bool:
    """Whether nothing was loaded, or repaired in the quarantine and loaded, since the warehouse was built."""
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return _noted(connection, "loads") == _loads(connection)


def _noted(connection: "DuckDBPyConnection", what: str) -> object:
    """Return what was noted; None where nothing was, or by older code."""
    if what not in _columns(connection, "build", "origin"):
        return None
    (found,) = connection.execute(f"select {what} from build.origin").fetchone() or (None,)
    return found


def _loads(connection: "DuckDBPyConnection") -> int:
    if not _columns(connection, "raw", "ingestion_log"):
        return 0
    (count,) = connection.execute("select count(*) from raw.ingestion_log").fetchone() or (0,)
    return int(count)


def _columns(connection: "DuckDBPyConnection", schema: str, table: str) -> set[str]:
    query = "select column_name from duckdb_columns() where schema_name = ? and table_name = ?"
    return {name for (name,) in connection.execute(query, [schema, table]).fetchall()}


def is_incremental(build: Path) -> bool:
    """Whether the build under way goes on from the rows that were published."""
    import duckdb

    with duckdb.connect(str(build), read_only=True) as connection:
        (found,) = connection.execute("select is_incremental from build.origin").fetchone() or (False,)
    return bool(found)
