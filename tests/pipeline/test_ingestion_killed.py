"""Killed at any moment, swapped meanwhile, its quarantine closed: nothing is lost and nothing stands there twice."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from sources.ingestion import ingest
from tests.pipeline.deliveries import PRODUCTS, ask, csv_text, product, products, put, start
from tests.pipeline.test_ingestion_interrupted import LIMITED, halted, open_folder

__all__ = ["open_folder"]

ROWS = "select product_id, _source_file, _row from raw.products order by all"
LOADS = "select rows_loaded, rows_rejected from raw.ingestion_log where status = 'loaded' order by finished_at"

# Kills itself when the given number of functions was called; without a number it tells how many were.
COUNTING = """
import os, signal, sys
from pathlib import Path
from sources.contracts import CONTRACTS
from sources.ingestion import ingest
import duckdb
last, sources, warehouse = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
contract = next(contract for contract in CONTRACTS if contract.table == "products")
called = 0
def count(frame, event, what):
    global called
    called += event in ("call", "c_call")
    if called == last:
        os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(count)
ingest(contract, sources, warehouse)
sys.setprofile(None)
print(called)
"""


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a loaded delivery and the next one, of whose rows one is to be rejected."""
    folder = tmp_path_factory.mktemp("delivered")
    put(folder, PRODUCTS, csv_text(products(2)))
    ingest(PRODUCTS, folder, folder / "warehouse" / "data.duckdb")
    put(folder, PRODUCTS, csv_text([*products(20), product(21, price="free")]))
    return folder


def run(folder: Path, last: int) -> tuple[int, str]:
    process = start(COUNTING, last, folder, folder / "warehouse" / "data.duckdb")
    out, _ = process.communicate()
    return process.returncode, out


@pytest.fixture(scope="module")
def calls(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many functions a load calls."""
    folder = tmp_path_factory.mktemp("counted") / "copy"
    shutil.copytree(delivered, folder)
    code, out = run(folder, 0)
    assert code == 0
    return int(out)


PARTS = 12


@pytest.mark.parametrize("part", range(PARTS))
def test_a_load_that_is_killed_anywhere_is_made_good_by_the_next(
    tmp_path: Path, delivered: Path, calls: int, part: int
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(delivered, folder)
    warehouse = folder / "warehouse" / "data.duckdb"
    code, _ = run(folder, 1 + (calls - 1) * part // (PARTS - 1))
    assert code in (-signal.SIGKILL, 0)  # a few calls more or less: the last part may be beyond the end
    rows = ask(warehouse, ROWS)
    assert (len(rows), ask(warehouse, LOADS)) in ((2, [(2, 0)]), (20, [(2, 0), (20, 1)]))
    ingest(PRODUCTS, folder, warehouse)
    assert ask(warehouse, ROWS) == [(n, "postgres/products.csv", n) for n in range(1, 21)]
    assert ask(warehouse, LOADS) == [(2, 0), (20, 1)]
    (kept,) = (warehouse.parent / "quarantine" / "products").glob("*.csv")
    assert kept.read_text().count("price: 'free'") == 1
    # Killed when all was done but the sweeping: the next load that changes something does that.
    assert len(rows) == 20 or not (warehouse.parent / ".edit").exists()


def test_a_file_that_is_swapped_meanwhile_is_loaded_as_it_was_and_then_anew(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse" / "data.duckdb"
    put(tmp_path, PRODUCTS, csv_text(products(2)))
    process = halted("products", tmp_path, warehouse)
    put(tmp_path, PRODUCTS, csv_text(products(3)))
    assert process.communicate("go on\n")[0] == "loaded\n"
    assert len(ask(warehouse, ROWS)) == 2
    assert ingest(PRODUCTS, tmp_path, warehouse).status == "loaded"
    assert len(ask(warehouse, ROWS)) == 3


def test_a_quarantine_that_cannot_be_written_costs_one_line_and_no_data(tmp_path: Path, open_folder: Path) -> None:
    sources, warehouse = open_folder / "sources", open_folder / "warehouse" / "data.duckdb"
    put(sources, PRODUCTS, csv_text(products(2)))
    ingest(PRODUCTS, sources, warehouse)
    put(sources, PRODUCTS, csv_text([*products(20), product(21, price="free")]))
    warehouse.parent.chmod(0o777)
    (warehouse.parent / ".lock").chmod(0o666)
    (warehouse.parent / "quarantine").mkdir(mode=0o555)
    process = start(LIMITED, "write-protected", tmp_path / "data.duckdb", sources, warehouse)
    out, error = process.communicate()
    assert (process.returncode, out) == (1, "")
    assert error.startswith("error: warehouse/quarantine/products/products-")
    assert "cannot be written: Permission denied / hint: check" in error and error.count("\n") == 1
    assert len(ask(warehouse, ROWS)) == 2
    assert not (warehouse.parent / ".edit").exists()
