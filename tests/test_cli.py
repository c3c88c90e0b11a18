"""The command `metrics` as people and scripts run it: real processes, over the library, against hand-written SQL."""

from __future__ import annotations

import csv
import json
import re
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT

import pytest

import metrics_cli
from tests.projects.built import COMMAND, Built, environment, run

ENVELOPE = """
outcome question sentence query mf sql columns rows truncated definitions caveats options reason hint missing nearest
span receipt
""".split()
JOINED = "loans join titles using (title_id) join members using (member_id) left join branches using (branch_id)"
ESCAPE = "\x1b"


def cells(rows: list[tuple[object, ...]]) -> list[list[str]]:
    """Return rows of SQL as CSV has them."""
    return [["" if value is None else str(value) for value in row] for row in rows]


# --- list -----------------------------------------------------------------------------------------------------------


def test_list_shows_every_metric_on_a_line_of_its_own(library: Built) -> None:
    shown = library.metrics("list")
    assert (shown.code, shown.err) == (0, "")
    assert len(shown.out.splitlines()) == 1 + len(library.catalog.metrics)
    for metric in library.catalog.metrics.values():
        said = re.escape(metric.description)
        assert re.search(rf"^{metric.name} +{metric.label} +{metric.type} *{said}$", shown.out, re.MULTILINE)


def test_list_as_json_holds_metrics_dimensions_and_saved_queries(library: Built) -> None:
    body = library.metrics("list", "--json").json
    assert [m["name"] for m in body["metrics"]] == sorted(library.catalog.metrics)
    loans = next(m for m in body["metrics"] if m["name"] == "loans")
    assert loans["synonyms"] == ["borrowings", "checkouts"]
    assert loans["formula"] == "count(loan_id) of loans"
    assert "title__genre" in loans["dimensions"]
    email = next(d for d in body["dimensions"] if d["name"] == "member__email")
    assert email["pii"] is True
    assert "new_members" in email["metrics"]
    assert [s["name"] for s in body["saved_queries"]] == ["loans_by_genre"]


@pytest.mark.parametrize(
    ("arguments", "first", "matched"),
    [
        (["fines"], "fines", "name"),
        (["loans this month so far"], "loans_mtd", "label"),
        (["penalties"], "fines", "synonym: penalties"),
        (["fine_per"], "fine_per_loan", "name"),
        (["rate", "overdue"], "overdue_rate", "name"),
        (["came back late"], "overdue_rate", "description"),
        (["shelf"], "title__genre", "synonym: shelf"),
        (["town"], "branch__town", "name"),
        (["poetry"], "title__genre", "value: Poetry"),
        (["childrens"], "title__genre", "value: Children's"),
        (["borowers"], "borrowers", "like the name: borrowers"),
        (["loans by genre"], "loans_by_genre", "name"),
        (["shelf", "--dimensions"], "title__genre", "synonym"),
        (["genre", "--saved-queries"], "loans_by_genre", "name"),
    ],
)
def test_list_ranks_what_matches_and_says_where(library: Built, arguments: list[str], first: str, matched: str) -> None:
    shown = library.metrics("list", *arguments)
    assert shown.code == 0
    assert shown.out.splitlines()[1].startswith(f"{first} ")
    assert matched in shown.out.splitlines()[1]


def test_list_finds_no_personal_value(library: Built) -> None:
    ((email,),) = library.sql("select email from members where email is not null limit 1")
    assert library.metrics("list", email).code == 4


def test_list_as_json_says_where_each_matched(library: Built) -> None:
    body = library.metrics("list", "crime", "--json").json
    assert body["matches"] == [
        {"kind": "dimension", "name": "title__genre", "rank": 6, "where": "value", "text": "Crime"}
    ]
    assert [d["name"] for d in body["dimensions"]] == ["title__genre"]
    none = library.metrics("list", "saucer", "--json")
    assert (none.code, none.json["matches"]) == (4, [])


