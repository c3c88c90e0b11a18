"""Running SQL on any other warehouse, through the dbt adapter that the project's profile names.

dbt takes 1–2 s to import, so it is opened with the first query. It writes no log, no artifact, and sends nothing.
"""

from __future__ import annotations

import logging
import os
from argparse import Namespace
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from threading import RLock
from types import SimpleNamespace
from typing import Any, TypeVar

from metrics_cli.answer import Column, Row
from metrics_cli.errors import QueryFailed, WarehouseUnavailable
from metrics_cli.execution.cells import has_lost, places_of, plain, types_of
from metrics_cli.execution.parquet import write_rows
from metrics_cli.execution.stopping import stoppable
from metrics_cli.execution.warehouse import Rows, Stream
from metrics_cli.project import Project

Result = TypeVar("Result")
BATCH = 10_000


class AdapterWarehouse:
    """The warehouse of a dbt target of any type. Only what MetricFlow compiled is ever sent: queries.

    The time limit stops our waiting, and the query where the driver can cancel one.
    """

    def __init__(self, project: Project, timeout: float) -> None:
        self._project = project
        self._timeout = timeout

    @cached_property
    def _adapter(self) -> Any:
        kind = self._project.adapter
        # dbt would say so on stdout, which is for rows.
        if not _is_installed(kind):
            raise WarehouseUnavailable(f"dbt's {kind} adapter is not installed", f"pip install dbt-{kind}")
        try:
            return _load(self._project)
        except Exception as error:  # Each adapter has its own.
            reason = f"no connection by dbt's {kind} adapter: {_line(error)}"
            raise WarehouseUnavailable(reason, "try `dbt debug`") from None

    @cached_property
    def _handle(self) -> Any:
        """The driver's own connection, read-only where the driver offers it."""
        adapter = self._adapter
        try:
            adapter.acquire_connection("metrics")
            handle = adapter.connections.get_thread_connection().handle
        except Exception as error:
            kind = self._project.adapter
            raise WarehouseUnavailable(f"{kind} can't be reached: {_line(error)}", "try `dbt debug`") from None
        with suppress(Exception):
            handle.set_session(readonly=True)
        return handle

    def run(self, sql: str, max_rows: int, keys: Container[str] = ()) -> Rows:
        """Return at most `max_rows` rows of `sql`. Raises WarehouseUnavailable or QueryFailed."""
        names, types, fetched, _ = self._open(sql, max_rows + 1)
        places, first = places_of(names, keys), fetched[:max_rows]
        return Rows(names, types, tuple(plain(first, places)), len(fetched) > max_rows, has_lost(first, places))

    def stream(self, sql: str, keys: Container[str] = ()) -> Stream:
        """Return all rows of `sql`, a batch at a time; each batch may take as long as the time limit."""
        names, types, first, cursor = self._open(sql, BATCH, is_long=True)
        return Stream(names, types, self._batches(first, cursor, places_of(names, keys)))

    def write_parquet(self, sql: str, columns: Sequence[Column], path: Path) -> int:
        """Write `columns` of `sql` to the new file `path`; each batch may take as long as the time limit."""
        stream = self.stream(sql)
        places = [stream.names.index(column.name) for column in columns]
        dates = [column.type == "date" for column in columns]
        rows = ([_picked(row, places, dates) for row in batch] for batch in stream.batches)
        return write_rows(path)(columns, rows)

    def written_at(self) -> datetime | None:
        """Return None: no adapter tells when its data changed."""
        return None

    def close(self) -> None:
        """Let go of the connection."""
        if "_handle" in self.__dict__:
            del self.__dict__["_handle"]
            with suppress(Exception):
                self._adapter.cleanup_connections()

    def _open(
        self, sql: str, size: int, is_long: bool = False
    ) -> tuple[tuple[str, ...], tuple[str, ...], list[tuple[Any, ...]], Any]:
        """Start `sql` and return names, types, the first rows as the driver has them, and the cursor for the rest."""
        cursor = _cursor(self._handle, is_long) if hasattr(self._handle, "cursor") else Whole(self._adapter)

        def first() -> Any:
            cursor.execute(sql)
            return cursor.fetchmany(size)

        rows = list(self._watched(first))
        # Some warehouses shout: MetricFlow's names are small letters.
        names = tuple(str(d[0]).lower() for d in cursor.description)
        return names, types_of(rows, self._declared(cursor)), rows, cursor

    def _batches(self, first: list[tuple[Any, ...]], cursor: Any, keys: Container[int]) -> Iterator[list[Row]]:
        rows = first
        while rows:
            yield plain(rows, keys)
            rows = self._watched(lambda: cursor.fetchmany(BATCH))

    def _declared(self, cursor: Any) -> list[str]:
        """Return what the adapter calls the columns' types; nothing for one that has no names for them."""
        try:
            named = self._adapter.connections.data_type_code_to_name
            return [str(named(d[1])) for d in cursor.description]
        except Exception:  # Not every adapter can tell.
            return [""] * len(cursor.description)

    def _watched(self, work: Callable[[], Result]) -> Result:
        try:
            return stoppable(work, self._stop, self._timeout)
        except TimeoutError:
            reason = f"the query was stopped after {self._timeout:g} s"
            raise QueryFailed(reason, "ask for less, or raise --timeout") from None
        except Exception as error:  # Each driver has its own.
            with suppress(Exception):
                self._handle.rollback()
            reason = f"the warehouse refused the query: {_line(error)}"
            raise QueryFailed(reason, "rebuild it: the manifest and the warehouse may differ") from None

    def _stop(self) -> None:
        """Cancel what runs, in the way that the driver knows."""
        for name in ("cancel", "interrupt"):
            stop = getattr(self._handle, name, None)
            if callable(stop):
                with suppress(Exception):
                    stop()
                return
        with suppress(Exception):
            connections = self._adapter.connections
            connections.cancel(connections.get_thread_connection())


