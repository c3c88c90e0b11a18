"""Dates that MetricFlow's time ranges do not know, before 2000 and after 2040, and dates after today: none is lost."""

from __future__ import annotations

import duckdb
import pytest

from tests.projects.built import Built


@pytest.fixture(scope="module")
def far(library: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The library with loans of 1995 and, entered by mistake, of 2050."""
    copy = library.copy(tmp_path_factory.mktemp("far") / "library")
    with duckdb.connect(str(copy.warehouse)) as connection:
        kind = connection.execute("select table_type from information_schema.tables where table_name = 'loans'")
        if kind.fetchone() == ("VIEW",):
            connection.execute("create table kept as select * from loans; drop view loans")
            connection.execute("alter table kept rename to loans")
        rows = [(901, 1, 1, "1995-05-05"), (902, 2, 4, "1995-06-07"), (903, 1, 1, "2050-03-04")]
        connection.executemany("insert into loans values (?, ?, ?, ?, true, 2.50)", rows)
    return copy


@pytest.mark.parametrize(
    ("flags", "condition"),
    [
        pytest.param("--period 1995", "year(lent_on) = 1995", id="before 2000"),
        pytest.param("--start 1990-01-01 --end 2030-12-31", "year(lent_on) between 1990 and 2030", id="over 2000"),
        pytest.param("--start 1990-01-01", "lent_on >= '1990-01-01'", id="open end"),
        pytest.param("--end 2024-06-30", "lent_on <= '2024-06-30'", id="open start"),
        pytest.param("--start 2024-06-01", "lent_on >= '2024-06-01'", id="open end inside"),
        pytest.param("--period 2050", "year(lent_on) = 2050", id="after 2040 and today"),
        pytest.param("--start 2030-01-01", "lent_on >= '2030-01-01'", id="open after today"),
        pytest.param("--start 2020-01-01 --end 2060-12-31", "lent_on >= '2020-01-01'", id="over 2040"),
    ],
)
def test_a_period_holds_its_rows_wherever_it_lies(far: Built, flags: str, condition: str) -> None:
    answered = far.metrics("query", "loans", *flags.split())
    [(expected,)] = far.sql(f"select count(*) from loans where {condition}")
    assert answered.code == 0 and answered.csv == [["loans"], [str(expected)]], answered.err


@pytest.mark.parametrize("flags", ["--period 2024", "--start 1990-01-01 --end 2024-12-31", "--end 2024-12-31"])
def test_a_running_figure_counts_from_the_first_row_on(far: Built, flags: str) -> None:
    answered = far.metrics("query", "loans_to_date", *flags.split())
    [(expected,)] = far.sql("select count(*) from loans where lent_on <= '2024-12-31'")
    assert answered.csv[1:] == [["2024-12-31", str(expected)]], answered.err


def test_what_looks_back_keeps_whole_months_over_an_open_period_too(far: Built) -> None:
    asked = ("query", "loan_growth", "-g", "metric_time__month")
    whole = far.metrics(*asked, "--start", "2024-06-01", "--end", "2025-02-28")
    cut = far.metrics(*asked, "--start", "2024-06-12", "--as-of", "2025-02-21")
    assert len(whole.csv) == 10 and cut.csv[:10] == whole.csv and "each month is shown whole" in cut.err, cut.err


def test_a_condition_per_entity_and_a_comparison_reach_as_far(far: Built) -> None:
    answered = far.metrics("query", "loans", "--period", "1995", "--where", "loans per member > 0")
    assert answered.csv == [["loans"], ["2"]], answered.err
    compared = far.metrics("query", "loans", "--period", "1996", "--compare", "1995")
    assert "2" in compared.csv[1], compared.err


def test_data_after_today_are_told_as_such(far: Built) -> None:
    asked = far.metrics("query", "loans", "--period", "2050")
    assert "data after" in asked.err and "are counted as well" in asked.err
    beyond = far.metrics("query", "loans", "--period", "2030")
    assert "from 4 Mar 2050, is not counted as data yet" in beyond.out + beyond.err
    within = far.metrics("query", "loans", "--start", "2020-01-01", "--end", "2060-12-31")
    assert "data after" in within.err
