"""Running figures beyond the data and beyond the time spine: the last total stands, or the true cause is told."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.projects.built import Built


@pytest.mark.parametrize("grouped", [[], ["--group-by", "month"]])
def test_a_running_total_stands_after_the_last_day_with_data(
    library: Built, tmp_path: Path, grouped: list[str]
) -> None:
    built = library.copy(tmp_path / "library")
    with duckdb.connect(str(built.warehouse)) as connection:
        connection.execute("delete from loans where lent_on > '2024-06-30'")
        count = connection.execute("select count(*) from loans where lent_on <= '2024-06-30'").fetchall()[0][0]
    period = ("--start", "2024-10-01", "--end", "2024-10-31")
    asked = built.metrics("query", "loans_to_date", *grouped, *period, "--csv")
    assert (asked.code, [row[-1] for row in asked.csv[1:]]) == (0, [str(count)])
    assert "the data end on" in asked.err
    assert built.metrics("query", "loans", *period).code == 5
    assert built.metrics("query", "loans_mtd", *period).code == 5


def test_a_time_spine_that_ends_before_the_data_is_named(library: Built, tmp_path: Path) -> None:
    built = library.copy(tmp_path / "library")
    with duckdb.connect(str(built.warehouse)) as connection:
        connection.execute("create table kept as select * from days where date_day < '2023-03-01'")
        is_view = connection.execute("select table_type from information_schema.tables where table_name = 'days'")
        connection.execute("drop view days" if is_view.fetchall()[0][0] == "VIEW" else "drop table days")
        connection.execute("alter table kept rename to days")
    asked = built.metrics("query", "loans_to_date")
    assert (asked.code, asked.out) == (5, "")
    assert "time spine, which runs from 1 Jan 2023 to 28 Feb 2023" in asked.err
