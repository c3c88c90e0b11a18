"""Deliveries made like the real ones: what is rejected of them is what has to be, and not a row more."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from sources.errors import DeliveryError
from sources.ingestion import ingest, rerun
from tests.pipeline.deliveries import BY_TABLE, ask, csv_text

WEB = BY_TABLE["web_events"]
ROWS = 500


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "data.duckdb"


def event(day: int, number: int, client: str) -> dict[str, object]:
    data = '{"transaction_id": "T1", "revenue": 12.5, "items": []}' if number % 50 == 0 else ""
    page = f"https://shop.example/p/{number}?utm_source=a,b"
    at = f"2025-02-{day:02d}T{number % 24:02d}:{number % 60:02d}:00.{number % 1000:03d}Z"
    about = {"referrer": "", "timestamp": at, "event_name": "page_viewed", "event_data": data, "user_agent": "Mozilla"}
    return {"client_id": client, "page_url": page, **about}


def deliver(sources: Path, day: int, empty: Sequence[int] | range, column: str = "client_id") -> None:
    """Deliver a day, whose rows of these numbers have no client."""
    rows = [event(day, number, "" if number in empty else f"c{number}") for number in range(ROWS)]
    path = sources / "web" / f"events_202502{day:02d}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(csv_text(rows).replace("client_id", column, 1))


def test_two_weeks_of_the_tracker_lose_the_rows_without_a_client_alone(tmp_path: Path, warehouse: Path) -> None:
    for day in range(14):
        # No day is like the others: from one row in fifty to one in eight.
        deliver(tmp_path, day + 1, range(0, ROWS, 50 - 3 * day), "client_id" if day < 4 else "clientId")
    load = ingest(WEB, tmp_path, warehouse)
    assert load.rows_read == 14 * ROWS
    assert load.rows_loaded + load.rows_rejected == load.rows_read
    assert load.rows_rejected == sum(len(range(0, ROWS, 50 - 3 * day)) for day in range(14))
    assert 'read "clientId" as "client_id" in 10 files' in load.message
    assert ask(warehouse, "select count(distinct _source_file), count(*) from raw.web_events") == [
        (14, load.rows_loaded)
    ]


@pytest.mark.parametrize("name", ["EVENTS_20250202.CSV", "events_2025-02-02.csv", "events_20250202 (1).csv"])
def test_a_file_by_a_name_that_no_contract_knows_is_told(tmp_path: Path, warehouse: Path, name: str) -> None:
    deliver(tmp_path, 1, range(29))
    (tmp_path / "web" / name).write_bytes((tmp_path / "web" / "events_20250201.csv").read_bytes())
    (tmp_path / "web" / ".events_20250203.csv.tmp").write_text("being written")
    told = f"; WARNING: not read, as no contract knows files of that name: web/{name}"
    assert ingest(WEB, tmp_path, warehouse).message.endswith(told)
    assert ingest(WEB, tmp_path, warehouse).message.endswith(told)


@pytest.mark.parametrize("size", [200_000, 3_000_000])
def test_a_long_value_in_a_row_that_is_rejected_is_kept_with_it(tmp_path: Path, warehouse: Path, size: int) -> None:
    deliver(tmp_path, 1, [7])
    path = tmp_path / "web" / "events_20250201.csv"
    path.write_text(path.read_text().replace("/p/7?", f"/p/7?{'x,' * (size // 2)}"))
    assert ingest(WEB, tmp_path, warehouse).rows_rejected == 1
    (kept,) = (warehouse.parent / "quarantine" / "web_events").glob("*.csv")
    assert kept.stat().st_size > size
    kept.write_text(kept.read_text().replace("7,client_id,", "7,client_id,").replace("client_id: is empty,,", "x,c7,"))
    (repair,) = rerun(WEB, warehouse)
    assert (repair.rows_loaded, repair.rows_rejected) == (1, 0)


def test_what_may_be_cut_off_is_told_and_what_is_no_file_refused(tmp_path: Path, warehouse: Path) -> None:
    deliver(tmp_path, 1, [7])
    path = tmp_path / "web" / "events_20250201.csv"
    path.write_text(path.read_text()[:-3])
    told = "; WARNING: the last line of web/events_20250201.csv does not end, it may be cut off"
    assert ingest(WEB, tmp_path, warehouse).message.endswith(told)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(DeliveryError, match="is a pipe or a device"):
        ingest(WEB, tmp_path, warehouse)


@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
def test_a_file_whose_clients_are_lost_is_refused_and_the_others_are_loaded(
    tmp_path: Path, warehouse: Path, share: float
) -> None:
    deliver(tmp_path, 1, range(29))
    deliver(tmp_path, 2, range(int(share * ROWS)))
    deliver(tmp_path, 3, range(29))
    with pytest.raises(DeliveryError, match=rf"events_20250202\.csv: {int(share * ROWS)} of {ROWS} rows break"):
        ingest(WEB, tmp_path, warehouse)
    loaded = "select _source_file, count(*) from raw.web_events group by all order by all"
    assert ask(warehouse, loaded) == [(f"web/events_2025020{day}.csv", ROWS - 29) for day in (1, 3)]
    assert len(list((warehouse.parent / "quarantine" / "web_events" / "refused").iterdir())) == 1
