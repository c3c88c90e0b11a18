"""The live warehouse file is only ever replaced, by a finished copy, and loses no load."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from sources.errors import WarehouseError
from sources.ingestion import ingest
from sources.warehouse import begin, edit, publish
from tests.pipeline.deliveries import BY_TABLE, PRODUCTS, ask, csv_text, products, put, start


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "data.duckdb"


def run(file: Path, *statements: str) -> None:
    with duckdb.connect(str(file)) as connection:
        for statement in statements:
            connection.execute(statement)


def deliver(sources: Path, warehouse: Path, count: int) -> None:
    put(sources, PRODUCTS, csv_text(products(count)))
    ingest(PRODUCTS, sources, warehouse)


def test_an_edit_that_succeeds_replaces_the_live_file(warehouse: Path) -> None:
    with edit(warehouse) as copy:
        assert copy.name == warehouse.name
        assert copy != warehouse
        run(copy, "create table t as select 1 as a")
    assert ask(warehouse, "from t") == [(1,)]
    assert sorted(path.name for path in warehouse.parent.iterdir()) == [".lock", "data.duckdb"]


def test_an_edit_that_fails_changes_nothing(warehouse: Path) -> None:
    with edit(warehouse) as copy:
        run(copy, "create table t as select 1 as a")
    with pytest.raises(ZeroDivisionError), edit(warehouse) as copy:
        run(copy, "drop table t")
        _ = 1 / 0
    assert ask(warehouse, "from t") == [(1,)]
    assert sorted(path.name for path in warehouse.parent.iterdir()) == [".lock", "data.duckdb"]


def test_the_file_can_be_opened_by_duckdb_1_4(tmp_path: Path, warehouse: Path) -> None:
    deliver(tmp_path, warehouse, 3)
    build = begin(warehouse)
    run(build, "create schema marts", "create table marts.t as select range as a from range(10000)")
    publish(build, warehouse)
    deliver(tmp_path, warehouse, 4)
    (tags,) = ask(warehouse, "select tags from duckdb_databases() where database_name = 'data'")[0]
    assert tags["storage_version"].startswith("v1.4.0")


def test_a_build_is_published_whole(tmp_path: Path, warehouse: Path) -> None:
    deliver(tmp_path, warehouse, 3)
    build = begin(warehouse)
    assert build == warehouse.parent / "build" / "data.duckdb"
    run(build, "create table marts as select count(*) as n from raw.products")
    with pytest.raises(duckdb.CatalogException):
        ask(warehouse, "from marts")
    publish(build, warehouse)
    assert ask(warehouse, "from marts") == [(3,)]
    assert not build.exists()


def test_a_build_starts_afresh_whatever_an_earlier_one_left(tmp_path: Path, warehouse: Path) -> None:
    deliver(tmp_path, warehouse, 3)
    run(begin(warehouse), "create table half_built as select 1 as a")
    (warehouse.parent / "build" / "data.duckdb.wal").write_text("left by a killed build")
    (warehouse.parent / "build" / "data.duckdb.tmp").mkdir()
    (warehouse.parent / "build" / "data.duckdb.tmp" / "spilled").write_text("what memory had no room for")
    build = begin(warehouse)
    assert [path.name for path in build.parent.iterdir()] == ["data.duckdb"]
    with duckdb.connect(str(build)) as connection, pytest.raises(duckdb.CatalogException):
        connection.execute("from half_built")


def test_a_build_can_begin_before_there_is_a_warehouse(warehouse: Path) -> None:
    build = begin(warehouse)
    run(build, "create table t as select 1 as a")
    publish(build, warehouse)
    assert ask(warehouse, "from t") == [(1,)]


def test_loads_that_came_during_a_build_are_carried_over(tmp_path: Path, warehouse: Path) -> None:
    deliver(tmp_path, warehouse, 3)
    build = begin(warehouse)
    run(
        build,
        "create view shown as select product_id from raw.products",
        "create table marts as select count(*) as n from raw.products",
        "create table raw.left_over as select 1 as a",
    )
    deliver(tmp_path, warehouse, 7)
    users = BY_TABLE["users"]
    put(tmp_path, users, csv_text([{column.name: "" for column in users.columns} | {"user_id": 1}]))
    ingest(users, tmp_path, warehouse)
    publish(build, warehouse)
    assert ask(warehouse, "from marts") == [(3,)]
    assert ask(warehouse, "select count(*) from shown") == [(7,)]
    assert ask(warehouse, "select user_id from raw.users") == [(1,)]
    assert ask(warehouse, "select rows_loaded from raw.ingestion_log order by finished_at") == [(3,), (7,), (1,)]
    tables = ask(warehouse, "select table_name from duckdb_tables() where schema_name = 'raw' order by 1")
    assert [table for (table,) in tables] == [
        "ingestion_aside",
        "ingestion_findings",
        "ingestion_log",
        "products",
        "users",
    ]
    assert ingest(users, tmp_path, warehouse).status == "unchanged"


def test_a_first_load_that_came_during_a_build_is_carried_over(tmp_path: Path, warehouse: Path) -> None:
    build = begin(warehouse)
    deliver(tmp_path, warehouse, 3)
    publish(build, warehouse)
    assert ask(warehouse, "select count(*) from raw.products") == [(3,)]


def test_a_build_is_published_once(tmp_path: Path, warehouse: Path) -> None:
    deliver(tmp_path, warehouse, 3)
    build = begin(warehouse)
    publish(build, warehouse)
    with pytest.raises(WarehouseError, match="there is no build"):
        publish(build, warehouse)
    assert ask(warehouse, "select count(*) from raw.products") == [(3,)]


def test_a_build_that_somebody_else_still_writes_is_not_published(tmp_path: Path, warehouse: Path) -> None:
    deliver(tmp_path, warehouse, 3)
    build = begin(warehouse)
    writing = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.readline()"
    writer = start(writing, build)
    assert writer.stdout and writer.stdout.readline() == "open\n"
    with pytest.raises(WarehouseError, match="cannot be opened or changed"):
        publish(build, warehouse)
    writer.communicate("done\n")
    publish(build, warehouse)
    assert ask(warehouse, "select count(*) from raw.products") == [(3,)]
