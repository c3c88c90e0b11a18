"""Rejected rows are kept where they can be repaired, and a repaired row takes its own place, once."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest

from sources.cli import main
from sources.contracts import Column, Contract
from sources.errors import DeliveryError, WarehouseError
from sources.ingestion import ingest, rerun
from tests.pipeline.deliveries import PRODUCTS, ask, csv_text, product, products, put

LOADED = "select product_id, price::int, _row from raw.products order by _row"
FINDINGS = 'select severity, "column", rule, rows, first_row, example from raw.ingestion_findings order by all'


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "data.duckdb"


def kept(warehouse: Path, table: str = "products") -> list[Path]:
    return sorted((warehouse.parent / "quarantine" / table).glob("*.csv"))


def repair(path: Path, number: str, **cells: str) -> None:
    """Change cells of the kept row with that row number."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["row"] == number:
            row.update(cells)
    path.write_text(csv_text(rows))


def deliver_two_bad(tmp_path: Path, warehouse: Path) -> None:
    rows = [product(1), product(2, price="free"), product(3, product_name="two\nlines"), product(""), *products(40)[3:]]
    put(tmp_path, PRODUCTS, csv_text(rows))
    ingest(PRODUCTS, tmp_path, warehouse)


def test_a_rejected_row_is_kept_with_file_line_column_value_and_reason(tmp_path: Path, warehouse: Path) -> None:
    deliver_two_bad(tmp_path, warehouse)
    with open(*kept(warehouse), newline="") as file:
        rows = list(csv.DictReader(file))
    about = [tuple(row[name] for name in ("file", "line", "row", "column", "value", "reason")) for row in rows]
    assert about == [
        ("postgres/products.csv", "3", "2", "price", "free", "price: 'free' is not an amount in whole cents"),
        ("postgres/products.csv", "6", "4", "product_id", "", "product_id: is empty"),
    ]
    assert ask(warehouse, FINDINGS) == [
        ("rejected", "price", "is not an amount in whole cents", 1, 2, "free"),
        ("rejected", "product_id", "is empty", 1, 4, ""),
    ]


def test_a_repaired_row_takes_its_own_place_once(tmp_path: Path, warehouse: Path) -> None:
    deliver_two_bad(tmp_path, warehouse)
    (path,) = kept(warehouse)
    repair(path, "2", price="7")
    repaired = path.read_bytes()
    (done,) = rerun(PRODUCTS, warehouse)
    assert (done.rows_loaded, done.rows_rejected) == (1, 1)
    assert done.message.startswith("products: 1 repaired rows of postgres/products.csv loaded, 1 still rejected")
    assert ask(warehouse, LOADED)[:3] == [(1, 12, 1), (2, 7, 2), (3, 12, 3)]
    assert [row[1] for row in ask(warehouse, FINDINGS)] == ["product_id"]
    # As if this had been killed before it wrote the quarantine.
    path.write_bytes(repaired)
    (again,) = rerun(PRODUCTS, warehouse)
    assert (again.rows_loaded, again.rows_rejected) == (0, 1)
    repair(path, "4", product_id="99")
    rerun(PRODUCTS, warehouse)
    assert (99, 12, 4) in ask(warehouse, LOADED) and len(ask(warehouse, LOADED)) == 41
    assert kept(warehouse) == [] and rerun(PRODUCTS, warehouse) == ()
    log = "select status, rows_read, rows_loaded, rows_rejected from raw.ingestion_log order by finished_at"
    assert ask(warehouse, log) == [
        ("loaded", 41, 39, 2),
        ("repaired", 2, 1, 1),
        ("repaired", 2, 0, 1),
        ("repaired", 1, 1, 0),
    ]


def test_rows_taken_out_of_the_quarantine_stay_rejected_and_are_told(tmp_path: Path, warehouse: Path) -> None:
    deliver_two_bad(tmp_path, warehouse)
    (path,) = kept(warehouse)
    before = path.read_bytes()
    repair(path, "2", price="7")
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:2]))
    (done,) = rerun(PRODUCTS, warehouse)
    assert (done.rows_loaded, done.rows_rejected) == (1, 1)
    assert "1 still rejected; WARNING: 1 of them no longer in warehouse/quarantine/products/products-" in done.message
    assert ask(warehouse, FINDINGS) == [("rejected", None, "was taken out of the quarantine file", 1, None, None)]
    path.write_bytes(before)
    (again,) = rerun(PRODUCTS, warehouse)
    assert (again.rows_loaded, again.rows_rejected) == (0, 1) and "WARNING" not in again.message
    assert ask(warehouse, FINDINGS) == [("rejected", "product_id", "is empty", 1, 4, "")]