def test_list_searches_what_it_can_when_there_is_no_warehouse(library: Built, tmp_path: Path) -> None:
    shown = library.metrics("list", "fines", LIBRARY_WAREHOUSE=str(tmp_path / "none.duckdb"))
    assert (shown.code, shown.out.splitlines()[1].split()[0]) == (0, "fines")
    assert "were not searched" in shown.err
    assert "no warehouse at" in shown.err
    elsewhere = library.metrics("list", "fines", "--target", "elsewhere")
    assert "they cost a query of each" in elsewhere.err


@pytest.mark.parametrize("kind", [[], ["--dimensions"], ["--saved-queries"]])
def test_list_says_when_nothing_has_the_word(library: Built, kind: list[str]) -> None:
    shown = library.metrics("list", "saucer", *kind)
    assert (shown.code, shown.out) == (4, "")
    assert "'saucer'" in shown.err


# --- query ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sql"),
    [
        pytest.param("-m loans,fines", "select count(*), sum(fine) from loans", id="totals"),
        pytest.param(
            "-m loans -g genre",
            f"select genre, count(*) as n from {JOINED} group by 1 order by n desc, genre nulls last",
            id="a null group, largest first",
        ),
        pytest.param(
            "-m loans -g town --order town",
            f"select town, count(*) from {JOINED} group by 1 order by 1 nulls last",
            id="two joins away",
        ),
        pytest.param(
            "-m loans,fines -g month --start 2024-03-01 --end 2024-05-31",
            "select cast(date_trunc('month', lent_on) as date), count(*), sum(fine) from loans"
            " where lent_on between '2024-03-01' and '2024-05-31' group by 1 order by 1",
            id="between two days",
        ),
        pytest.param(
            "-m loans -g week --period 2024-02",
            "select cast(date_trunc('week', lent_on) as date), count(*) from loans"
            " where lent_on between '2024-02-01' and '2024-02-29' group by 1 order by 1",
            id="weeks that the month cuts",
        ),
        pytest.param(
            "-m loans -g term",
            "select cast(term as date), count(*) from loans join days on lent_on = date_day group by 1 order by 1",
            id="a grain of the project",
        ),
        pytest.param(
            "-m fines -g title_name --order -fines -l 2",
            f"select title_name, sum(fine) as f from {JOINED} group by 1 order by f desc limit 2",
            id="the largest two",
        ),
        pytest.param(
            """-m loans -g tier -w "genre in (Crime, 'Children''s') and tier is not null" -w 'pages < 320'""",
            f"select tier, count(*) as n from {JOINED} where genre in ('Crime', 'Children''s') and tier is not null"
            " and pages < 320 group by 1 order by n desc, tier",
            id="conditions",
        ),
        pytest.param(
            '-m loans -g title_name -w \'title_name in ("{{ template }}", "100% ""wool""", back\\slash)\'',
            f"select title_name, count(*) as n from {JOINED} where title_id in (2, 3, 4) group by 1 order by n desc, 1",
            id="values with braces, quotes and backslashes",
        ),
        pytest.param(
            "-m overdue_rate,fine_per_loan -g branch_name --order branch_name",
            "select branch_name, sum(case when is_overdue then 1 else 0 end) / count(*), sum(fine) / count(*)"
            f" from {JOINED} group by 1 order by 1",
            id="ratios",
        ),
        pytest.param(
            "-m loans_to_date -g month --period 2024-Q2",
            "select m.month, (select count(*) from loans where lent_on <= m.month) from (select"
            " distinct cast(date_trunc('month', date_day) as date) as month from days) m"
            " where m.month between '2024-04-01' and '2024-06-30' order by 1",
            id="a running total, which MetricFlow tells of the first day of each month",
        ),
        pytest.param("loans fines", "select count(*), sum(fine) from loans", id="metrics as arguments"),
        pytest.param(
            "loans -g weekday",
            "select isodow(lent_on), count(*) from loans group by 1 order by 1",
            id="weekdays, from Monday",
        ),
        pytest.param(
            "loans -g joined_on__month_of_year,weekday --order -weekday,joined_on",
            f"select month(joined_on), isodow(lent_on), count(*) from {JOINED} group by 1, 2 order by 2 desc, 1",
            id="parts of two dates",
        ),
        pytest.param(
            "loans -g joined_on__term",
            f"select cast(term as date), count(*) from {JOINED} join days on joined_on = date_day"
            " group by 1 order by 1",
            id="a grain of the project, of another date",
        ),
        pytest.param(
            "--saved-query loans_by_genre -w 'genre in (Crime, Poetry)' --period 2024 --order -fines -l 1",
            "select genre, count(*), sum(fine) as f from loans join titles using (title_id)"
            " where genre in ('Crime', 'Poetry') and year(lent_on) = 2024 group by 1 order by f desc limit 1",
            id="a saved query with more conditions",
        ),
        pytest.param(
            "fines -g title_name --top 2",
            f"select title_name, sum(fine) as f from {JOINED} group by 1 order by f desc limit 2",
            id="the top two",
        ),
        pytest.param(
            "-m loans,new_members -g month --period 2024-Q1",
            "select month, (select count(*) from loans where date_trunc('month', lent_on) = month),"
            " (select nullif(count(*), 0) from members where date_trunc('month', joined_on) = month)"
            " from (values (date '2024-01-01'), (date '2024-02-01'), (date '2024-03-01')) m (month) order by 1",
            id="two dates",
        ),
    ],
)
def test_query_equals_hand_written_sql(library: Built, arguments: str, sql: str) -> None:
    shown = library.metrics("query", *shlex.split(arguments))
    assert shown.code == 0, shown.err
    found, expected = shown.csv[1:], cells(library.sql(sql))
    assert len(expected) > 0
    assert [[approximately(v) for v in row] for row in found] == [[approximately(v) for v in row] for row in expected]


