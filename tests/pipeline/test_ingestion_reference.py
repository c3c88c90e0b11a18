"""Deliveries made like the real ones: what is rejected of them is what has to be, and not a row more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from sources.errors import DeliveryError
from sources.ingestion import ingest
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