class Whole:
    """A cursor for an adapter whose driver has none (BigQuery): the whole result at once, as dbt hands it out."""

    def __init__(self, adapter: Any) -> None:
        self._adapter = adapter
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self.description: list[tuple[str, None]] = []

    def execute(self, sql: str) -> None:
        """Run the query and hold its rows."""
        with self._adapter.connection_named("metrics, whole"):
            _, table = self._adapter.execute(sql, auto_begin=False, fetch=True)
        self.description = [(name, None) for name in table.column_names]
        self._rows = iter([tuple(row.values()) for row in table.rows])

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        """Return the next rows, at most `size`."""
        return list(islice(self._rows, size))


def _is_installed(kind: str) -> bool:
    try:
        return find_spec(f"dbt.adapters.{kind}") is not None
    except ModuleNotFoundError:
        return False


def _load(project: Project) -> Any:
    """Return dbt's adapter for the project's target, without dbt's project, logs and tracking."""
    # A profile may take its access mode from here; whoever set it knows better.
    os.environ.setdefault("DBT_WAREHOUSE_ACCESS", "read_only")
    logging.getLogger().setLevel(logging.ERROR)
    from dbt.adapters.factory import get_adapter_class_by_name, load_plugin
    from dbt.config.runtime import load_profile
    from dbt.flags import set_from_args
    from dbt_common.context import set_invocation_context

    set_invocation_context(os.environ)
    quiet = {"SEND_ANONYMOUS_USAGE_STATS": False, "VERSION_CHECK": False, "WRITE_JSON": False, "USE_COLORS": False}
    set_from_args(Namespace(PROFILES_DIR=str(project.profiles_dir), PROJECT_DIR=str(project.root), **quiet), None)
    profile = load_profile(str(project.root), {}, project.profile, project.target)
    load_plugin(profile.credentials.type)
    # It asks for a whole runtime configuration and reads of it what a profile has, as `mf` relies on too.
    adapter: Any = get_adapter_class_by_name(profile.credentials.type)
    # Of a multiprocessing context it takes locks; those of one process leave nothing to clean up at its end.
    return adapter(profile, SimpleNamespace(RLock=RLock))


def _cursor(handle: Any, is_long: bool) -> Any:
    """Return a cursor; for a long result one that leaves the rows with the server, where the driver has such."""
    if is_long and type(handle).__module__.startswith("psycopg2"):
        # The plain cursor of this driver fetches all rows with the first.
        cursor = handle.cursor(name="metrics", withhold=False)
        cursor.itersize = BATCH
        return cursor
    return handle.cursor()


def _picked(row: Row, places: Sequence[int], dates: Sequence[bool]) -> Row:
    cells = [row[place] for place in places]
    return tuple(
        c.date() if is_date and isinstance(c, datetime) else c for c, is_date in zip(cells, dates, strict=True)
    )


def _line(error: BaseException) -> str:
    """Return the first line that says something: dbt's errors begin with their kind."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if not line.endswith("Error")]
    return telling[0] if telling else type(error).__name__