def approximately(cell: str) -> object:
    """Return a number to 9 places, another cell as it is."""
    try:
        return round(Decimal(cell), 9)
    except ArithmeticError:
        return cell


def test_query_as_json_is_the_envelope(library: Built) -> None:
    shown = library.metrics("query", "-m", "fines", "-g", "genre", "--period", "2024", "-w", "genre = Crime", "--json")
    body = json.loads(shown.out, parse_float=Decimal)
    assert (shown.code, list(body)) == (0, ENVELOPE)
    assert body["outcome"] == "answered"
    assert body["question"] is None
    assert body["sentence"] == "Fines by Genre where Genre is Crime, 1 Jan – 31 Dec 2024"
    assert {"metrics", "group_by", "filters", "period", "compare", "order_by", "limit"} <= set(body["query"])
    assert body["query"]["group_by"] == [{"name": "title__genre", "grain": None, "date_part": None}]
    assert (
        body["query"]["filters"][0].items()
        >= {"dimension": "title__genre", "operator": "eq", "values": ["Crime"]}.items()
    )
    assert body["query"]["period"]["start"] == "2024-01-01"
    assert body["query"]["period"]["complete"] is False
    assert body["columns"] == [
        {"name": "title__genre", "label": "Genre", "type": "string", "format": "name"},
        {"name": "fines", "label": "Fines", "type": "number", "format": "usd"},
    ]
    expected = library.sql(
        f"select genre, sum(fine) from {JOINED} where genre = 'Crime' and year(lent_on) = 2024 group by 1"
    )
    assert body["rows"] == [list(row) for row in expected]
    assert library.sql(body["sql"]) == expected
    assert "begin on 5 Jan 2024" in body["caveats"][0]
    assert body["receipt"]["data_span"] == {"start": "2024-01-05", "end": "2025-02-20"}


def test_query_on_a_pipe_is_csv_and_the_talk_goes_to_stderr(library: Built) -> None:
    piped, asked = (
        library.metrics("query", "-m", "loans", "-g", "month", "--period", "2024-01", *more) for more in ([], ["--csv"])
    )
    assert piped.out == asked.out
    assert piped.out.splitlines()[0] == "metric_time__month,loans"
    assert len(piped.out.splitlines()) == 2
    assert "note: the period is only partly in the data" in piped.err


