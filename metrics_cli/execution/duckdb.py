"""Running SQL on a DuckDB file: read-only, without external access, with a time and a memory limit."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from metrics_cli.answer import Cell
from metrics_cli.errors import QueryFailed, QueryInvalid, WarehouseUnavailable
from metrics_cli.execution.warehouse import Rows

if TYPE_CHECKING:
    import duckdb

_TYPES = {"DATE": "date", "BOOLEAN": "boolean"}
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BIGNUM", "VARINT")


class DuckDbWarehouse:
    """A DuckDB file, opened when the first query comes."""

    def __init__(self, path: Path, timeout: float, memory_limit: str) -> None:
        self._path = path
        self._timeout = timeout
        self._memory_limit = memory_limit

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        # 0.1 s to import: only an answer pays for it.
        import duckdb

        if not self._path.is_file():
            raise WarehouseUnavailable(f"no warehouse at {self._path}", "build it: `dbt build`, or ./setup.sh here")
        # Extensions, files and settings are out of reach of any SQL that comes after.
        config: dict[str, Any] = {
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": self._memory_limit,
            "lock_configuration": "true",
        }
        try:
            return duckdb.connect(str(self._path), read_only=True, config=config)
        except duckdb.Error as error:
            raise _unavailable(self._path, error) from None

    def run(self, sql: str, max_rows: int) -> Rows:
        """Return at most `max_rows` rows of `sql`. Raises WarehouseUnavailable, QueryInvalid or QueryFailed."""
        import duckdb

        connection = self._connection
        timer = Timer(self._timeout, connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            cursor = connection.execute(sql)
            fetched = cursor.fetchmany(max_rows + 1)
        except duckdb.InterruptException:
            raise QueryFailed(
                f"the query was stopped after {self._timeout:g} s", "ask for less, or raise --timeout"
            ) from None
        except duckdb.ConversionException as error:
            raise QueryInvalid(
                f"a value does not fit what it is compared with: {_line(error)}", "mend the condition"
            ) from None
        except duckdb.Error as error:
            raise QueryFailed(
                f"the warehouse refused the query: {_line(error)}",
                "rebuild it: the manifest and the warehouse may differ",
            ) from None
        finally:
            timer.cancel()
        described = cursor.description or []
        rows = tuple(tuple(_cell(v) for v in row) for row in fetched[:max_rows])
        names, types = tuple(d[0] for d in described), tuple(_type(str(d[1])) for d in described)
        return Rows(names, types, rows, len(fetched) > max_rows)

    def written_at(self) -> datetime | None:
        """Return when the file was last written, in UTC; None when there is none."""
        try:
            return datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except OSError:
            return None

    def close(self) -> None:
        """Let go of the file."""
        if "_connection" in self.__dict__:
            self._connection.close()
            del self.__dict__["_connection"]


def _type(name: str) -> str:
    if name.startswith("TIMESTAMP"):
        return "datetime"
    return _TYPES.get(name) or ("number" if name.lstrip("U").startswith(_NUMBERS) else "string")


def _cell(value: Any) -> Cell:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, bytes | list | dict | tuple):
        return str(value)
    found: Cell = value
    return found


def _unavailable(path: Path, error: Exception) -> WarehouseUnavailable:
    if "lock" in str(error).lower():
        return WarehouseUnavailable(
            f"{path} is locked by a process that writes to it", "wait for it to finish, then ask again"
        )
    return WarehouseUnavailable(f"{path} can't be opened: {_line(error)}", "rebuild the warehouse")


def _line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
