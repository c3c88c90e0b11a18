"""Running SQL on a DuckDB file: read-only, without external access, with a time and a memory limit."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from metrics_cli.answer import Column, Row
from metrics_cli.errors import QueryFailed, QueryInvalid, WarehouseUnavailable
from metrics_cli.execution.cells import has_lost, places_of, plain
from metrics_cli.execution.stopping import stoppable
from metrics_cli.execution.warehouse import Rows, Stream

if TYPE_CHECKING:
    import duckdb

# Rows that are fetched at a time: enough to be quick, few enough to be small.
BATCH = 10_000
Result = TypeVar("Result")
_TYPES = {"DATE": "date", "BOOLEAN": "boolean"}
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BIGNUM", "VARINT")


class DuckDbWarehouse:
    """A DuckDB file, opened when the first query comes."""

    def __init__(
        self, path: Path, timeout: float, memory_limit: str, attached: Sequence[tuple[Path, str]] = ()
    ) -> None:
        """`attached` are further files that are read, each with the name that its tables have."""
        self._path = path
        self._attached = attached
        self._timeout = timeout
        self._memory_limit = memory_limit

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        return self._open()

    def _open(self, writes: Path | None = None) -> duckdb.DuckDBPyConnection:
        """Open the file for SQL that reaches no other file, no network and no setting, but may write `writes`."""
        # 0.1 s to import: only an answer pays for it.
        import duckdb

        if not self._path.is_file():
            raise WarehouseUnavailable(f"no warehouse at {self._path}", "build it: `dbt build`, or ./setup.sh here")
        config: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": self._memory_limit,
        }
        closed = {"enable_external_access": "false", "lock_configuration": "true"}
        try:
            if writes is None and not self._attached:
                return duckdb.connect(str(self._path), read_only=True, config=config | closed)
            connection = duckdb.connect(str(self._path), read_only=True, config=config)
            # A path can be allowed, and a file attached, only after the file is open and before the door is shut.
            if writes is not None:
                connection.execute("set allowed_paths = [$path]", {"path": str(writes)})
            for path, alias in self._attached:
                file, name = str(path).replace("'", "''"), alias.replace('"', '""')
                connection.execute(f"attach if not exists '{file}' as \"{name}\" (read_only)")
            for name, value in closed.items():
                connection.execute(f"set {name} = {value}")
            return connection
        except duckdb.Error as error:
            raise _unavailable(self._path, error) from None

    def run(self, sql: str, max_rows: int, keys: Container[str] = ()) -> Rows:
        """Return at most `max_rows` rows of `sql`. Raises WarehouseUnavailable, QueryInvalid or QueryFailed."""
        connection = self._connection
        fetched = self._watched(connection, lambda: connection.execute(sql).fetchmany(max_rows + 1))
        names, types = _described(connection)
        places, found = places_of(names, keys), fetched[:max_rows]
        return Rows(names, types, tuple(plain(found, places)), len(fetched) > max_rows, has_lost(found, places))

    def stream(self, sql: str, keys: Container[str] = ()) -> Stream:
        """Return all rows of `sql`, a batch at a time; each batch may take as long as the time limit."""
        cursor = self._connection.cursor()
        self._watched(cursor, lambda: cursor.execute(sql))
        names, types = _described(cursor)
        return Stream(names, types, self._batches(cursor, places_of(names, keys)))

    def _batches(self, cursor: duckdb.DuckDBPyConnection, keys: Container[int]) -> Iterator[list[Row]]:
        with _letting_go(cursor):
            while fetched := self._watched(cursor, lambda: cursor.fetchmany(BATCH)):
                yield plain(fetched, keys)

    def write_parquet(self, sql: str, columns: Sequence[Column], path: Path) -> int:
        """Have DuckDB write `columns` of `sql` to the new file `path`; the time limit is that of the whole."""
        # A process has one configuration for a file at a time.
        self.close()
        with _letting_go(self._open(writes=path)) as connection:
            self._watched(connection, lambda: _write(connection, sql, columns, path))
            count = self._watched(connection, lambda: connection.read_parquet(str(path)).count("*").fetchall())
            return int(count[0][0])

    def _watched(self, connection: duckdb.DuckDBPyConnection, work: Callable[[], Result]) -> Result:
        """Return what `work` returns; stop it after the time limit, and when the user does."""
        import duckdb

        try:
            return stoppable(work, connection.interrupt, self._timeout)
        except (duckdb.InterruptException, TimeoutError):
            raise QueryFailed(
                f"the query was stopped after {self._timeout:g} s", "ask for less, or raise --timeout"
            ) from None
        except duckdb.ConversionException as error:
            raise QueryInvalid(
                f"a value does not fit what it is compared with: {_line(error)}", "mend the condition"
            ) from None
        except duckdb.IOException as error:
            raise QueryFailed(f"DuckDB can't read or write: {_line(error)}", "is there room on the disk?") from None
        except duckdb.Error as error:
            raise QueryFailed(
                f"the warehouse refused the query: {_line(error)}",
                "rebuild it: the manifest and the warehouse may differ",
            ) from None

    def written_at(self) -> datetime | None:
        """Return when the file was last written, in UTC; None when there is none."""
        try:
            return datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except OSError:
            return None

    def close(self) -> None:
        """Let go of the file."""
        if "_connection" in self.__dict__:
            with _letting_go(self._connection):
                pass
            del self.__dict__["_connection"]


def _write(connection: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[Column], path: Path) -> None:
    from duckdb import ConversionException

    try:
        _chosen(connection, sql, columns).write_parquet(str(path), compression="zstd")
    except ConversionException as error:
        if "INT128" not in str(error):
            raise
        raise QueryFailed("a whole number is wider than the 64 bits that Parquet has", "write csv or jsonl") from None


@contextmanager
def _letting_go(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Close the connection at the end; one that is busy with what the user broke off goes with the process."""
    import duckdb

    try:
        yield connection
    finally:
        with suppress(duckdb.Error):
            connection.close()


def _chosen(connection: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[Column]) -> duckdb.DuckDBPyRelation:
    """Return `columns` of `sql` in their order, dates as dates and whole numbers as 64 bits.

    Counts are 128 bits wide, which Parquet lacks: DuckDB would write them as floats, without an error.
    """
    from duckdb import ColumnExpression

    relation = connection.sql(sql)
    found = dict(zip(relation.columns, map(str, relation.types), strict=True))
    chosen = []
    for column in columns:
        part = ColumnExpression(column.name)
        to = "DATE" if column.type == "date" else {"HUGEINT": "BIGINT", "UHUGEINT": "UBIGINT"}.get(found[column.name])
        chosen.append(part.cast(to).alias(column.name) if to else part)
    return relation.select(*chosen)


def _described(cursor: duckdb.DuckDBPyConnection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    described = cursor.description or []
    return tuple(d[0] for d in described), tuple(_type(str(d[1])) for d in described)


def _type(name: str) -> str:
    if name.startswith("TIMESTAMP"):
        return "datetime"
    return _TYPES.get(name) or ("number" if name.lstrip("U").startswith(_NUMBERS) else "string")


def _unavailable(path: Path, error: Exception) -> WarehouseUnavailable:
    if "lock" in str(error).lower():
        return WarehouseUnavailable(
            f"{path} is locked by a process that writes to it", "wait for it to finish, then ask again"
        )
    return WarehouseUnavailable(f"{path} can't be opened: {_line(error)}", "rebuild the warehouse")


def _line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