def test_explain_prints_sql_that_runs_and_runs_nothing(library: Built, tmp_path: Path) -> None:
    shown = library.metrics("query", "-m", "loans", "-g", "genre", "--explain")
    assert sorted(library.sql(shown.out), key=str) == sorted(
        library.sql(f"select genre, count(*) from {JOINED} group by 1"), key=str
    )
    filtered = library.metrics("query", "loans", "-w", "loans per member > 3", "--period", "2024-Q1", "--explain")
    assert library.sql(filtered.out) == [(11,)]
    without = library.metrics("query", "-m", "loans", "--explain", LIBRARY_WAREHOUSE=str(tmp_path / "none.duckdb"))
    assert (without.code, without.err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("-m loan", 2, "no metric 'loan' (did you mean loans"),
        ("-m borrowings", 2, "did you mean loans"),
        ("-m ,", 2, "no metric is named"),
        ("-m loans -g gnre", 2, "no dimension 'gnre' (did you mean title__genre?)"),
        ("-m new_members -g genre", 2, "new_members can't be asked by genre"),
        ("-m loans --order fines", 2, "can't order by 'fines' (the result has: loans)"),
        ("-m loans -w 'genre = Crim'", 2, "Genre has no value 'Crim' (did you mean Crime?)"),
        ("-m loans -w 'email = x'", 2, "Email has no value 'x' (its values are personal and not listed)"),
        ("-m loans -w 'genre ='", 2, "stops too early"),
        ("-m loans -w 'month = 3'", 2, "'3' is no month (write 2024-01; for every year's, month_of_year)"),
        ("-m loans --period soon", 2, "'soon' is not a period"),
        ("-m loans --start 2024-13-01", 2, "'2024-13-01' is not a date"),
        ("-m loans --start 2024-02-01 --end 2024-01-01", 2, "before it starts"),
        ("-m loans --start 2024-02-01 --period 2024", 2, "use one of them"),
        ("-m loans -l 0", 2, "--limit"),
        ("-m loans -l many", 2, "--limit"),
        ("-m loans --timeout 0", 2, "--timeout"),
        ("-m loans --frobnicate", 2, "--frobnicate"),
        ("", 2, "no metric is named (see `metrics list`;"),
        ("loans nothing", 2, "no metric 'nothing'"),
        ("--saved-query loans_by_gene", 2, "did you mean loans_by_genre?"),
        ("loans -g genre --compare yesteryear", 2, "'yesteryear' is nothing to compare with"),
        ("-m loans --period 2030", 5, "the data run from 5 Jan 2024 to 20 Feb 2025"),
        ("-m loans -g genre --period 2024-03 -w 'genre = Crime and pages > 9999'", 5, "No row meets the filters"),
    ],
)
def test_query_says_what_is_wrong_on_stderr_and_with_its_exit_code(
    library: Built, arguments: str, code: int, said: str
) -> None:
    shown = library.metrics("query", *shlex.split(arguments), COLUMNS="200")
    assert (shown.code, shown.out) == (code, "")
    assert said in shown.err
    assert "Traceback" not in shown.err


# --- ask ------------------------------------------------------------------------------------------------------------

ASKED = {
    "answered": ("How many loans in 2024 by genre?", 0),
    "ambiguous": ("How many readers?", 3),
    "refused": ("How many flying saucers?", 4),
    "empty": ("How many loans in 2030?", 5),
}


@pytest.mark.parametrize("outcome", ASKED)
def test_ask_tells_each_outcome_by_exit_code_and_in_json(library: Built, outcome: str) -> None:
    question, code = ASKED[outcome]
    asked = library.metrics("ask", question, "--as-of", "2025-03-01", "--json")
    assert (asked.code, list(asked.json)) == (code, ENVELOPE)
    assert (asked.json["outcome"], asked.json["question"]) == (outcome, question)


