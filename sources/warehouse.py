"""The live warehouse file, which is never written to: it is only ever replaced by a finished copy.

So a reader is never locked out and never sees half a change, and a process that is killed leaves the live file as it
was. The folder of the live file holds `.lock` (held while a copy is made and put in place), `.edit/` (copies in the
making, removed by the next edit) and `build/` (the copy that a longer build works on).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sources.errors import WarehouseError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The newest file format that DuckDB 1.4 clients open; the setting stays with the file.
STORAGE_VERSION = "v1.4.0"


@contextmanager
def edit(warehouse: Path) -> Iterator[Path]:
    """Yield a copy of `warehouse` (a new, empty one if there is none) that replaces it when the block succeeds.

    The copy has the same file name in a folder of its own. Edits wait for one another. Raises WarehouseError when
    the folder cannot be written.
    """
    with _explained(warehouse), _lock(warehouse):
        edits = warehouse.parent / ".edit"
        shutil.rmtree(edits, ignore_errors=True)  # left by an edit that was killed; we hold the lock, so nobody's
        edits.mkdir()
        try:
            # A folder of its own each time: DuckDB gives one process the same database for the same path.
            copy = Path(tempfile.mkdtemp(dir=edits)) / warehouse.name
            _copy(warehouse, copy)
            yield copy
            _replace(copy, warehouse)
        finally:
            shutil.rmtree(edits, ignore_errors=True)


def begin(warehouse: Path) -> Path:
    """Return a fresh copy of `warehouse` in `build/` beside it, for a build that takes longer than a lock should."""
    build = warehouse.parent / "build" / warehouse.name
    with _explained(warehouse), _lock(warehouse):
        build.parent.mkdir(exist_ok=True)
        for leftover in build.parent.glob(f"{warehouse.name}*"):
            # Where memory was short, a killed DuckDB leaves a folder of what it had spilled.
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        _copy(warehouse, build)
    return build


def publish(build: Path, warehouse: Path) -> None:
    """Put `build` in the place of `warehouse`; loads that `warehouse` got since the build began are carried over."""
    with _explained(warehouse), _lock(warehouse):
        if not build.exists():
            raise WarehouseError(f"there is no build at {build.name} to publish", "begin one, then publish it once")
        if warehouse.exists():
            _carry_over_raw(warehouse, build)
        _replace(build, warehouse)


@contextmanager
def read(warehouse: Path) -> Iterator[DuckDBPyConnection]:
    """Yield a connection with the live file attached read-only as its default database."""
    import duckdb

    # Not connect(warehouse): while some other connection of this process holds an older file of that path open,
    # DuckDB would hand out the older one.
    with _explained(warehouse), duckdb.connect() as connection:
        connection.execute(f"attach {quoted(warehouse)} as live (read_only)")
        connection.execute("use live")
        yield connection


def raw_tables(warehouse: Path) -> set[str]:
    """Return the names of the tables in the schema raw; none where there is no warehouse."""
    if not warehouse.exists():
        return set()
    with read(warehouse) as connection:
        return _raw_tables(connection, "live")


def quoted(path: Path) -> str:
    """Return `path` as a SQL string."""
    return "'" + str(path).replace("'", "''") + "'"


def _copy(warehouse: Path, copy: Path) -> None:
    if warehouse.exists():
        shutil.copyfile(warehouse, copy)
        return
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"attach {quoted(copy)} as created (storage_version '{STORAGE_VERSION}')")


def _replace(copy: Path, warehouse: Path) -> None:
    """Make `copy` the live file, whole and on disk."""
    import duckdb

    with duckdb.connect(str(copy)) as connection:
        connection.execute("checkpoint")
    if copy.with_name(f"{copy.name}.wal").exists():
        raise WarehouseError(f"{copy.name} has unfinished changes", "close every connection to it, then try again")
    _sync(copy)
    os.replace(copy, warehouse)
    _sync(warehouse.parent)


def _carry_over_raw(warehouse: Path, build: Path) -> None:
    import duckdb

    with duckdb.connect(str(build)) as connection:
        connection.execute(f"attach {quoted(warehouse)} as live (read_only)")
        live, built = (_raw_tables(connection, database) for database in ("live", build.stem))
        if "ingestion_log" not in live or _has_every_load(connection, built):
            return
        connection.execute("begin")
        connection.execute("create schema if not exists raw")
        for table in built - live:
            connection.execute(f'drop table raw."{table}"')
        for table in live:
            connection.execute(f'create or replace table raw."{table}" as from live.raw."{table}"')
        connection.execute("commit")


def _raw_tables(connection: DuckDBPyConnection, database: str) -> set[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = ? and schema_name = 'raw'", [database]
    ).fetchall()
    return {table for (table,) in rows}


def _has_every_load(connection: DuckDBPyConnection, built: set[str]) -> bool:
    if "ingestion_log" not in built:
        return False
    loads = 'select "table", file, checksum, contract, finished_at, status from'
    missing = f"{loads} live.raw.ingestion_log except {loads} raw.ingestion_log"
    return not connection.execute(f"{missing} limit 1").fetchall()


@contextmanager
def _lock(warehouse: Path) -> Iterator[None]:
    """Hold the lock of the warehouse's folder; it is released by the system even when the process is killed."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with open(warehouse.parent / ".lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _explained(warehouse: Path) -> Iterator[None]:
    """Turn a failure of disk or database into one line that says what to do."""
    import duckdb

    name = f"{warehouse.parent.name}/{warehouse.name}"
    try:
        yield
    except OSError as error:
        hint = "check the permissions of its folder and the free space, then run this again; nothing was changed"
        raise WarehouseError(f"{name} cannot be written: {error.strerror or error}", hint) from error
    except duckdb.Error as error:
        first_line = str(error).partition("\n")[0]
        hint = "check that the file is a DuckDB database, that its disk has space and that nobody writes to it"
        raise WarehouseError(f"{name} cannot be opened or changed: {first_line}", hint) from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
