"""`metrics values`, run as people run it, against hand-written SQL."""

from __future__ import annotations

import shlex
from pathlib import Path

import duckdb
import pytest

from metrics_cli.catalog import Dimension
from metrics_cli.catalog.held import Held
from metrics_cli.catalog.values import Values
from metrics_cli.presentation.held import held_lines, held_notes
from tests.projects.built import Built


@pytest.mark.parametrize("name", ["title__genre", "genre", "Genre", "shelf"])
def test_values_come_most_frequent_first_under_any_name_of_the_dimension(library: Built, name: str) -> None:
    shown = library.metrics("values", name)
    counted = library.sql(
        "select genre, count(*) as n from titles where genre is not null group by 1 order by 2 desc, 1"
    )
    assert shown.csv == [["title__genre", "rows"], *([value, str(count)] for value, count in counted)]
    assert shown.err == "note: counted are the 5 rows of titles, 1 of them without a value\n"


@pytest.mark.parametrize("name", ["town", "branch__town", "member__branch__town"])
def test_a_dimension_two_joins_away_is_counted_in_its_own_model(library: Built, name: str) -> None:
    counted = library.sql("select town, count(*) from branches where town is not null group by 1 order by 2 desc, 1")
    assert library.metrics("values", name).csv[1:] == [[town, str(count)] for town, count in counted]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Crime", ["Crime"]),
        ("CRI", ["Crime"]),
        ("children's", ["Children's"]),
        ("rime", ["Crime"]),
        ("Crme", ["Crime"]),
    ],
)
def test_values_are_searched(library: Built, word: str, found: list[str]) -> None:
    assert [row[0] for row in library.metrics("values", "genre", word).csv[1:]] == found


def test_values_as_json_hold_what_they_count(library: Built) -> None:
    body = library.metrics("values", "genre", "--limit", "1", "--json").json
    assert body["values"] == [{"value": "Crime", "rows": 2}]
    assert (body["model"], body["rows"], body["nulls"], body["total"], body["truncated"]) == ("titles", 5, 1, 3, True)
    assert body["caveats"][1] == "1 of 3 values are shown, the most frequent"


def test_a_time_dimension_has_a_span(library: Built) -> None:
    first, last = library.sql("select min(lent_on), max(lent_on) from loans")[0]
    assert library.metrics("values", "lent_on", "--csv").csv == [["first", "last"], [str(first), str(last)]]
    assert library.metrics("values", "lent_on", "--json").json["span"] == {"start": str(first), "end": str(last)}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("email", 4, "personal"),
        ("member", 4, "is an entity"),
        ("genre zebra", 4, "Genre has no value like 'zebra'"),
        ("gnre", 2, "no dimension 'gnre' (did you mean title__genre"),
        ("fines", 2, "no dimension 'fines'"),
        ("genre --limit 0", 2, "--limit"),
    ],
)
def test_what_has_no_values_is_said(library: Built, arguments: str, code: int, said: str) -> None:
    shown = library.metrics("values", *shlex.split(arguments))
    assert (shown.code, shown.out) == (code, "")
    assert said in shown.err


def test_a_long_list_is_searched_as_far_as_it_is_kept_and_exactly(library: Built, tmp_path: Path) -> None:
    built = library.copy(tmp_path / "library")
    with duckdb.connect(str(built.warehouse)) as connection:
        connection.execute("insert into titles (title_id, genre) select 100 + i, 'Kind ' || i from range(1500) t (i)")
    rare = built.metrics("values", "genre", "Kind 999")
    assert ["Kind 999", "1"] in rare.csv
    assert "only the 1,000 most frequent of 1,503 values were searched" in rare.err
    asked = [built.metrics("query", "loans", "-w", f"genre = '{kind}'") for kind in ("Kind 999", "Kind 99999")]
    assert [done.code for done in asked] == [5, 2]
    assert "Genre has no value 'Kind 99999'" in asked[1].err


def test_people_see_columns_and_no_escape_codes() -> None:
    genre = Dimension("title__genre", "Genre", "", "categorical")
    values = Values((("Crime", 1200), ("\x1b[31mred", 7)), 2, 1207, 0)
    held = Held(genre, "titles", values.counts, 2, values)
    assert held_lines(held) == [" Rows  Genre", "1,200  Crime", "    7  �[31mred"]
    assert held_notes(held, "") == ["counted are the 1,207 rows of titles"]