@pytest.mark.parametrize("outcome", [name for name in ASKED if name != "answered"])
def test_ask_keeps_stdout_for_answers(library: Built, outcome: str) -> None:
    asked = library.metrics("ask", ASKED[outcome][0])
    assert (asked.code, asked.out) == (ASKED[outcome][1], "")
    assert asked.err


def test_ask_shows_sentence_numbers_definition_and_query(library: Built) -> None:
    asked = library.metrics("ask", "How many loans in Q1 2024 by genre?", "--sql")
    expected = library.sql(f"select genre, count(*) from {JOINED} where lent_on < '2024-04-01' group by 1")
    assert (asked.code, asked.err) == (0, "")
    assert asked.out.startswith("Loans by Genre, 1 Jan – 31 Mar 2024\n")
    for genre, count in expected:
        assert re.search(rf"^ +{re.escape(genre or '–')} +{count}$", asked.out, re.MULTILINE)
    for part in ("Books lent, each counted on the day it left.", "count(loan_id) of loans", "mf query", "SELECT"):
        assert part in asked.out


def test_ask_for_a_metric_without_description_says_so(library: Built) -> None:
    asked = library.metrics("ask", "overdue loans")
    assert "its owners wrote no description" in asked.out


def test_words_that_are_no_text_are_said_to_be_none(library: Built) -> None:
    run = library.metrics("ask", b"\xff\xfe loans".decode(errors="surrogateescape"))
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert "UTF-8" in run.err


def test_ask_counts_days_from_the_day_it_is_asked_on(library: Built) -> None:
    body = library.metrics("ask", "loans last quarter", "--as-of", "2025-01-10", "--json").json
    assert body["query"]["period"]["start"] == "2024-10-01"
    assert body["rows"] == [list(library.sql("select count(*) from loans where quarter(lent_on) = 4")[0])]


def test_the_day_it_is_asked_on_may_be_the_end_of_the_data_or_a_setting(library: Built) -> None:
    anchor = "2025-02-21"
    assert str(library.sql("select max(lent_on) from loans")[0][0])[:10] == "2025-02-20"
    asked = library.metrics("ask", "loans last month", "--as-of", "data", "--json").json
    assert (asked["query"]["period"]["anchor"], asked["query"]["period"]["start"]) == (anchor, "2025-01-01")
    queried = library.metrics("query", "loans", "--period", "last_month", "--as-of", "data", "--json").json
    assert queried["rows"] == asked["rows"]
    yesterday = library.metrics("ask", "loans yesterday", "--json", METRICS_AS_OF="data").json
    assert yesterday["query"]["period"]["start"] == "2025-02-20"
    option = library.metrics("ask", "loans yesterday", "--as-of", "2024-03-01", "--json", METRICS_AS_OF="data").json
    assert option["query"]["period"]["start"] == "2024-02-29"
    assert library.metrics("ask", "loans yesterday", METRICS_AS_OF="soon").code == 2


def test_days_of_work_on_the_data_are_none_of_theirs(library: Built, tmp_path: Path) -> None:
    audited = library.copy(tmp_path / "audited")
    path = audited.root / "target" / "semantic_manifest.json"
    manifest = json.loads(path.read_text())
    model = next(m for m in manifest["semantic_models"] if m["name"] == "loans")
    lent_on = next(d for d in model["dimensions"] if d["name"] == "lent_on")
    lent_on["config"] = {"meta": {"dates_data": False}}
    path.write_text(json.dumps(manifest))
    last = str(library.sql("select max(joined_on) from members")[0][0])[:10]
    yesterday = audited.metrics("query", "loans", "--period", "yesterday", "--as-of", "data", "--json").json
    assert yesterday["query"]["period"]["start"] == last
    assert audited.metrics("ask", "how far back do the loans go?", "--json").json["sentence"].endswith("2025.")


