"""A table that many files feed: each gives rows of its own, and replaces those alone."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path

import pytest

from sources.contracts import Column, Contract
from sources.errors import DeliveryError
from sources.ingestion import ingest
from tests.pipeline.deliveries import ask

VISITS = Contract(
    system="web",
    table="visits",
    columns=(Column("client_id", "text", required=True, aliases=("clientId",)), Column("page", "text")),
    files="visits_YYYYMMDD.csv",
    optional=True,
)
LOADED = "select _source_file, _row, client_id from raw.visits order by all"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "data.duckdb"


def visits(sources: Path, day: str, clients: str, name: str = "client_id") -> Path:
    """Deliver the visits of a day, one row a letter."""
    path = sources / "web" / f"visits_{day}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in (f"{name},page", *(f"{client},/" for client in clients))))
    return path


def test_every_file_gives_rows_of_its_own(tmp_path: Path, warehouse: Path) -> None:
    visits(tmp_path, "20240101", "ab")
    visits(tmp_path, "20240102", "c", name="clientId")
    (tmp_path / "web" / "visits_latest.csv").write_text("no such file is known")
    load = ingest(VISITS, tmp_path, warehouse)
    assert (load.status, load.rows_loaded) == ("loaded", 3)
    assert ask(warehouse, LOADED) == [
        ("web/visits_20240101.csv", 1, "a"),
        ("web/visits_20240101.csv", 2, "b"),
        ("web/visits_20240102.csv", 1, "c"),
    ]


def test_a_file_delivered_again_replaces_its_own_rows(tmp_path: Path, warehouse: Path) -> None:
    for first in ("ab", "x"):
        visits(tmp_path, "20240101", first)
        visits(tmp_path, "20240102", "c")
        ingest(VISITS, tmp_path, warehouse)
    assert [client for _, _, client in ask(warehouse, LOADED)] == ["x", "c"]
    assert ask(warehouse, "select count(*) from raw.ingestion_log") == [(3,)]
    assert ingest(VISITS, tmp_path, warehouse).status == "unchanged"


def test_a_refused_file_leaves_the_others_loaded(tmp_path: Path, warehouse: Path) -> None:
    visits(tmp_path, "20240101", "ab", name="customer")
    visits(tmp_path, "20240102", "c")
    with pytest.raises(
        DeliveryError, match=r'visits_20240101\.csv lacks the column "client_id".*\(1 of 2 files refused'
    ):
        ingest(VISITS, tmp_path, warehouse)
    assert [client for _, _, client in ask(warehouse, LOADED)] == ["c"]


def test_a_refused_file_that_comes_back_as_it_is_loaded_is_refused_no_more(tmp_path: Path, warehouse: Path) -> None:
    log = (
        "select status, rows_read, rows_loaded, error from raw.ingestion_log where file like '%0101.csv' order by rowid"
    )
    for name in ("client_id", "customer", "client_id", "client_id"):
        visits(tmp_path, "20240101", "ab", name=name)
        with contextlib.suppress(DeliveryError):
            assert ingest(VISITS, tmp_path, warehouse).rows_loaded == 2
    told = ask(warehouse, log)
    assert [(status, read, loaded) for status, read, loaded, _ in told] == [
        ("loaded", 2, 2),
        ("failed", 0, 0),
        ("duplicate", 0, 0),
    ]
    assert told[-1][-1] == "it has the bytes that are loaded already"
    visits(tmp_path, "20240101", "ab", name="customer")
    with pytest.raises(DeliveryError):
        ingest(VISITS, tmp_path, warehouse)
    assert [status for status, *_ in ask(warehouse, log)][3:] == ["failed"]


def test_a_column_under_two_names_is_read_from_either(tmp_path: Path, warehouse: Path) -> None:
    path = visits(tmp_path, "20240101", "")
    path.write_text("client_id,page,clientId\n,/,a\nb,/x,\nc,/,c\n" + ",/,d\n" * 9 + ",/,\n")
    load = ingest(VISITS, tmp_path, warehouse)
    assert (load.rows_loaded, load.rows_rejected) == (12, 1)
    assert 'read "clientId" as "client_id"' in load.message
    rows = ask(warehouse, "select _row, client_id, page from raw.visits order by _row limit 3")
    assert rows == [(1, "a", "/"), (2, "b", "/x"), (3, "c", "/")]


def test_a_column_with_two_values_refuses_the_file(tmp_path: Path, warehouse: Path) -> None:
    visits(tmp_path, "20240101", "").write_text("clientId,client_id,page\na,a,/\na,b,/\n")
    with pytest.raises(DeliveryError, match=r'line 3: it has two values for one column, "a" and "b"; export that'):
        ingest(VISITS, tmp_path, warehouse)


def test_an_optional_table_without_files_is_empty(tmp_path: Path, warehouse: Path) -> None:
    load = ingest(VISITS, tmp_path, warehouse)
    assert load.message == "visits: no web/visits_YYYYMMDD.csv is delivered, 0 rows are loaded"
    assert ask(warehouse, LOADED) == []


def test_the_same_bytes_under_another_name_are_loaded_once(tmp_path: Path, warehouse: Path) -> None:
    visits(tmp_path, "20240101", "ab")
    visits(tmp_path, "20240102", "ab")
    load = ingest(VISITS, tmp_path, warehouse)
    assert "1 not loaded: web/visits_20240102.csv, it has the same bytes as web/visits_20240101.csv" in load.message
    assert ingest(VISITS, tmp_path, warehouse).status == "unchanged"
    assert len(ask(warehouse, LOADED)) == 2
    visits(tmp_path, "20240101", "c")
    ingest(VISITS, tmp_path, warehouse)
    ingest(VISITS, tmp_path, warehouse)
    assert [client for _, _, client in ask(warehouse, LOADED)] == ["c", "a", "b"]


def test_files_of_several_layouts_are_numbered_each_by_itself(tmp_path: Path, warehouse: Path) -> None:
    plain = visits(tmp_path, "20240101", "ab")
    visits(tmp_path, "20240102", "cd").write_text(plain.read_text().replace("/", '"a\nb"').replace("a,", "e,"))
    visits(tmp_path, "20240103", "x").write_bytes(b"page,client_id,more\r\n/,f,1\r\n/,g,\r\n")
    visits(tmp_path, "20240104", "x").write_bytes(b"client_id,page\r\nh,/\n\n\ni,/\r\n")
    visits(tmp_path, "20240105", "x").write_bytes(b"client_id,page\nj,/,\nk,/\n")
    with pytest.raises(DeliveryError, match=r"visits_20240105\.csv, line 2: it has 3 values for 2 columns.*1 of 5"):
        ingest(VISITS, tmp_path, warehouse)
    clients = [(file[-6:-4], row, client) for file, row, client in ask(warehouse, LOADED)]
    assert clients == [
        *(("01", 1, "a"), ("01", 2, "b"), ("02", 1, "e"), ("02", 2, "b")),
        *(("03", 1, "f"), ("03", 2, "g"), ("04", 1, "h"), ("04", 2, "i")),
    ]
    assert ask(warehouse, "select _row, value from raw.ingestion_aside") == [(1, "1")]
    assert ask(warehouse, "select file, rule from raw.ingestion_findings where severity = 'unknown'") == [
        ("web/visits_20240103.csv", "is not in the contract")
    ]


def test_rejected_rows_of_many_files_are_kept_file_by_file(tmp_path: Path, warehouse: Path) -> None:
    contract = dataclasses.replace(VISITS, ceiling=0.6)
    for day, clients in (("20240101", ["a", "", "b"]), ("20240102", ["", "c"])):
        visits(tmp_path, day, "").write_text(
            "".join(f"{line}\n" for line in ("client_id,page", *(f"{c},/" for c in clients)))
        )
    load = ingest(contract, tmp_path, warehouse)
    assert "2 files loaded, 3 rows; 0 unchanged; 2 rows rejected, 40.0%" in load.message
    assert ask(warehouse, LOADED)[1] == ("web/visits_20240101.csv", 3, "b")
    names = sorted(path.name[:15] for path in (warehouse.parent / "quarantine" / "visits").iterdir())
    assert names == ["visits_20240101", "visits_20240102"]


def test_files_that_shrank_are_told_once(tmp_path: Path, warehouse: Path) -> None:
    for clients in ("abc", "ab"):
        for day in ("20240101", "20240102", "20240103"):
            visits(tmp_path, day, f"{clients}{day[-1]}")
        load = ingest(VISITS, tmp_path, warehouse)
    told = "; WARNING: 3 files, web/visits_20240101.csv the first, had 12 rows in the delivery before, now 9"
    assert load.message.endswith(told)
    visits(tmp_path, "20240102", "x")
    warning = "; WARNING: web/visits_20240102.csv had 3 rows in the delivery before, now 1"
    assert ingest(VISITS, tmp_path, warehouse).message.endswith(warning)


def test_a_table_of_another_shape_keeps_the_rows_of_files_that_are_gone(tmp_path: Path, warehouse: Path) -> None:
    old = visits(tmp_path, "20240101", "a")
    ingest(VISITS, tmp_path, warehouse)
    old.unlink()
    visits(tmp_path, "20240102", "b")
    ingest(dataclasses.replace(VISITS, columns=VISITS.columns[:1]), tmp_path, warehouse)
    assert [client for _, _, client in ask(warehouse, LOADED)] == ["a", "b"]
