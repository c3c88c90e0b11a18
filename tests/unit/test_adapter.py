"""The door of every other warehouse, tried on the one adapter that is always there: dbt's own for DuckDB."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from metrics_cli.answer import Column
from metrics_cli.errors import QueryFailed, WarehouseUnavailable
from metrics_cli.execution.adapter import BATCH, AdapterWarehouse, Whole
from metrics_cli.execution.cells import plain, types_of
from metrics_cli.execution.parquet import write_rows
from metrics_cli.project import Project, find_project
from metrics_cli.settings import Settings
from tests.projects.built import Built

VALUES = (
    "select 1 as a, date '2024-02-29' as b, 1.50 as c, null::integer as d, 'x' as e, true as f,"
    " timestamp '2024-02-29 10:00' as g"
)


@pytest.fixture(scope="module")
def project(library: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A copy of the library: dbt's DuckDB adapter locks the file for as long as this process lives."""
    copy = library.copy(tmp_path_factory.mktemp("adapter") / "library")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LIBRARY_WAREHOUSE", str(copy.warehouse))
        yield find_project(Settings(project_dir=copy.root), os.environ, copy.root)


@pytest.fixture
def warehouse(project: Project) -> Iterator[AdapterWarehouse]:
    """The library's warehouse as the dbt adapter opens it."""
    found = AdapterWarehouse(project, 5)
    yield found
    found.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["-m", "loans,fines,overdue_rate", "-g", "month,genre", "--order", "month,genre"],
        ["-m", "loans,new_members", "-g", "month"],
        ["-m", "fines", "-g", "title_name", "-w", "title_name in ('{{ template }}', 'back\\slash')"],
        ["-m", "fine_per_loan", "-g", "term"],
        ["-m", "loans", "-g", "is_overdue"],
    ],
)
def test_both_doors_give_the_same_rows(library: Built, arguments: list[str]) -> None:
    direct = library.metrics("query", *arguments, "--json").json
    through = library.metrics("query", *arguments, "--json", METRICS_EXECUTION="dbt")
    assert through.code == 0, through.err
    assert through.err == ""
    assert [through.json[key] for key in ("columns", "rows", "sql")] == [
        direct[key] for key in ("columns", "rows", "sql")
    ]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_both_doors_export_the_same_text(library: Built, form: str) -> None:
    query = ["query", "-m", "loans,fines", "-g", "day,genre", "--order", "day,genre", "--format", form]
    assert library.metrics(*query, METRICS_EXECUTION="dbt").out == library.metrics(*query).out


def test_dbt_leaves_nothing_behind(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    shutil.rmtree(copy.root / "logs", ignore_errors=True)
    before = {path.name for path in copy.root.iterdir()}, {path.name for path in (copy.root / "target").iterdir()}
    shown = copy.metrics("query", "-m", "loans", METRICS_EXECUTION="dbt")
    assert (shown.code, shown.err) == (0, "")
    after = {path.name for path in copy.root.iterdir()}, {path.name for path in (copy.root / "target").iterdir()}
    assert after[0] == before[0]
    assert after[1] - before[1] <= {"metrics"}


def test_values_keep_their_types(warehouse: AdapterWarehouse) -> None:
    rows = warehouse.run(VALUES, 1)
    assert rows.types == ("number", "date", "number", "string", "string", "boolean", "datetime")
    assert rows.rows == ((1, date(2024, 2, 29), Decimal("1.50"), None, "x", True, datetime(2024, 2, 29, 10)),)
    assert not rows.truncated


def test_a_driver_without_cursors_gives_the_same_values(warehouse: AdapterWarehouse) -> None:
    whole = Whole(warehouse._adapter)
    whole.execute(VALUES)
    assert [name for name, _ in whole.description] == list("abcdefg")
    rows = plain(whole.fetchmany(2))
    assert rows == list(warehouse.run(VALUES, 1).rows)
    assert [type(cell) for cell in rows[0]] == [type(cell) for cell in warehouse.run(VALUES, 1).rows[0]]
    assert whole.fetchmany(1) == []


def test_more_rows_than_asked_for_are_said(warehouse: AdapterWarehouse) -> None:
    rows = warehouse.run("select unnest(range(5)) as N", 3)
    assert (rows.names, len(rows.rows), rows.truncated) == (("n",), 3, True)


def test_a_stream_leaves_no_row_out(warehouse: AdapterWarehouse) -> None:
    batches = list(warehouse.stream(f"select range as n from range({BATCH + 1})").batches)
    assert [len(batch) for batch in batches] == [BATCH, 1]


def test_parquet_gets_types_from_the_values(warehouse: AdapterWarehouse, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    columns = [Column(name, name, "date" if name == "g" else "string") for name in "gabcdef"]
    assert warehouse.write_parquet(VALUES, columns, path) == 1
    with duckdb.connect() as connection:
        found = connection.read_parquet(str(path))
        assert found.columns == list("gabcdef")
        assert [str(t) for t in found.types][:4] == ["DATE", "BIGINT", "DATE", "DECIMAL(38,2)"]
        assert found.fetchall() == [
            (date(2024, 2, 29), 1, date(2024, 2, 29), Decimal("1.50"), None, "x", True),
        ]


def test_parquet_tells_a_missing_text_from_an_empty_one_and_keeps_large_numbers(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    rows = [("", 2**70, 1), (None, -1, 0.5), ('"\n\\', None, Decimal("0.1"))]
    write_rows(path)([Column(name, name, "string") for name in "abc"], [rows[:2], rows[2:]])
    with duckdb.connect() as connection:
        found = connection.read_parquet(str(path)).fetchall()
    assert found == [("", 2**70, 1.0), (None, -1, 0.5), ('"\n\\', None, 0.1)]


def test_a_query_that_fails_is_one_line_and_the_next_one_works(warehouse: AdapterWarehouse) -> None:
    with pytest.raises(QueryFailed, match="nowhere") as raised:
        warehouse.run("select 1 from nowhere", 1)
    assert "\n" not in raised.value.message
    assert warehouse.run("select 1 as a", 1).rows == ((1,),)


def test_a_query_that_takes_too_long_is_stopped(project: Project) -> None:
    with pytest.raises(QueryFailed, match=r"stopped after 0\.5 s"):
        AdapterWarehouse(project, 0.5).run(
            "select count(*) from range(10000000) a join range(10000000) b on a.range < b.range", 1
        )


def test_a_profile_that_dbt_cannot_use_is_one_line(library: Built) -> None:
    project = find_project(Settings(project_dir=library.root, target="elsewhere"), {}, library.root)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LIBRARY_HOST", "127.0.0.9")
        with pytest.raises(WarehouseUnavailable, match="postgres") as raised:
            AdapterWarehouse(project, 5).run("select 1", 1)
    assert "\n" not in raised.value.message


@pytest.mark.parametrize(
    ("rows", "declared", "expected"),
    [
        ([(None,), (Decimal(1),)], [""], "number"),
        ([(None,)], ["NUMERIC"], "number"),
        ([(None,)], ["timestamp with time zone"], "datetime"),
        ([], ["BOOL"], "boolean"),
        ([], ["VARCHAR"], "string"),
        ([], [""], "string"),
    ],
)
def test_a_type_is_that_of_the_values_else_the_declared(
    rows: list[tuple[Decimal | None]], declared: list[str], expected: str
) -> None:
    assert types_of(rows, declared) == (expected,)