def test_ask_as_csv_is_the_rows(library: Built) -> None:
    asked = library.metrics("ask", "top 2 genres by fines", "--csv")
    ranked = f"select genre, sum(fine) as f from {JOINED} group by 1 order by f desc limit 2"
    assert asked.csv == [["title__genre", "fines"], *cells(library.sql(ranked))]


def test_ask_outside_the_data_offers_a_question_that_works(library: Built) -> None:
    body = library.metrics("ask", "loans last quarter", "--as-of", "2026-11-20", "--json").json
    assert body["outcome"] == "empty"
    assert body["span"] == {"start": "2024-01-05", "end": "2025-02-20"}
    again = library.metrics("ask", body["nearest"][0]["question"], "--json")
    assert (again.code, again.json["outcome"]) == (0, "answered")
    assert again.json["query"]["period"]["start"] == body["nearest"][0]["query"]["period"]["start"]


def test_ask_refused_names_the_words_and_offers_questions_that_work(library: Built) -> None:
    body = library.metrics("ask", "loans by genre of flying saucers", "--json").json
    assert body["missing"] == ["flying", "saucers"]
    again = library.metrics("ask", body["nearest"][0]["question"], "--json")
    assert again.json["outcome"] == "answered"


def test_ask_on_no_such_day_is_misuse(library: Built) -> None:
    asked = library.metrics("ask", "loans", "--as-of", "soon")
    assert (asked.code, asked.out) == (2, "")
    assert "'soon' is not a date (write it like 2024-12-31, or today, or data)" in asked.err
    told = library.metrics("ask", "loans", "--as-of", "2023-02-29", "--json")
    assert (told.code, list(told.json), told.json["outcome"]) == (2, ENVELOPE, "failed")
    assert told.json["question"] == "loans"


