"""A delivered file is loaded whole, refused whole, or loaded without the rows that break the contract."""

from __future__ import annotations

import csv
import dataclasses
from datetime import date
from pathlib import Path

import pytest

from sources.cli import main
from sources.contracts import CONTRACTS
from sources.errors import DeliveryError
from sources.ingestion import ingest
from tests.pipeline.deliveries import BY_TABLE, PRODUCTS, ask, csv_text, product, products, put
from tests.pipeline.simulated import shop

LOADED = "select * exclude (_source_file, _row, _loaded_at) from raw.products order by product_id"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "data.duckdb"


def log(warehouse: Path) -> list[tuple[object, ...]]:
    columns = '"table", rows_read, rows_loaded, rows_rejected, status'
    return ask(warehouse, f"select {columns} from raw.ingestion_log order by finished_at")


def test_a_file_is_loaded_with_its_origin(tmp_path: Path, warehouse: Path) -> None:
    put(tmp_path, PRODUCTS, csv_text(products(3)))
    load = ingest(PRODUCTS, tmp_path, warehouse)
    assert (load.status, load.rows_read, load.rows_loaded, load.rows_rejected) == ("loaded", 3, 3, 0)
    assert load.message == "products: 3 rows loaded from postgres/products.csv"
    origin = ask(warehouse, "select product_id, _source_file, _row from raw.products order by _row")
    assert origin == [(1, "postgres/products.csv", 1), (2, "postgres/products.csv", 2), (3, "postgres/products.csv", 3)]
    assert ask(warehouse, "select count(distinct _loaded_at) from raw.products") == [(1,)]
    assert log(warehouse) == [("products", 3, 3, 0, "loaded")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(csv_text(products(2)), id="CRLF"),
        pytest.param(csv_text(products(2), newline="\n"), id="LF"),
        pytest.param(csv_text(products(2)).replace("\r\n", "\n", 2), id="both"),
        pytest.param(csv_text(products(2)).rstrip(), id="no line end after the last row"),
        pytest.param(csv_text(products(2)) + "\r\n\r\n", id="blank lines at the end"),
        pytest.param("\ufeff" + csv_text(products(2)), id="byte order mark"),
        pytest.param(csv_text(products(2), header=reversed(product(1))), id="columns in another order"),
        pytest.param(csv_text(products(2)).replace("Thing 1", '"Thing 1"').replace("brand,", '"brand",'), id="quoted"),
        pytest.param(csv_text(products(2)).replace("product_id,", " product_id ,"), id="blanks in the header"),
        pytest.param(csv_text([row | {"note": "a, b"} for row in products(2)]), id="a column too many"),
    ],
)
def test_the_same_rows_load_the_same_however_they_are_written(tmp_path: Path, warehouse: Path, content: str) -> None:
    put(tmp_path, PRODUCTS, content)
    ingest(PRODUCTS, tmp_path, warehouse)
    loaded = ask(warehouse, LOADED)
    put(tmp_path, PRODUCTS, csv_text(products(2)) + "\n")
    ingest(PRODUCTS, tmp_path, warehouse)
    assert loaded == ask(warehouse, LOADED)
    assert [row[1] for row in loaded] == ["Thing 1", "Thing 2"]


def test_a_column_that_the_contract_does_not_know_is_told_and_kept_aside(tmp_path: Path, warehouse: Path) -> None:
    put(tmp_path, PRODUCTS, csv_text([row | {"colour": "red"} for row in products(2)]))
    assert ingest(PRODUCTS, tmp_path, warehouse).message.endswith(
        "kept aside, as the contract does not know them: colour"
    )
    kept = 'select "table", _source_file, _row, "column", value from raw.ingestion_aside order by _row'
    assert ask(warehouse, kept) == [("products", "postgres/products.csv", row, "colour", "red") for row in (1, 2)]
    put(tmp_path, PRODUCTS, csv_text(products(2)))
    ingest(PRODUCTS, tmp_path, warehouse)
    assert ask(warehouse, kept) == []


