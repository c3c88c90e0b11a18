"""The simulated course platform: its files only grow, and are as dirty as the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from sources.ingestion import ingest
from sources.simulator import SEED, generate
from tests.pipeline.deliveries import BY_TABLE, ask
from tests.pipeline.simulated import simulated, system, write

END = date(2021, 12, 31)
TABLES = ("users", "courses", "enrolments", "events")


def shop_users(end: date) -> bytes:
    return simulated(end)["postgres/users.csv"]


def files(end: date) -> dict[str, bytes]:
    return system("learning", end)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The four files as tables of text, and the shop's users."""
    folder = tmp_path_factory.mktemp("learning")
    write(folder, {**files(END), "users.csv": shop_users(END)})
    with duckdb.connect() as connection:
        for table in TABLES:
            file = f"{folder}/learning/raw_{table}.csv"
            connection.execute(f"create table {table} as from read_csv('{file}', all_varchar = true)")
        connection.execute(f"create table shop_users as from read_csv('{folder}/users.csv')")
        yield connection


def number(export: duckdb.DuckDBPyConnection, sql: str) -> float:
    row = export.execute(sql).fetchone()
    assert row is not None
    return float(row[0])


@pytest.mark.parametrize("earlier", [date(2020, 1, 1), date(2020, 9, 13), date(2021, 12, 30)])
def test_the_files_of_an_earlier_end_are_beginnings_of_the_later_ones(earlier: date) -> None:
    before = files(earlier)
    assert list(before) == list(files(END))
    assert all(files(END)[file].startswith(data) for file, data in before.items())


def test_another_seed_is_another_platform_with_the_same_courses() -> None:
    other = system("learning", END, seed=SEED + 1)
    assert [file for file in other if other[file] == files(END)[file]] == ["learning/raw_courses.csv"]


def test_the_headers_are_those_of_the_contracts() -> None:
    for table in TABLES:
        contract = BY_TABLE[f"learning_{table}"]
        header = files(END)[str(contract.file)].splitlines()[0].decode()
        assert header.split(",") == [column.name for column in contract.columns]


SHARES = {
    "sign-ups a day": ("select count(distinct id) / 731 from users", 0.7, 0.9),
    "enrolments a learner": ("select count(*) / count(distinct user_id) from enrolments", 2.0, 3.5),
    "events an enrolment": ("select (select count(*) from events) / (select count(*) from enrolments)", 5, 9),
    "users with versions": (
        "select avg((n > 1)::int) from (select count(distinct updatedAt) as n from users group by id)",
        0.25,
        0.50,
    ),
    "versions after newer ones": (
        "select avg((updatedAt < before)::int) from (select updatedAt, max(updatedAt) over"
        " (partition by id order by n rows unbounded preceding exclude current row) as before"
        " from (select *, row_number() over () as n from users)) where before is not null",
        0.005,
        0.15,
    ),
    "deleted users": (
        "select count(distinct id) filter (deleted = 'TRUE' or state = 'deleted') / count(distinct id) from users",
        0.01,
        0.08,
    ),
    "cancelled": ("select avg((lower(status) = 'cancelled')::int) from enrolments", 0.08, 0.16),
    "enrolled again": (
        "select 1 - count(distinct (user_id, course_id)) / count(distinct enrolment_id) from enrolments",
        0.02,
        0.15,
    ),
    "events of the not enrolled": (
        "select avg((not exists (select 1 from enrolments as e where e.user_id = events.user_id"
        " and e.course_id = events.course_id))::int) from events where user_id is not null",
        0.01,
        0.15,
    ),
    "events without a user": ("select avg((user_id is null)::int) from events", 0.001, 0.02),
    "sent twice": ("select 1 - count(distinct id) / count(*) from events", 0.001, 0.02),
    "learners whom the shop knows": (
        "select avg((address in (select lower(email) from shop_users where email is not null))::int)"
        " from (select distinct id, lower(email) as address from users where email is not null)",
        0.10,
        0.30,
    ),
    "strange flags": (
        "select avg((coalesce(isGovEmployee, '') not in ('TRUE', 'FALSE'))::int) from users",
        0.01,
        0.15,
    ),
    "courses without a category": ("select avg((category_name is null)::int) from courses", 0.01, 0.10),
}


@pytest.mark.parametrize(("sql", "low", "high"), SHARES.values(), ids=SHARES.keys())
def test_the_defects_are_there_and_are_few(
    export: duckdb.DuckDBPyConnection, sql: str, low: float, high: float
) -> None:
    assert low <= number(export, sql) <= high


def test_what_is_delivered_loads_but_for_rows_sent_twice_and_times_nobody_can_read(tmp_path: Path) -> None:
    write(tmp_path, files(END))
    warehouse = tmp_path / "warehouse" / "data.duckdb"
    loads = {table: ingest(BY_TABLE[f"learning_{table}"], tmp_path, warehouse) for table in TABLES}
    assert [loads[table].rows_rejected for table in ("users", "courses")] == [0, 0]
    for table in ("enrolments", "events"):
        assert 0 < loads[table].rows_rejected < 0.03 * loads[table].rows_read
    versions = ask(warehouse, "select count(*), count(distinct id) from raw.learning_users")[0]
    assert versions[0] > versions[1] > 0


def test_a_real_export_is_left_alone_while_the_shop_goes_on(tmp_path: Path) -> None:
    generate(tmp_path, date(2020, 3, 1))
    real = tmp_path / "learning" / "raw_users.csv"
    real.write_text("id\n")
    before = {path: path.read_bytes() for path in tmp_path.glob("learning/*.csv")}
    generation = generate(tmp_path, date(2020, 3, 2))
    assert "stay as they are: learning/raw_users.csv; simulated ones that do not belong" in generation.message
    assert {path: path.read_bytes() for path in tmp_path.glob("learning/*.csv")} == before
    assert (tmp_path / "postgres/users.csv").read_bytes() == shop_users(date(2020, 3, 2))