# --- the project, the manifest, the warehouse -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no semantic manifest at"),
        ("", "is not JSON"),
        ('{"metrics": [', "is not JSON"),
        ('{"metrics": []}', "has no metrics"),
        ('{"metrics": [{"name": "loans"}]}', "MetricFlow can't use this semantic manifest"),
    ],
)
def test_a_manifest_that_is_none_fails_with_one_line(
    library: Built, tmp_path: Path, content: str | None, said: str
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    if content is not None:
        (target / "semantic_manifest.json").write_text(content)
    shown = library.metrics("query", "-m", "loans", DBT_TARGET_PATH=str(target))
    assert (shown.code, shown.out) == (1, "")
    assert said in shown.err
    assert len(shown.err.splitlines()) == 1


def test_a_manifest_that_is_newer_than_the_warehouse_fails_by_name(library: Built, tmp_path: Path) -> None:
    text = library.manifest.text.replace('"expr": "fine"', '"expr": "fine_in_euros"')
    assert text != library.manifest.text
    (tmp_path / "semantic_manifest.json").write_text(text)
    shown = library.metrics("query", "-m", "fines", DBT_TARGET_PATH=str(tmp_path))
    assert (shown.code, shown.out) == (1, "")
    assert "fine_in_euros" in shown.err
    assert "the manifest and the warehouse may differ" in shown.err


def test_a_new_manifest_is_read_anew(library: Built, tmp_path: Path) -> None:
    for label in ("Loans", "Lendings"):
        text = library.manifest.text.replace('"label": "Loans"', f'"label": "{label}"')
        (tmp_path / "semantic_manifest.json").write_text(text)
        body = library.metrics("list", "--json", DBT_TARGET_PATH=str(tmp_path)).json
        assert next(m["label"] for m in body["metrics"] if m["name"] == "loans") == label


@pytest.mark.parametrize("command", [("query", "-m", "loans"), ("ask", "loans")])
def test_a_missing_warehouse_is_named(library: Built, tmp_path: Path, command: tuple[str, ...]) -> None:
    path = tmp_path / "none.duckdb"
    shown = library.metrics(*command, "--json", LIBRARY_WAREHOUSE=str(path))
    assert (shown.code, shown.json["outcome"]) == (1, "failed")
    assert f"no warehouse at {path}" in shown.json["reason"]
    assert not path.exists()


def test_a_warehouse_that_is_no_database_is_named(library: Built, tmp_path: Path) -> None:
    path = tmp_path / "library.duckdb"
    path.write_text("not a database, " * 1000)
    shown = library.metrics("query", "-m", "loans", LIBRARY_WAREHOUSE=str(path))
    assert (shown.code, shown.out) == (1, "")
    assert f"{path} can't be opened" in shown.err


@pytest.fixture
def writer(library: Built, tmp_path: Path) -> Iterator[Path]:
    """A copy of the warehouse that another process holds open for writing."""
    path = tmp_path / "library.duckdb"
    path.write_bytes(library.warehouse.read_bytes())
    program = f"import duckdb; c = duckdb.connect({str(path)!r}); print('open', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        yield path
        process.communicate(b"\n")


def test_a_warehouse_that_is_being_written_says_so(library: Built, writer: Path) -> None:
    shown = library.metrics("query", "-m", "loans", LIBRARY_WAREHOUSE=str(writer))
    assert (shown.code, shown.out) == (1, "")
    assert "is locked by a process that writes to it" in shown.err


def test_a_warehouse_that_is_out_of_reach_is_named_and_its_sql_can_be_explained(library: Built) -> None:
    shown = library.metrics("query", "-m", "loans", "--target", "elsewhere", LIBRARY_HOST="127.0.0.9")
    assert (shown.code, shown.out, len(shown.err.splitlines())) == (1, "", 1)
    # Whether its adapter is installed or not.
    assert "postgres" in shown.err
    if find_spec("dbt.adapters.postgres") is None:
        assert "(pip install dbt-postgres)" in shown.err
    explained = library.metrics("query", "-m", "loans", "--target", "elsewhere", "--explain")
    assert (explained.code, "SELECT" in explained.out) == (0, True)
    assert library.metrics("list", LIBRARY_TARGET="elsewhere").code == 0


@pytest.mark.parametrize("form", [["--format", "json"], ["--json"], ["--csv"], ["-o", "rows.csv"]])
def test_sql_is_explained_in_no_other_form(library: Built, form: list[str]) -> None:
    shown = library.metrics("query", "loans", "--explain", *form)
    assert (shown.code, len(shown.err.splitlines())) == (2, 1)
    assert "--explain prints SQL" in shown.err and "SELECT" not in shown.out
    assert not (library.root / "rows.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--project-dir", "nowhere"], "no dbt_project.yml in nowhere"),
        (["--profiles-dir", "nowhere"], "no profiles.yml in nowhere"),
        (["--profile", "shop"], "has no profile 'shop' (it has: library)"),
        (["--target", "prod"], "has no target 'prod' (it has: dev, elsewhere)"),
    ],
)
def test_a_project_that_is_not_there_is_named(library: Built, arguments: list[str], said: str) -> None:
    shown = library.metrics("docs", "--no-serve", *arguments)
    assert (shown.code, shown.out) == (1, "")
    assert said in shown.err


def test_the_project_is_found_from_anywhere(library: Built, tmp_path: Path) -> None:
    query = [COMMAND, "query", "-m", "loans"]
    inside = run(query, library.root / "models")
    by_option = run([*query, "--project-dir", str(library.root)], tmp_path)
    by_variable = run(query, tmp_path, DBT_PROJECT_DIR=str(library.root))
    assert (
        inside.out == by_option.out == by_variable.out == f"loans\n{library.sql('select count(*) from loans')[0][0]}\n"
    )


# --- pipes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}, {"TERM": "xterm-256color"}])
@pytest.mark.parametrize("command", [("list",), ("ask", "loans by genre")])
def test_a_pipe_gets_no_escape_codes(library: Built, command: tuple[str, ...], environ: dict[str, str]) -> None:
    shown = library.metrics(*command, **environ)
    assert shown.code == 0
    assert ESCAPE not in shown.out + shown.err


