"""What the warehouse holds is read once for each state of it, however it is kept, damaged or shared."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Container
from datetime import date
from pathlib import Path

import duckdb
import pytest

from metrics_cli.answer import Answer
from metrics_cli.artifacts import WarehouseState, warehouse_name, warehouse_state
from metrics_cli.catalog import Home
from metrics_cli.catalog.values import MOST_KEPT, Ends
from metrics_cli.errors import QueryInvalid
from metrics_cli.execution.duckdb import DuckDbWarehouse
from metrics_cli.execution.warehouse import Rows
from metrics_cli.project import Project, find_project
from metrics_cli.query import Filter, MetricQuery, Operator
from metrics_cli.semantic_layer.rows import RowLayer
from metrics_cli.settings import Settings
from metrics_cli.workflow import Index, Spans, Stages, answer
from tests.projects.built import Built

GENRE, TOWN, LENT_ON = Home("titles", "genre"), Home("branches", "town"), Home("loans", "lent_on")
TODAY = date(2026, 1, 1)


class Counting(DuckDbWarehouse):
    """The real warehouse, which also says how often it was asked."""

    asked = 0

    def run(self, sql: str, max_rows: int, keys: Container[str] = ()) -> Rows:
        self.asked += 1
        return super().run(sql, max_rows, keys)


@pytest.fixture
def built(library: Built, tmp_path: Path) -> Built:
    """A copy of the library of which nothing has been asked."""
    copy = library.copy(tmp_path / "library")
    shutil.rmtree(copy.root / "target" / "metrics", ignore_errors=True)
    return copy


def project_of(built: Built) -> Project:
    return find_project(Settings(project_dir=built.root), {}, built.root)


def opened(built: Built, state: WarehouseState | None = None, name: str | None = None) -> tuple[Index, Counting]:
    """Return an index as a new process opens it, and its warehouse."""
    project, warehouse = project_of(built), Counting(built.warehouse, 60, "1GB")
    rows = RowLayer(built.manifest, "duckdb")
    folder = project.cache_path / "index"
    return Index(
        rows, lambda: warehouse, name or warehouse_name(project), state or warehouse_state(project), folder
    ), warehouse


def write(built: Built, sql: str) -> None:
    with duckdb.connect(str(built.warehouse)) as connection:
        connection.execute(sql)


def test_values_are_those_of_hand_written_sql_with_the_rows_of_the_dimension_own_model(built: Built) -> None:
    found = opened(built)[0].values(GENRE)
    counted = built.sql("select genre, count(*) as n from titles where genre is not null group by 1 order by 2 desc, 1")
    assert list(found.counts) == counted
    assert (found.total, found.rows, found.nulls) == (
        built.sql("select count(distinct genre), count(*), count(*) - count(genre) from titles")[0]
    )


def test_the_ends_are_the_first_and_the_last_day(built: Built) -> None:
    first, last = built.sql("select min(lent_on), max(lent_on) from loans")[0]
    assert opened(built)[0].ends(LENT_ON, TODAY) == Ends(first, last, None, TODAY)


def test_the_warehouse_is_asked_once_for_each_state_of_it(built: Built) -> None:
    for times in (1, 0, 0):
        index, warehouse = opened(built)
        index.values(GENRE), index.values(GENRE)
        assert warehouse.asked == times
        warehouse.close()
    write(built, "update titles set genre = 'Verse' where genre = 'Poetry'")
    index, warehouse = opened(built)
    assert "Verse" in index.values(GENRE).texts
    assert warehouse.asked == 1


def test_a_file_of_the_same_size_and_time_that_took_the_place_of_another_is_a_new_state(built: Built) -> None:
    before = warehouse_state(project_of(built))
    stat = built.warehouse.stat()
    shutil.copy(built.warehouse, built.root / "other.duckdb")
    os.replace(built.root / "other.duckdb", built.warehouse)
    os.utime(built.warehouse, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert warehouse_state(project_of(built)) != before


def test_a_file_that_was_written_over_and_given_its_old_time_is_a_new_state(built: Built) -> None:
    before, stat = warehouse_state(project_of(built)), built.warehouse.stat()
    built.warehouse.write_bytes(built.warehouse.read_bytes())
    os.utime(built.warehouse, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert warehouse_state(project_of(built)) != before


def test_a_reader_in_another_time_zone_reads_days_of_its_own(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    here = warehouse_name(project_of(built))
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert warehouse_name(project_of(built)) != here


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"[]", b'{"checksum": "", "body": {}}', None])
def test_a_damaged_file_is_read_anew(built: Built, damage: bytes | None) -> None:
    opened(built)[0].values(GENRE)
    (kept,) = (project_of(built).cache_path / "index").iterdir()
    kept.write_bytes(damage if damage is not None else kept.read_bytes().replace(b"Crime", b"Grime"))
    index, warehouse = opened(built)
    assert "Crime" in index.values(GENRE).texts
    assert warehouse.asked == 1


@pytest.mark.parametrize(
    ("before", "after", "times"),
    [
        pytest.param(WarehouseState("a", 3600), WarehouseState("a", 3600), 0, id="young"),
        pytest.param(WarehouseState("a", 3600), WarehouseState("a", 0), 1, id="too old"),
        pytest.param(WarehouseState("a", 3600), WarehouseState("b", 3600), 1, id="built since"),
    ],
)
def test_a_warehouse_that_cant_tell_is_believed_for_a_while(
    built: Built, before: WarehouseState, after: WarehouseState, times: int
) -> None:
    opened(built, before)[0].values(GENRE)
    index, warehouse = opened(built, after)
    index.values(GENRE)
    assert warehouse.asked == times


def test_another_warehouse_has_values_of_its_own(built: Built) -> None:
    opened(built, name="one")[0].values(GENRE)
    index, warehouse = opened(built, name="two")
    assert index.kept_values(GENRE) is None
    index.values(GENRE)
    assert warehouse.asked == 1


def test_what_cant_be_kept_is_answered_all_the_same(built: Built) -> None:
    (built.root / "target" / "metrics").mkdir(exist_ok=True)
    shutil.rmtree(built.root / "target" / "metrics")
    (built.root / "target" / "metrics").write_text("no folder")
    assert "Crime" in opened(built)[0].values(GENRE).texts


def test_a_long_list_keeps_the_most_frequent_and_says_how_many_there_are(built: Built) -> None:
    write(built, "insert into titles (title_id, genre) select 100 + i, 'genre ' || i from range(3000) t (i)")
    write(built, "insert into titles (title_id, genre) select 9000 + i, 'Crime' from range(7) t (i)")
    index, warehouse = opened(built)
    found = index.values(GENRE)
    warehouse.close()
    assert (len(found.counts), found.is_complete, found.counts[0]) == (MOST_KEPT, False, ("Crime", 9))
    assert (found.total, found.rows, found.nulls) == (
        built.sql("select count(distinct genre), count(*), count(*) - count(genre) from titles")[0]
    )
    late = built.sql("select max(genre) from titles where genre like 'genre 29%'")[0][0]
    assert index.among(GENRE, [late, "no such genre"]) == {late: 1}


@pytest.mark.parametrize("value", ["it's", '"', "{{ x }}", "{% y %}", "back\\slash", "straße", "a\nb"])
def test_any_text_is_found_among_the_values(built: Built, value: str) -> None:
    with duckdb.connect(str(built.warehouse)) as connection:
        connection.execute("insert into titles (title_id, genre) values (99, ?)", [value])
    index, _ = opened(built)
    assert value in index.values(GENRE).texts
    assert index.among(GENRE, [value, f"{value} "]) == {value: 1}


def test_days_to_come_are_no_data_until_they_come(built: Built) -> None:
    write(built, "insert into loans (loan_id, lent_on) values (900, '2031-05-01'), (901, '2031-05-03')")
    last = built.sql("select max(lent_on) from loans where lent_on < '2026-01-01'")[0][0]
    for day, expected, times in [
        (TODAY, last, 3),
        (date(2026, 6, 1), last, 0),
        (date(2031, 4, 30), last, 0),
        (date(2031, 5, 1), date(2031, 5, 1), 3),
        (date(2031, 5, 2), date(2031, 5, 1), 0),
        (date(2031, 5, 3), date(2031, 5, 3), 1),
        (date(2031, 5, 1), date(2031, 5, 1), 3),
    ]:
        index, warehouse = opened(built)
        assert index.ends(LENT_ON, day).last == expected, day
        assert warehouse.asked == times, day
        warehouse.close()


def test_data_kept_by_month_reach_to_the_end_of_it_but_not_beyond_today() -> None:
    ends = Ends(date(2025, 1, 1), date(2025, 12, 1), None, date(2025, 12, 9), "month")
    assert ends.reaches(date(2025, 12, 9)) == date(2025, 12, 9)
    assert ends.reaches(TODAY) == date(2025, 12, 31)


def test_an_empty_table_has_no_values_and_no_ends(built: Built) -> None:
    write(built, "delete from loans")
    write(built, "delete from titles")
    index, _ = opened(built)
    assert index.values(GENRE).to_dict() == {"counts": [], "total": 0, "rows": 0, "nulls": 0}
    assert index.ends(LENT_ON, TODAY).last is None


def test_a_dimension_that_is_gone_is_named(library: Built) -> None:
    with pytest.raises(QueryInvalid, match="no dimension genre in shelves"):
        RowLayer(library.manifest, "duckdb").values_sql(Home("shelves", "genre"))


def test_a_second_query_over_the_same_warehouse_runs_one_statement(built: Built) -> None:
    crime = Filter("title__genre", Operator.EQ, ("Crime",))
    query = MetricQuery(("loans", "fines"), filters=(crime,))
    for times in (4, 1):
        index, warehouse = opened(built)
        stages = Stages(built.catalog, built.layer, warehouse, index, Spans(index, TODAY), TODAY, 100, {})
        assert isinstance(answer(query, stages), Answer)
        assert warehouse.asked == times
        warehouse.close()


def test_what_is_kept_holds_no_personal_value(built: Built) -> None:
    for condition in ("email = 'x'", "genre = Crime"):
        built.metrics("query", "-m", "loans", "-g", "genre", "-w", condition)
    folder = project_of(built).cache_path
    emails = [email for (email,) in built.sql("select email from members where email is not null")]
    kept = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.json"))
    assert "Crime" in kept
    assert [email for email in emails if json.dumps(email) in kept] == []
