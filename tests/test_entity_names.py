"""Things asked for are shown by the names that people call them, not by the keys behind them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.projects.built import Built

_LOANS = "select {0} from loans join titles using (title_id) group by all order by count(*) desc, 1"


@pytest.mark.parametrize("question", ["loans by title", "which titles have more than 0 loans"])
def test_a_title_is_shown_by_its_name(library: Built, question: str) -> None:
    asked = library.metrics("ask", question, "--json")
    expected = library.sql("select title_name, count(*) from loans join titles using (title_id) group by 1")
    assert sorted(map(tuple, asked.json["rows"])) == sorted(expected)
    assert "each Title is shown by its Title name" in asked.json["caveats"]


def test_the_first_of_a_ranking_is_a_name(library: Built) -> None:
    asked = library.metrics("ask", "top 2 titles by loans", "--csv")
    assert [row[0] for row in asked.csv[1:]] == [row[0] for row in library.sql(_LOANS.format("title_name"))[:2]]


def test_a_key_that_is_asked_for_is_a_key(library: Built) -> None:
    asked = library.metrics("ask", "loans by title id", "--json")
    assert [g["name"] for g in asked.json["query"]["group_by"]] == ["title"]


def test_members_whose_only_name_is_personal_are_keys(library: Built) -> None:
    asked = library.metrics("ask", "loans by member", "--json")
    assert [g["name"] for g in asked.json["query"]["group_by"]] == ["member"]


def test_two_titles_of_one_name_stay_two(library: Built, tmp_path: Path) -> None:
    built = library.copy(tmp_path / "library")
    with duckdb.connect(str(built.warehouse)) as connection:
        connection.execute("create table kept as select * replace ('Twice' as title_name) from titles")
        kind = connection.execute("select table_type from information_schema.tables where table_name = 'titles'")
        connection.execute("drop view titles" if kind.fetchall()[0][0] == "VIEW" else "drop table titles")
        connection.execute("alter table kept rename to titles")
    asked = built.metrics("ask", "top 2 titles by loans", "--json")
    best = library.sql("select title_id, 'Twice', count(*) from loans group by 1 order by 3 desc, 1 limit 2")
    assert [tuple(row) for row in asked.json["rows"]] == best
    assert "Title name does not tell each Title apart: the key stands beside it" in asked.json["caveats"]
