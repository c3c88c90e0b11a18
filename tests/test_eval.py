"""`metrics eval` as a CI runs it: real processes, over the library, its report in every form."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest

from tests.projects.built import Built

RIGHT = """
today: 2025-03-01
questions:
  - ask: loans by genre
    tags: [breakdown]
    split: seen
    sql: select count(*), genre from loans left join titles using (title_id) group by genre
  - ask: loans in 2024
    tags: [period]
    split: held
    sql_any: [select 0, select count(*) from loans where year(lent_on) = 2024]
  - ask: loans last year
    today: 2026-03-01
    query: {metrics: loans, period: "2025"}
  - ask: how many loans were there in 1950
    empty: true
  - ask: loans by shoe size
    tags: [no_dimension]
    refuse: true
    names: [shoe]
"""
WRONG = """
today: 2025-03-01
questions:
  - ask: loans in 2024
    tags: [period]
    sql: select count(*) from loans
  - ask: overdue rate
    either: true
  - ask: loans by shoe size
    tags: [unnamed]
    refuse: true
    names: [slippers]
  - ask: what does overdue rate mean?
    about: [overdue_rate]
  - ask: what does fines mean?
    about: [loans]
"""
BROKEN = """
today: 2025-03-01
questions:
  - ask: new members
    sql: select 1
  - ask: loans
    sql: select count(*) from loans
"""


def written(folder: Path, text: str, name: str = "asked.yml") -> str:
    """Return a file of questions."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def figures(body: dict[str, dict[str, dict[str, object]]], name: str = "all") -> dict[str, object]:
    """Return the figures of a JSON report."""
    return body["figures"][name]


def test_all_is_right(library: Built, tmp_path: Path) -> None:
    file = written(tmp_path, RIGHT)
    strict = ("--min-right", "1", "--max-wrong", "0", "--min-refused", "1", "--max-over-refused", "0")
    done = library.metrics("eval", file, *strict)
    assert (done.code, done.err) == (0, ""), done.out
    lines = done.out.splitlines()
    assert lines[0].split() == "asked answerable right wrong over-refused asked back no answer refused failed".split()
    assert lines[1].split() == ["all", "5", "3", "100.0%", "0", "0.0%", "0", "2", "100.0%", "0"]
    assert "all as it should be: breakdown, no_dimension, period" in lines


def test_what_is_wrong_is_listed_and_misses_the_thresholds(library: Built, tmp_path: Path) -> None:
    done = library.metrics("eval", written(tmp_path, WRONG), "--max-wrong", "1", "--min-right", "0.5")
    assert done.code == 1
    assert done.out.startswith(
        "silently wrong: loans in 2024  [asked.yml 1]\n  expected  44\n  got       Loans, 1 Jan – "
    )
    assert "--start-time 2024-01-01 --end-time 2024-12-31" in done.out
    assert "answered what has no answer: overdue rate  [asked.yml 2]" in done.out
    assert "missed: 33.3% right, at least 50.0% wanted\nmissed: 3 silently wrong, at most 1 allowed\n" in done.out
    assert "1 refused or asked back without naming what they should" in done.out