def test_a_repair_may_not_take_a_key_that_another_row_has(tmp_path: Path, warehouse: Path) -> None:
    deliver_two_bad(tmp_path, warehouse)
    repair(kept(warehouse)[0], "4", product_id="1")
    (done,) = rerun(PRODUCTS, warehouse)
    assert done.rows_loaded == 0
    assert "product_id: row 1 has the same key 1" in kept(warehouse)[0].read_text()


def test_rows_of_a_file_that_was_delivered_anew_are_left_alone(tmp_path: Path, warehouse: Path) -> None:
    deliver_two_bad(tmp_path, warehouse)
    repair(kept(warehouse)[0], "2", price="7")
    put(tmp_path, PRODUCTS, csv_text(products(5)))
    ingest(PRODUCTS, tmp_path, warehouse)
    (done,) = rerun(PRODUCTS, warehouse)
    assert "left alone: postgres/products.csv is not loaded in that version" in done.message
    assert len(ask(warehouse, LOADED)) == 5


def test_a_contract_that_changes_loads_the_file_anew_and_keeps_what_was_repaired(
    tmp_path: Path, warehouse: Path
) -> None:
    deliver_two_bad(tmp_path, warehouse)
    repair(kept(warehouse)[0], "2", price="7")
    rerun(PRODUCTS, warehouse)
    changed = dataclasses.replace(PRODUCTS, ceiling=0.5)
    assert ingest(changed, tmp_path, warehouse).rows_rejected == 1
    assert ask(warehouse, LOADED)[:2] == [(1, 12, 1), (2, 7, 2)]


def test_a_damaged_quarantine_file_is_told_in_one_line(tmp_path: Path, warehouse: Path) -> None:
    deliver_two_bad(tmp_path, warehouse)
    (path,) = kept(warehouse)
    path.write_text(path.read_text().replace(",free,", ",fr,ee,"))
    with pytest.raises(WarehouseError, match=r"quarantine/products/products-\w+\.csv, row 1: it does not fit"):
        rerun(PRODUCTS, warehouse)


def test_the_command_says_what_it_did(tmp_path: Path, warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deliver_two_bad(tmp_path, warehouse)
    repair(kept(warehouse)[0], "2", price="7")
    assert main(["rerun", "--warehouse", str(warehouse)]) == 0
    assert capsys.readouterr().out.startswith("products: 1 repaired rows of postgres/products.csv loaded")
    assert main(["rerun", "--table", "users", "--warehouse", str(warehouse)]) == 0
    assert capsys.readouterr().out == "no rejected rows are kept in the quarantine\n"


RATED = Contract(
    system="shop",
    table="rated",
    columns=(
        Column("age", "integer", minimum=0, maximum=120),
        Column("stars", "integer", minimum=1, maximum=5, strict=True),
        Column("state", "text", choices=("new", "old's")),
    ),
)


def test_a_value_beyond_a_limit_is_counted_or_in_a_strict_column_rejected(tmp_path: Path, warehouse: Path) -> None:
    rows = [{"age": age, "stars": stars, "state": "new"} for age, stars in ((1, 1), (-5, 2), (999, 3), (7, 6), ("", 4))]
    put(tmp_path, RATED, csv_text([*rows, {"age": 2, "stars": "", "state": "gone"}, *rows[:1] * 10]))
    assert ingest(RATED, tmp_path, warehouse).rows_rejected == 1
    assert ask(warehouse, FINDINGS) == [
        ("flagged", "age", "is above 120", 1, 3, "999"),
        ("flagged", "age", "is below 0", 1, 2, "-5"),
        ("flagged", "state", "is none of new, old's", 1, 6, "gone"),
        ("rejected", "stars", "is above 5", 1, 4, "6"),
    ]
    assert "stars: '6' is above 5" in kept(warehouse, "rated")[0].read_text()


def test_a_refused_file_is_kept_as_it_was(tmp_path: Path, warehouse: Path) -> None:
    put(tmp_path, PRODUCTS, "product_id,name\n1,one\n")
    with pytest.raises(DeliveryError):
        ingest(PRODUCTS, tmp_path, warehouse)
    (copy,) = (warehouse.parent / "quarantine" / "products" / "refused").iterdir()
    assert copy.read_text() == "product_id,name\n1,one\n"
