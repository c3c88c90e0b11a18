"""N times as much of everything: as whole, as dirty and as steady as the usual."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from sources.simulator import generate, ownership
from tests.pipeline.simulated import simulated, write
from tests.pipeline.test_simulator import NEVER, ORDERS, number

SCALE = 3
END = date(2020, 9, 30)
TABLES = {
    "products": "postgres/products.csv",
    "users": "postgres/users.csv",
    "transactions": "postgres/transactions.csv",
    "campaigns": "salesforce/campaigns.csv",
    "pageviews": "analytics/pageviews.csv",
    "learners": "learning/raw_users.csv",
    "courses": "learning/raw_courses.csv",
    "enrolments": "learning/raw_enrolments.csv",
    "learning_events": "learning/raw_events.csv",
    "web_events": "web/events_*.csv",
}


def tables(folder: Path, scale: int) -> duckdb.DuckDBPyConnection:
    """Return all files as tables."""
    write(folder, simulated(END, scale=scale))
    connection = duckdb.connect()
    for table, file in TABLES.items():
        connection.execute(f"create table {table} as from read_csv('{folder}/{file}', union_by_name = true)")
    connection.execute(f"create table orders as {ORDERS}")
    return connection


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with tables(tmp_path_factory.mktemp("large"), SCALE) as connection:
        yield connection


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with tables(tmp_path_factory.mktemp("usual"), 1) as connection:
        yield connection


@pytest.mark.parametrize("table", TABLES)
def test_there_is_n_times_as_much_but_for_products_and_courses(
    large: duckdb.DuckDBPyConnection, usual: duckdb.DuckDBPyConnection, table: str
) -> None:
    counted = f"select count(*) from {table}"
    times = number(large, counted) / number(usual, counted)
    assert times == 1 if table in ("products", "courses") else 0.6 * SCALE < times < 1.6 * SCALE


@pytest.mark.parametrize("sql", NEVER.values(), ids=NEVER.keys())
def test_what_holds_in_the_real_systems_holds(large: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert number(large, sql) == 0


@pytest.mark.parametrize(
    ("table", "key", "twice"),
    [
        ("users", "user_id", 0),
        ("campaigns", "campaign_id", 0),
        ("pageviews", "event_id", 0),
        ("orders", "(transaction_id, user_id, day)", 0),
        ("enrolments", "enrolment_id", 0.02),
        ("learning_events", "id", 0.02),
    ],
)
def test_ids_are_unique_but_for_what_is_sent_twice(
    large: duckdb.DuckDBPyConnection, table: str, key: str, twice: float
) -> None:
    assert number(large, f"select 1 - count(distinct {key}) / count(*) from {table}") <= twice


def test_the_systems_overlap_as_much_as_usual(large: duckdb.DuckDBPyConnection) -> None:
    known = "in (select lower(email) from users where email is not null)"
    assert 0.1 < number(large, f"select avg((lower(email) {known})::int) from learners where email is not null") < 0.3
    hashed = "in (select sha256(lower(email)) from users where email is not null)"
    share = f"""select avg((hash {hashed})::int) from (
        select distinct event_data ->> 'user_email' as hash from web_events where json_valid(event_data))
        where hash is not null"""
    assert 0.15 < number(large, share) < 0.35


def test_a_later_end_appends_and_the_record_knows_the_scale(tmp_path: Path) -> None:
    earlier = date(2020, 3, 1)
    generate(tmp_path, earlier, scale=SCALE)
    assert generate(tmp_path, earlier, scale=SCALE).status == "unchanged"
    assert generate(tmp_path, earlier, scale=SCALE).message.endswith("seed 1, scale 3, end 2020-03-01 already")
    later = simulated(END, scale=SCALE)
    assert all(later[file].startswith((tmp_path / file).read_bytes()) for file in TABLES.values() if "*" not in file)
    made = ownership.read(tmp_path).made
    assert made and (made.seed, made.scale, made.end) == (1, SCALE, earlier)
    assert generate(tmp_path, earlier).status == "written"