def test_the_same_for_programs(library: Built, tmp_path: Path) -> None:
    file = written(tmp_path, WRONG)
    done = library.metrics("eval", file, "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert figures(done.json)["wrong"] == 3
    assert figures(done.json, "tag period")["wrong_share"] == 1
    assert [q["verdict"] for q in done.json["questions"]] == [
        "silently wrong",
        "answered what has no answer",
        "correctly refused",
        "right",
        "silently wrong",
    ]
    assert done.json["questions"][2]["unnamed"] == ["slippers"]
    only = library.metrics("eval", file, "--format", "json", "--tag", "unnamed", "--show", "none").json
    assert (figures(only)["asked"], only["questions"]) == (1, [])


def test_junit_goes_to_a_file_and_the_table_to_the_log(library: Built, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    done = library.metrics("eval", written(tmp_path, WRONG), "-o", str(report), "--max-wrong", "0")
    assert (done.code, done.out) == (1, "")
    assert "missed: 3 silently wrong, at most 0 allowed" in done.err
    suite = ElementTree.parse(report).getroot()[0]
    assert [suite.attrib[name] for name in ("tests", "failures", "errors", "skipped")] == ["5", "3", "0", "0"]


def test_several_processes_and_files_come_to_the_same(library: Built, tmp_path: Path) -> None:
    files = (written(tmp_path, RIGHT, "right.yml"), written(tmp_path, WRONG, "wrong.yml"))
    runs = [library.metrics("eval", *files, "--jobs", jobs, "--format", "json").json for jobs in ("1", "3")]
    told = [[(q["file"], q["number"], q["verdict"], q["got"]) for q in run["questions"]] for run in runs]
    assert told[0] == told[1]
    assert len(told[0]) == 10
    assert list(runs[0]["figures"])[:5] == ["all", "right.yml", "wrong.yml", "split seen", "split held"]


def test_a_file_names_its_project(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    (copy.root / "checks").mkdir()
    file = written(copy.root / "checks", f"project_dir: ..\n{RIGHT}")
    done = Built(tmp_path).metrics("eval", file, "--split", "held", "--min-right", "1")
    assert done.code == 0, done.err


def test_expected_queries_need_no_warehouse(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    shutil.rmtree(copy.root / "target" / "metrics", ignore_errors=True)
    copy.warehouse.unlink()
    done = copy.metrics("eval", written(tmp_path, RIGHT), "--no-warehouse", "--format", "json", "--max-wrong", "0")
    assert done.code == 0, done.err
    verdicts = {q["ask"]: q["verdict"] for q in done.json["questions"]}
    assert verdicts["loans last year"] == "right"
    assert verdicts["loans by genre"] == "left out"
    assert verdicts["loans by shoe size"] == "correctly refused"


def test_a_question_that_fails_does_not_stop_the_others(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    with duckdb.connect(str(copy.warehouse)) as connection:
        connection.execute("drop table members")
    done = copy.metrics("eval", written(tmp_path, BROKEN), "--format", "json", "--min-right", "1")
    assert done.code == 1
    assert [q["verdict"] for q in done.json["questions"]] == ["failed", "right"]
    assert "failed: the warehouse refused the query" in done.json["questions"][0]["got"]


def test_a_warehouse_that_is_not_there_is_said_once(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    copy.warehouse.unlink()
    done = copy.metrics("eval", written(tmp_path, BROKEN))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("error: no warehouse at ")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "questions: [{ask: loans}]", "asked.yml, question 1 ('loans') says not what is right", id="no key"
        ),
        pytest.param(
            "questions: [{ask: loans, sql: select 1}, {ask: fines, sql: select nothing}]",
            "asked.yml, question 2 ('fines'): its SQL: the warehouse refused the query: Binder Error",
            id="SQL that does not run",
        ),
        pytest.param(
            "questions: [{ask: loans, query: {metrics: loanz}}]",
            "asked.yml, question 1 ('loans'): its query: ",
            id="a query that can't be",
        ),
        pytest.param(
            "today: 2025-03-01\ndata_until: 2025-02-28\nquestions: [{ask: loans, sql: select 1}]",
            "asked.yml is about data until 2025-02-28, those of the warehouse end on 2025-02-20",
            id="other data",
        ),
        pytest.param("today: soon\nquestions: [{ask: loans, sql: select 1}]", "'soon' is not a date", id="no day"),
    ],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_that_can_not_be_judged_is_misuse(
    library: Built, tmp_path: Path, text: str, said: str, jobs: str
) -> None:
    done = library.metrics("eval", written(tmp_path, text), "--jobs", jobs)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("--split", "heard"), "no question is in the part 'heard'", id="no such part"),
        pytest.param(("--min-right", "90"), "90.0 is not in the range", id="percent for a part"),
        pytest.param(("-o", "report.doc"), "the ending of report.doc names no form", id="no such form"),
        pytest.param(("--interpreter", "oracle"), "'oracle' is not", id="no such reader"),
    ],
)
def test_misuse_is_said(library: Built, tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    done = library.metrics("eval", written(tmp_path, RIGHT), *options)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_report_is_one_json_text(library: Built, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert library.metrics("eval", written(tmp_path, RIGHT), "-o", str(report)).code == 0
    assert json.loads(report.read_text(encoding="utf-8"))["met"] is True


def test_a_question_back_is_held_to_whether_it_offers_what_is_right(library: Built, tmp_path: Path) -> None:
    top = "select genre, {} from loans left join titles using (title_id) where genre is not null group by 1"
    asked = "\n".join(
        f'  - {{ask: top genres, sql: "{top.format(figure)}"}}' for figure in ("count(*)", "count(*) + 1")
    )
    file = written(tmp_path, f"today: 2025-03-01\nquestions:\n{asked}\n  - {{ask: top genres, either: true}}\n")
    done = library.metrics("eval", file, "--format", "json")
    assert done.code == 0, done.err
    assert figures(done.json)["asked_back"] == {"with_answer": 2, "offered": 1}
    assert "1 of 2 asked back with the right answer among the options" in library.metrics("eval", file).out