GOOD = csv_text(products(30))
HEADER, *ROWS = GOOD.splitlines(keepends=True)
MISSING_COST = csv_text([{k: v for k, v in row.items() if k != "cost"} for row in products(3)])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("", "postgres/products.csv is empty", id="empty"),
        pytest.param("\r\n \r\n", "postgres/products.csv is empty", id="blank"),
        pytest.param(HEADER, "postgres/products.csv has a header but no rows", id="header only"),
        pytest.param(MISSING_COST, 'lacks the column "cost"', id="a missing column"),
        pytest.param(
            GOOD.replace("brand,category,", "", 1), '"brand" (and 1 more: category)', id="two missing columns"
        ),
        pytest.param(GOOD.replace("price", "Prize", 1), 'rename "Prize" to "price"', id="the nearest column"),
        pytest.param(GOOD.replace("brand", "cost", 1), 'has the column "cost" twice', id="a column twice"),
        pytest.param("".join(ROWS), 'has no header: no column "product_id" nor any other', id="no header"),
        pytest.param(GOOD.replace(",", ";"), "the separator must be a comma", id="semicolons"),
        pytest.param(GOOD.replace("Thing 7", "Café").encode("latin-1"), "line 8 holds the byte 0xe9", id="Latin-1"),
        pytest.param(GOOD.encode("utf-16"), "line 1 holds the byte 0xff", id="UTF-16"),
        pytest.param(GOOD.encode("utf-16-le"), "line 1 holds a zero byte", id="UTF-16 without a mark"),
        pytest.param(
            GOOD[: len(HEADER) + len(ROWS[0]) + 20],
            'line 3: it ends after 4 of 9 columns, "price" is the first missing',
            id="cut off in a line",
        ),
        pytest.param(
            GOOD[:-4],
            "ends in the middle of its last line: row 30, updated_at: '2024-01-02T00:00:'",
            id="cut in a cell",
        ),
        pytest.param(
            GOOD.replace("Thing 7,", "Thing, 7,"), "line 8: it has 10 values for 9 columns", id="a comma too many"
        ),
        pytest.param(
            GOOD.replace("Thing 7,", '"Thing 7,'),
            "line 8: a quoted value begins here and does not end",
            id="open quote",
        ),
        pytest.param(
            GOOD.replace("Thing 7,", '"Thing" 7,'),
            "line 8: a quoted value is followed by something other than a comma",
            id="text after a quote",
        ),
        pytest.param(
            csv_text([*products(8), product(9, price="free"), product(10, cost="1e3")]),
            "2 of 10 rows break the contract, more than 10%; the first is row 9, price: 'free' is not an amount",
            id="too many bad rows",
        ),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(
    tmp_path: Path, warehouse: Path, content: str | bytes, said: str
) -> None:
    put(tmp_path, PRODUCTS, csv_text(products(2)))
    ingest(PRODUCTS, tmp_path, warehouse)
    put(tmp_path, PRODUCTS, content)
    with pytest.raises(DeliveryError) as refusal:
        ingest(PRODUCTS, tmp_path, warehouse)
    assert said in str(refusal.value)
    assert "postgres/products.csv" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(ask(warehouse, LOADED)) == 2
    assert [entry[-1] for entry in log(warehouse)] == ["loaded", "failed"]
    assert ask(warehouse, "select error from raw.ingestion_log where status = 'failed'") == [(str(refusal.value),)]


def test_a_missing_file_is_refused_and_the_audit_says_so(tmp_path: Path, warehouse: Path) -> None:
    with pytest.raises(DeliveryError, match=r"postgres/products\.csv is missing; put the export there"):
        ingest(PRODUCTS, tmp_path, warehouse)
    assert log(warehouse) == [("products", 0, 0, 0, "failed")]


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path, warehouse: Path) -> None:
    (tmp_path / PRODUCTS.file).mkdir(parents=True)
    with pytest.raises(DeliveryError, match=r"postgres/products\.csv cannot be read: Is a directory"):
        ingest(PRODUCTS, tmp_path, warehouse)


