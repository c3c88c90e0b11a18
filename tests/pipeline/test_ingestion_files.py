"""A table that many files feed: each gives rows of its own, and replaces those alone."""

from __future__ import annotations

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
    with pytest.raises(DeliveryError, match=r'visits_20240101\.csv lacks the column "client_id".* of 2 files 1'):
        ingest(VISITS, tmp_path, warehouse)
    assert [client for _, _, client in ask(warehouse, LOADED)] == ["c"]


def test_a_column_under_two_names_refuses_the_file(tmp_path: Path, warehouse: Path) -> None:
    visits(tmp_path, "20240101", "a", name="client_id,clientId")
    with pytest.raises(DeliveryError, match='"client_id" and "clientId", which are one'):
        ingest(VISITS, tmp_path, warehouse)


def test_an_optional_table_without_files_is_empty(tmp_path: Path, warehouse: Path) -> None:
    load = ingest(VISITS, tmp_path, warehouse)
    assert load.message == "visits: no web/visits_YYYYMMDD.csv is delivered, 0 rows are loaded"
    assert ask(warehouse, LOADED) == []