@pytest.mark.parametrize("command", ["ask 'loans by genre'", "query -m loans -g title_name,month"])
def test_a_reader_may_leave_early(library: Built, command: str) -> None:
    shown = run(["bash", "-c", f"{shlex.quote(COMMAND)} {command} | head -n 1"], library.root)
    assert (shown.code, shown.err) == (0, "")
    assert len(shown.out.splitlines()) == 1


def test_a_full_disk_is_one_line(library: Built) -> None:
    shown = run(["bash", "-c", f"{shlex.quote(COMMAND)} query -m loans > /dev/full"], library.root)
    assert shown.code == 1
    assert shown.err == "error: No space left on device\n"


@pytest.mark.parametrize(
    "command", [[], ["--help"], ["ask", "--help"], ["query", "-h"], ["list", "-h"], ["docs", "-h"]]
)
def test_help_is_on_stdout(library: Built, command: list[str]) -> None:
    shown = library.metrics(*command)
    assert "Usage: metrics" in shown.out
    assert shown.code == (0 if command else 2)


def test_the_version_is_the_packages(library: Built) -> None:
    assert library.metrics("--version").out == f"metrics {metrics_cli.__version__}\n"


# --- mf and docs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        "-m loans,fines -g town,month --period 2024-Q2",
        "-m fines -g title_name -w \"title_name in ('O''Brien', '{{ template }}', 'back\\slash')\"",
        "-m loans -g week --period 2024-02 -w 'tier is null' --order -loans",
        "-m loan_growth --period 2024-Q2",
    ],
)
def test_the_mf_command_that_is_shown_gives_the_same_rows(library: Built, tmp_path: Path, arguments: str) -> None:
    asked = library.metrics("query", *shlex.split(arguments), "--json")
    assert asked.code == 0, asked.err
    body = asked.json
    path = tmp_path / "mf.csv"
    words = shlex.split(body["mf"])
    assert words[0] == "mf"
    done = library.metrics(*words, "--csv", str(path))
    assert done.code == 0, done.out + done.err
    names, *rows = csv_rows(path)
    order = [names.index(column["name"]) for column in body["columns"]]
    found = [[approximately(re.sub(r"[T ]00:00:00$", "", row[i])) for i in order] for row in rows]
    expected = [[approximately("" if value is None else str(value)) for value in row] for row in body["rows"]]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert found


def csv_rows(path: Path) -> list[list[str]]:
    """Return the cells of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_mf_gets_its_own_options_and_gives_its_own_exit_code(library: Built) -> None:
    helped = library.metrics("mf", "--help")
    assert (helped.code, "validate-configs" in helped.out) == (0, True)
    refused = library.metrics("mf", "query", "--metrics", "nothing")
    assert refused.code != 0


@pytest.fixture(scope="module")
def documented(library: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A copy of the library for docs to be written in."""
    return library.copy(tmp_path_factory.mktemp("documented") / "library")


def test_docs_builds_one_page_and_says_where(documented: Built) -> None:
    shown = documented.metrics("docs", "--no-serve")
    assert shown.code == 0, shown.err
    page = Path(shown.out.strip())
    assert page.is_file()
    assert "Books lent, each counted on the day it left." in page.read_text(encoding="utf-8")


def test_docs_serves_the_page_on_loopback_until_it_is_stopped(documented: Built) -> None:
    command = [COMMAND, "docs", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=documented.root,
        env=environment(documented.root),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        address = next(m[0] for line in process.stderr if (m := re.search(r"http://127\.0\.0\.1:\d+", line)))
        with urllib.request.urlopen(address) as page:
            assert b"Books lent, each counted on the day it left." in page.read()
            assert page.headers["Content-Type"].startswith("text/html")
        for path in ("/dbt_project.yml", "/../profiles.yml", "/library.duckdb"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(address + path)
        process.send_signal(SIGINT)
        process.communicate()
    assert process.returncode == 0