def test_rows_that_break_the_contract_are_set_aside_with_the_reason(tmp_path: Path, warehouse: Path) -> None:
    bad = [product(50, price="free", cost=""), product(3), product(""), product(51, created_at="2024-02-30")]
    put(tmp_path, PRODUCTS, csv_text([*products(40), *bad]))
    load = ingest(PRODUCTS, tmp_path, warehouse)
    assert (load.rows_read, load.rows_loaded, load.rows_rejected) == (44, 40, 4)
    assert load.message.startswith(
        "products: 40 rows loaded from postgres/products.csv; 4 rejected, the first is row 41, "
        "price: 'free' is not an amount in whole cents (see warehouse/quarantine/products/products-"
    )
    (kept,) = (warehouse.parent / "quarantine" / "products").iterdir()
    with open(kept, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["row"], row["column"], row["value"], row["reason"]) for row in rows] == [
        ("41", "price", "free", "price: 'free' is not an amount in whole cents"),
        ("42", "product_id", "3", "product_id: row 3 has the same key 3"),
        ("43", "product_id", "", "product_id: is empty"),
        ("44", "created_at", "2024-02-30", "created_at: '2024-02-30' is not a time like 2024-12-31T23:59:59"),
    ]
    assert {row["file"] for row in rows} == {"postgres/products.csv"}
    assert rows[0]["product_name"] == "Thing 50"


def test_a_repaired_quarantine_file_can_be_delivered(tmp_path: Path, warehouse: Path) -> None:
    put(tmp_path, PRODUCTS, csv_text([*products(40), product(50, price="free")]))
    ingest(PRODUCTS, tmp_path, warehouse)
    (kept,) = (warehouse.parent / "quarantine" / "products").iterdir()
    header, row = kept.read_text().splitlines()
    put(tmp_path, PRODUCTS, f"{header}\n{row.replace(',free,12', ',0,12').replace('Books,free', 'Books,5')}\n")
    assert ingest(PRODUCTS, tmp_path, warehouse).rows_loaded == 1
    assert ask(warehouse, "select product_id, price::int from raw.products") == [(50, 5)]


def test_all_that_is_wrong_with_a_row_is_told_at_once(tmp_path: Path, warehouse: Path) -> None:
    put(tmp_path, PRODUCTS, csv_text([*products(20), product(50, price="a\nb", stock_quantity="1e3")]))
    told = ingest(PRODUCTS, tmp_path, warehouse).message
    assert "price: 'a b' is not an amount in whole cents; stock_quantity: '1e3' is not a whole number" in told
    assert "\n" not in told


def test_dirty_values_that_can_be_read_are_loaded_as_delivered(tmp_path: Path, warehouse: Path) -> None:
    put(tmp_path, PRODUCTS, csv_text([product(1, price=-5, brand="", created_at="2030-01-01T00:00:00", cost="")]))
    ingest(PRODUCTS, tmp_path, warehouse)
    assert ask(warehouse, "select price::int, brand, year(created_at), cost from raw.products") == [
        (-5, None, 2030, None)
    ]


def test_the_same_file_again_changes_nothing(tmp_path: Path, warehouse: Path) -> None:
    put(tmp_path, PRODUCTS, csv_text(products(3)))
    ingest(PRODUCTS, tmp_path, warehouse)
    before = warehouse.stat()
    again = ingest(PRODUCTS, tmp_path, warehouse)
    after = warehouse.stat()
    assert (again.status, again.rows_loaded) == ("unchanged", 3)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_broken_file_that_lies_there_is_recorded_once(tmp_path: Path, warehouse: Path) -> None:
    put(tmp_path, PRODUCTS, HEADER)
    for _ in range(3):
        with pytest.raises(DeliveryError):
            ingest(PRODUCTS, tmp_path, warehouse)
    assert len(log(warehouse)) == 1


