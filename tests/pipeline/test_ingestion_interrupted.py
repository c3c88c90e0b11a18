"""Loads that are killed, that meet, that find the disk full or the folder closed: the live warehouse stays whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from sources.ingestion import ingest
from tests.pipeline.deliveries import BY_TABLE, PRODUCTS, ask, csv_text, products, put, start

COUNT = "select count(*) from raw.products"

# Asks for the time twice: when it begins, and in its transaction, when the rows are in but not committed.
HALTING = """
import sys
from pathlib import Path
from sources.contracts import CONTRACTS
from sources.ingestion import ingest, utc_now
asked = []
def clock():
    asked.append(1)
    if len(asked) == 2:
        print("in the middle", flush=True)
        sys.stdin.readline()
    return utc_now()
table, sources, warehouse = sys.argv[1:]
contract = next(contract for contract in CONTRACTS if contract.table == table)
print(ingest(contract, Path(sources), Path(warehouse), clock).status, flush=True)
"""
PLAIN = HALTING.replace("len(asked) == 2", "False")


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    warehouse = tmp_path / "warehouse" / "data.duckdb"
    put(tmp_path, PRODUCTS, csv_text(products(2)))
    ingest(PRODUCTS, tmp_path, warehouse)
    put(tmp_path, PRODUCTS, csv_text(products(5)))
    return warehouse


def halted(table: str, sources: Path, warehouse: Path) -> subprocess.Popen[str]:
    """Return a process that is in the middle of a load and goes on when it is sent a line."""
    process = start(HALTING, table, sources, warehouse)
    assert process.stdout and process.stdout.readline() == "in the middle\n"
    return process


def test_a_killed_load_leaves_the_old_rows_and_the_next_one_repairs(tmp_path: Path, warehouse: Path) -> None:
    process = halted("products", tmp_path, warehouse)
    process.kill()
    process.communicate()
    assert list((warehouse.parent / ".edit").iterdir()), "the kill left nothing: it was not in the middle"
    assert ask(warehouse, COUNT) == [(2,)]
    assert ingest(PRODUCTS, tmp_path, warehouse).status == "loaded"
    assert ask(warehouse, COUNT) == [(5,)]
    assert sorted(path.name for path in warehouse.parent.iterdir()) == [".lock", "data.duckdb"]


def test_the_old_rows_are_read_while_a_load_is_under_way(tmp_path: Path, warehouse: Path) -> None:
    process = halted("products", tmp_path, warehouse)
    assert ask(warehouse, COUNT) == [(2,)]
    process.communicate("go on\n")
    assert ask(warehouse, COUNT) == [(5,)]


def test_loads_that_meet_wait_for_one_another_and_none_is_lost(tmp_path: Path, warehouse: Path) -> None:
    users = BY_TABLE["users"]
    row = {column.name: "" for column in users.columns} | {"user_id": 1}
    put(tmp_path, users, csv_text([row]))
    first = halted("products", tmp_path, warehouse)
    others = [start(PLAIN, table, tmp_path, warehouse) for table in ("users", "products", "users")]
    assert first.communicate("go on\n")[0] == "loaded\n"
    told = [other.communicate()[0] for other in others]
    assert sorted(told) == ["loaded\n", "unchanged\n", "unchanged\n"]
    assert ask(warehouse, COUNT) == [(5,)]
    assert ask(warehouse, "select count(*) from raw.users") == [(1,)]
    assert ask(warehouse, "select count(*) from raw.ingestion_log") == [(3,)]


def test_a_reader_of_this_process_neither_stops_a_load_nor_misleads_the_next(tmp_path: Path, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as reader:
        assert reader.execute(COUNT).fetchall() == [(2,)]
        assert ingest(PRODUCTS, tmp_path, warehouse).status == "loaded"
        assert reader.execute(COUNT).fetchall() == [(2,)]
        assert ask(warehouse, COUNT) == [(5,)]
        # The reader still shows what was loaded first; that must not pass for what is loaded now.
        put(tmp_path, PRODUCTS, csv_text(products(2)))
        assert ingest(PRODUCTS, tmp_path, warehouse).status == "loaded"
    assert ask(warehouse, COUNT) == [(2,)]


def test_a_reader_of_another_process_does_not_stop_a_load(tmp_path: Path, warehouse: Path) -> None:
    reading = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
print("open", flush=True)
sys.stdin.readline()
print(connection.execute("select count(*) from raw.products").fetchone()[0])
"""
    reader = start(reading, warehouse)
    assert reader.stdout and reader.stdout.readline() == "open\n"
    assert ingest(PRODUCTS, tmp_path, warehouse).status == "loaded"
    assert reader.communicate("go on\n")[0] == "2\n"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users of the machine may read, which those of pytest are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


# Nothing stops root from writing: it becomes somebody else, after a load elsewhere that imports what is to be imported.
LIMITED = """
import contextlib, os, resource, sys
from sources.cli import main
limit, elsewhere, sources, warehouse = sys.argv[1:]
load = ["ingest", "--table", "products", "--sources", sources, "--warehouse"]
if limit == "write-protected" and os.getuid() == 0:
    with contextlib.redirect_stdout(None):
        main([*load, elsewhere])
    os.setgid(65534)
    os.setuid(65534)
if limit == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
sys.exit(main([*load, warehouse]))
"""


@pytest.mark.parametrize(("limit", "reason"), [("write-protected", "Permission denied"), ("full", "File too large")])
def test_a_warehouse_that_cannot_be_written_costs_one_line_and_no_data(
    tmp_path: Path, open_folder: Path, limit: str, reason: str
) -> None:
    sources, warehouse = open_folder / "sources", open_folder / "warehouse" / "data.duckdb"
    put(sources, PRODUCTS, csv_text(products(2)))
    ingest(PRODUCTS, sources, warehouse)
    put(sources, PRODUCTS, csv_text(products(5)))
    if limit == "write-protected":
        warehouse.parent.chmod(0o555)
    process = start(LIMITED, limit, tmp_path / "data.duckdb", sources, warehouse)
    out, error = process.communicate()
    assert (process.returncode, out) == (1, "")
    assert error.startswith("error: warehouse/data.duckdb cannot be")
    assert reason in error and "/ hint: check" in error and error.count("\n") == 1
    assert ask(warehouse, COUNT) == [(2,)]
    warehouse.parent.chmod(0o755)
    assert not (warehouse.parent / ".edit").exists()


def test_a_file_that_is_no_warehouse_is_not_replaced(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse" / "data.duckdb"
    warehouse.parent.mkdir()
    warehouse.write_text("somebody's notes")
    put(tmp_path, PRODUCTS, csv_text(products(2)))
    process = start(LIMITED, "no limit", "", tmp_path, warehouse)
    _, error = process.communicate()
    assert process.returncode == 1
    assert error.startswith("error: warehouse/data.duckdb cannot be") and error.count("\n") == 1
    assert warehouse.read_text() == "somebody's notes"
    assert os.listdir(warehouse.parent) != []
