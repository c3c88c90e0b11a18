"""A file of questions is read whole, or refused in one line that names the file and the question."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from metrics_cli.errors import QuestionsInvalid
from metrics_cli.evaluation.questions import Question, Questions, read_questions, selected
from metrics_cli.interpretation.typed import Flags

ASK = "questions: [{ask: how many loans?, "


def written(folder: Path, text: str) -> Path:
    """Return a file that holds the text."""
    path = folder / "asked.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_question_with_all_its_keys(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
project: library
project_dir: ../library
today: 2026-03-01
data_until: 2026-02-28
questions:
  - ask: loans by genre
    tags: [breakdown, terse]
    split: held
    today: 2026-01-01
    sql: select genre, count(*) from loans group by 1
    sql_any: [select 1, "  (select 2)"]
    query: {metrics: loans, group_by: [genre, branch], where: genre is known, top: 3, period: last_month}
    ask_back: true
    refuse: false
    names: [genre]
    round: 2
    ordered: true
    why: as the librarians say it
""",
    )
    read = read_questions(path)
    assert (read.project_dir, read.today) == ((tmp_path / "../library").resolve(), "2026-03-01")
    assert read.data_until == date(2026, 2, 28)
    assert read.questions == (
        Question(
            "asked.yml",
            1,
            "loans by genre",
            ("breakdown", "terse"),
            "held",
            date(2026, 1, 1),
            ("select genre, count(*) from loans group by 1", "select 1", "  (select 2)"),
            (Flags(("loans",), "genre,branch", ("genre is known",), period="last_month", top=3),),
            frozenset({"ask_back"}),
            ("genre",),
            None,
            2,
            True,
        ),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "holds no questions", id="empty"),
        pytest.param("- ask: how many?", "holds no questions", id="no header"),
        pytest.param("questions: 3", "holds no questions", id="no list"),
        pytest.param("questions: [", "is no YAML", id="no YAML"),
        pytest.param(
            "questions: [{ask: hi, today: 2026-13-45, refuse: true}]", "month must be in 1..12", id="no month"
        ),
        pytest.param("questionz: []\nquestions: []", "unknown key questionz", id="a key of the header"),
        pytest.param("questions: [{sql: select 1}]", "question 1 asks nothing", id="no question"),
        pytest.param("questions: [{ask: 3, refuse: true}]", "question 1 asks nothing", id="a number for a question"),
        pytest.param("questions: [nothing]", "question 1 asks nothing", id="a text for a question"),
        pytest.param(ASK + "tags: [x]}]", "says not what is right", id="nothing is right"),
        pytest.param(ASK + "refuse: false}]", "says not what is right", id="nothing is right but a no"),
        pytest.param(ASK + "sql: ''}]", "`sql` is no text", id="SQL without a word"),
        pytest.param(ASK + "sql: drop table loans}]", "its SQL does not read", id="SQL that changes things"),
        pytest.param(ASK + "gold: select 1}]", "unknown key gold", id="a key of a question"),
        pytest.param(ASK + "query: loans}]", "`query` is no mapping", id="a text for a query"),
        pytest.param(ASK + "query: {metric: loans}}]", "query: unknown key metric", id="a key of a query"),
        pytest.param(ASK + "query: {metrics: loans, top: many}}]", "`top` is no whole number", id="no number"),
        pytest.param(ASK + "refuse: true, today: soon}]", "'soon' is not a date", id="no date"),
        pytest.param(ASK + "refuse: true, round: -1}]", "`round` is no whole number", id="decimals below 0"),
        pytest.param(ASK + "refuse: true, ordered: maybe}]", "`ordered` is neither", id="perhaps ordered"),
        pytest.param(ASK + "refuse: true, tags: {a: b}}]", "`tags` is no text", id="tags as a mapping"),
        pytest.param("data_until: x\nquestions: []", "'x' is not a date", id="no date in the header"),
    ],
)
def test_a_malformed_file_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(QuestionsInvalid) as caught:
        read_questions(written(tmp_path, text))
    assert said in caught.value.message
    assert caught.value.message.startswith("asked.yml")
    assert "\n" not in caught.value.message
    if text.startswith(ASK):
        assert "question 1 ('how many loans?')" in caught.value.message


def test_what_can_not_be_read_is_said(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yml"
    latin.write_bytes(b"questions: [{ask: caf\xe9, refuse: true}]")
    for path, said in ((tmp_path / "none.yml", "No such file"), (tmp_path, "Is a directory"), (latin, "is not UTF-8")):
        with pytest.raises(QuestionsInvalid, match=said):
            read_questions(path)


ALL = Questions(
    Path("a.yml"),
    None,
    None,
    None,
    (
        Question("a.yml", 1, "a", ("top", "time"), "seen", marks=frozenset({"refuse"})),
        Question("a.yml", 2, "b", ("top",), "held", marks=frozenset({"refuse"})),
        Question("a.yml", 3, "c", (), "seen", marks=frozenset({"refuse"})),
    ),
)


@pytest.mark.parametrize(
    ("split", "tags", "expected"),
    [(None, (), "abc"), ("seen", (), "ac"), ("held", (), "b"), (None, ("top",), "ab"), ("seen", ("time", "x"), "a")],
)
def test_a_part_and_tags_choose_questions(split: str | None, tags: tuple[str, ...], expected: str) -> None:
    assert "".join(q.ask for file in selected([ALL], split, tags) for q in file.questions) == expected


@pytest.mark.parametrize(
    ("split", "tags", "said"),
    [
        ("heard", (), "no question is in the part 'heard'"),
        (None, ("x", "y"), "no question is tagged x or y"),
        ("held", ("time",), "no question is in the part 'held' and tagged time"),
    ],
)
def test_a_choice_that_leaves_nothing_is_misuse(split: str | None, tags: tuple[str, ...], said: str) -> None:
    with pytest.raises(QuestionsInvalid, match=said) as caught:
        selected([ALL], split, tags)
    assert "held, seen" in caught.value.hint
