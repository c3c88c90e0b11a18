"""The simulated clickstream: a day is the same whenever it is asked for, and as dirty as the real one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from sources.ingestion import ingest
from sources.simulator import generate, web
from sources.simulator.web_visitors import hashed
from tests.pipeline.deliveries import BY_TABLE, ask
from tests.pipeline.simulated import simulated, system, write

END = date(2021, 6, 30)


def users(end: date) -> bytes:
    return simulated(end)["postgres/users.csv"]


def files(end: date) -> dict[str, bytes]:
    return system("web", end)


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Four months of files as the table `events`, the renamed column under its own name, and the shop's `users`."""
    folder = tmp_path_factory.mktemp("web")
    both = {**files(END - timedelta(days=web.KEPT_DAYS)), **files(END)}
    write(folder, {**both, "users.csv": users(END)})
    with duckdb.connect() as connection:
        connection.execute(
            "create table events as select * exclude (clientId) replace (coalesce(client_id, clientId) as client_id)"
            f" from read_csv('{folder}/web/*.csv', union_by_name = true, filename = true, all_varchar = true)"
        )
        connection.execute(f"create table users as from read_csv('{folder}/users.csv')")
        yield connection


def number(events: duckdb.DuckDBPyConnection, sql: str) -> float:
    row = events.execute(sql).fetchone()
    assert row is not None
    return float(row[0])


@pytest.mark.parametrize("days", [1, 5, 20])
def test_a_later_end_changes_no_file_that_stays(days: int) -> None:
    earlier, later = files(END - timedelta(days=days)), files(END)
    stays = earlier.keys() & later.keys()
    assert len(stays) > 0.8 * (web.KEPT_DAYS - days)
    assert all(earlier[file] == later[file] for file in stays)


def test_a_file_may_come_late_and_then_lies_there() -> None:
    late = {f"web/events_{END - timedelta(days=days):%Y%m%d}.csv" for days in range(20)} - files(END).keys()
    assert late and late <= files(END + timedelta(days=3)).keys()


def test_generating_later_removes_the_oldest_of_our_files_and_no_others(tmp_path: Path) -> None:
    generate(tmp_path, END - timedelta(days=9))
    generate(tmp_path, END)
    assert {path.name for path in tmp_path.glob("web/*.csv")} == {Path(file).name for file in files(END)}
    assert generate(tmp_path, END).status == "unchanged"


def test_a_real_day_is_left_alone_while_the_shop_goes_on(tmp_path: Path) -> None:
    generate(tmp_path, END - timedelta(days=1))
    real = tmp_path / "web" / "events_20250223.csv"
    real.write_text("client_id\n")
    before = {path: path.read_bytes() for path in tmp_path.glob("web/*.csv")}
    generation = generate(tmp_path, END)
    assert "stay as they are: web/events_20250223.csv; simulated ones that do not belong to them" in generation.message
    assert {path: path.read_bytes() for path in tmp_path.glob("web/*.csv")} == before
    assert (tmp_path / "postgres/users.csv").read_bytes() == users(END)


SHARES = {
    "rows a day": ("select count(*) / count(distinct filename) from events", 120, 320),
    "no client": ("select avg((client_id is null)::int) from events", 0.05, 0.066),
    "no referrer": ("select avg((referrer is null)::int) from events", 0.68, 0.80),
    "malformed": (
        "select avg((not json_valid(event_data))::int) from events where event_data is not null",
        0.004,
        0.03,
    ),
    "orders": ("select count(*) from events where event_name in ('checkout_completed', 'purchase')", 300, 900),
    "called purchase": (
        "select avg((event_name = 'purchase')::int) from events where event_name in ('checkout_completed', 'purchase')",
        0.02,
        0.35,
    ),
    "revenue that its items do not make": (
        """select avg((abs((event_data ->> 'revenue')::double - list_sum(list_transform(
               from_json(event_data -> 'items', '[{"quantity": "double", "item_price": "double"}]'),
               lambda line: line.quantity * line.item_price))) > 0.005)::int)
           from events where json_valid(event_data) and event_data ->> 'revenue' is not null""",
        0.01,
        0.10,
    ),
    "addresses that the shop knows": (
        """select avg((hash in (select sha256(lower(email)) from users where email is not null))::int)
           from (select distinct event_data ->> 'user_email' as hash from events where json_valid(event_data))
           where hash is not null""",
        0.10,
        0.40,
    ),
}


@pytest.mark.parametrize(("sql", "low", "high"), SHARES.values(), ids=SHARES.keys())
def test_the_shares_are_about_those_of_the_reference(
    events: duckdb.DuckDBPyConnection, sql: str, low: float, high: float
) -> None:
    assert low <= number(events, sql) <= high


def test_the_defects_are_all_there(events: duckdb.DuckDBPyConnection) -> None:
    headers = {data.partition(b",")[0].decode() for data in (*files(END).values(), *files(date(2021, 6, 2)).values())}
    assert headers == {"client_id", "clientId"}
    again = "select count(*) - count(distinct (client_id, timestamp, event_name, page_url)) from events"
    assert number(events, f"{again} where client_id is not null") > 100
    orders = "from events where json_valid(event_data) and event_data ->> 'transaction_id' is not null"
    assert number(events, f"select count(distinct (event_data, timestamp)) - count(distinct event_data) {orders}") > 0
    other_day = "strptime(filename[-12:-5], '%Y%m%d')::date <> timestamp[:10]::date"
    assert number(events, f"select count(*) from events where {other_day}") > 100
    pauses = """
        select count(*) from (select timestamp::timestamp - lag(timestamp::timestamp) over
            (partition by client_id order by timestamp) as pause from events where client_id is not null)
        where pause between interval 31 minutes and interval 3 hours"""
    assert number(events, pauses) > 20


def test_an_order_holds_what_the_tracker_promises(events: duckdb.DuckDBPyConnection) -> None:
    row = events.execute(
        "select event_data from events where json_valid(event_data) and event_data ->> 'transaction_id' is not null"
    ).fetchone()
    assert row is not None
    order = json.loads(row[0])
    assert set(order) == {"transaction_id", "revenue", "items", "user_email"}
    assert set(order["items"][0]) == {"item_id", "item_name", "item_variant", "quantity", "item_price"}
    assert len(order["user_email"]) == len(hashed("somebody@example.com")) == 64


def test_it_fits_the_contract_but_for_rows_without_a_client(tmp_path: Path) -> None:
    some = dict(list(files(END).items())[:6])
    write(tmp_path, some)
    warehouse = tmp_path / "warehouse" / "data.duckdb"
    load = ingest(BY_TABLE["web_events"], tmp_path, warehouse)
    nobody = sum(line.startswith(b",") for data in some.values() for line in data.splitlines())
    assert load.rows_rejected == nobody > 0
    assert ask(warehouse, "select count(*) from raw.web_events") == [(load.rows_loaded,)]