def test_a_good_file_that_comes_back_after_a_broken_one_is_loaded_already(tmp_path: Path, warehouse: Path) -> None:
    for content in (GOOD, HEADER):
        put(tmp_path, PRODUCTS, content)
        if content == GOOD:
            ingest(PRODUCTS, tmp_path, warehouse)
    with pytest.raises(DeliveryError):
        ingest(PRODUCTS, tmp_path, warehouse)
    put(tmp_path, PRODUCTS, GOOD)
    assert ingest(PRODUCTS, tmp_path, warehouse).status == "unchanged"


def test_a_new_delivery_replaces_the_rows_of_the_last(tmp_path: Path, warehouse: Path) -> None:
    for count in (5, 2):
        put(tmp_path, PRODUCTS, csv_text(products(count)))
        ingest(PRODUCTS, tmp_path, warehouse)
    assert len(ask(warehouse, LOADED)) == 2
    assert [entry[2] for entry in log(warehouse)] == [5, 2]


def test_a_changed_contract_loads_an_unchanged_file_anew(tmp_path: Path, warehouse: Path) -> None:
    put(tmp_path, PRODUCTS, csv_text(products(2)))
    ingest(PRODUCTS, tmp_path, warehouse)
    smaller = dataclasses.replace(PRODUCTS, columns=PRODUCTS.columns[:3])
    assert ingest(smaller, tmp_path, warehouse).status == "loaded"
    assert ask(warehouse, LOADED) == [(1, "Thing 1", "Acme"), (2, "Thing 2", "Acme")]


def numbered(count: int, delivery: int) -> str:
    """Return page views with values that do not compress away."""
    empty = {column.name: "" for column in BY_TABLE["pageviews"].columns}
    numbers = [{"event_id": number * 7919 % 99_991 + delivery, "session_id": f"s{number}"} for number in range(count)]
    return csv_text([{**empty, "event_time": "2024-01-01", **row} for row in numbers])


def test_many_deliveries_do_not_swell_the_warehouse(tmp_path: Path, warehouse: Path) -> None:
    contract = BY_TABLE["pageviews"]
    sizes = []
    for delivery in range(6):
        put(tmp_path, contract, numbered(20_000, delivery))
        ingest(contract, tmp_path, warehouse)
        sizes.append(warehouse.stat().st_size)
    assert sizes[-1] <= 2 * sizes[1]


def test_what_the_simulator_delivers_fits_the_contracts(tmp_path: Path, warehouse: Path) -> None:
    for file, data in shop(date(2021, 6, 30)).items():
        put(tmp_path, BY_TABLE[Path(file).stem], data)
    loads = [ingest(contract, tmp_path, warehouse) for contract in CONTRACTS]
    assert [load.rows_rejected for load in loads] == [0] * len(CONTRACTS)
    types = ask(
        warehouse,
        "select column_name, data_type from duckdb_columns() where table_name = 'transactions' order by column_index",
    )
    assert dict(types) | {"total": "DECIMAL(18,2)", "user_id": "BIGINT", "transaction_date": "TIMESTAMP"} == dict(types)


def test_the_command_loads_what_it_can_and_says_what_it_refused(
    tmp_path: Path, warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, PRODUCTS, csv_text(products(2)))
    put(tmp_path, BY_TABLE["users"], "user_id\r\n")
    place = ["--sources", str(tmp_path), "--warehouse", str(warehouse)]
    assert main(["ingest", *place]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("products: 2 rows loaded from postgres/products.csv\n")
    assert "web_events: no web/events_YYYYMMDD.csv is delivered, 0 rows are loaded\n" in told.out
    errors = told.err.splitlines()
    assert len(errors) == 4
    assert errors[0].startswith('error: postgres/users.csv lacks the column "email" (and 8 more: first_name')
    assert errors[0].endswith("/ hint: export it again with that column")
    assert main(["ingest", "--table", "products", *place]) == 0
    with pytest.raises(SystemExit) as misuse:
        main(["ingest", "--table", "nothing", *place])
    assert misuse.value.code == 2
