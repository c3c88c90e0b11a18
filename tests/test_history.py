"""What was asked is kept on this machine, and can be asked again: real commands, over a store of their own."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.projects.built import COMMAND, Built, Run, environment, run

DAY = ("--as-of", "2025-06-01")
SECRETS = {"OPENAI_API_KEY": "sk-live-4f9d2b", "ANTHROPIC_API_KEY": "sk-ant-77ac01"}


@dataclass(frozen=True)
class Desk:
    """A project and the state folder of the person who asks it."""

    built: Built
    state: Path

    @property
    def store(self) -> Path:
        """The file of the history."""
        return self.state / "metrics" / "history.sqlite"

    def run(self, *words: str, **environ: str) -> Run:
        """Run a command with that state folder."""
        return self.built.metrics(*words, XDG_STATE_HOME=str(self.state), **environ)

    def history(self, *options: str) -> Any:
        """Return the history as programs read it."""
        return self.run("history", "--json", *options).json


@pytest.fixture
def desk(library: Built, tmp_path: Path) -> Desk:
    """The library, asked by somebody new."""
    return Desk(library, tmp_path / "state")


def test_each_outcome_is_a_line_with_who_read_it(desk: Desk) -> None:
    codes = [
        desk.run("ask", *words, *DAY).code
        for words in (("loans in 2024",), ("loans by shoe size",), ("loans in 1950",), ("top genres",))
    ]
    codes.append(desk.run("query", "loans", "--group-by", "genre", "--json").code)
    assert codes == [0, 4, 5, 3, 0]
    found = desk.history()
    assert [(e["number"], e["outcome"], e["interpreter"]) for e in found["entries"]] == [
        (1, "answered", "rules"),
        (2, "refused", "auto"),
        (3, "empty", "rules"),
        (4, "ambiguous", "auto"),
        (5, "answered", "typed"),
    ]
    first = found["entries"][0]
    assert (first["question"], first["today"], first["query"]["metrics"]) == ("loans in 2024", "2025-06-01", ["loans"])
    assert first["project"] == str(desk.built.root.resolve())
    assert {len(first[name]) for name in ("manifest_hash", "sql_hash", "result_hash")} == {64}
    assert found["totals"]["outcomes"] == {"answered": 2, "refused": 1, "empty": 1, "ambiguous": 1}
    assert (found["totals"]["calls"], found["totals"]["cost"]) == (0, 0)


def test_lines_of_a_chat_and_what_broke_are_kept_too(library: Built, tmp_path: Path) -> None:
    copy = Desk(library.copy(tmp_path / "library"), tmp_path / "state")
    run([COMMAND, "chat", *DAY], copy.built.root, "loans in 2024\nby genre\nthanks\n", XDG_STATE_HOME=str(copy.state))
    with duckdb.connect(str(copy.built.warehouse)) as connection:
        connection.execute("drop table members")
    assert copy.run("query", "new_members").code == 1
    lines = copy.history()["entries"]
    assert [(e["command"], e["question"], e["outcome"]) for e in lines] == [
        ("chat", "loans in 2024", "answered"),
        ("chat", "by genre", "answered"),
        ("chat", "thanks", "answered"),
        ("query", None, "failed"),
    ]
    assert lines[1]["query"]["group_by"][0]["name"].endswith("genre")


def test_rows_and_keys_are_not_in_the_file(desk: Desk) -> None:
    desk.run("query", "loans,fines", "--group-by", "genre,month", "--json", **SECRETS)
    desk.run("ask", "what genres are there?", **SECRETS)
    desk.run("ask", "loans by genre", "--csv", **SECRETS)
    content = desk.store.read_bytes().decode("utf-8", "replace")
    genres = [row[0] for row in desk.built.sql("select distinct genre from titles where genre is not null")]
    assert genres
    for text in (*genres, *SECRETS.values()):
        assert text not in content


def test_the_file_is_for_its_owner_only(desk: Desk) -> None:
    desk.run("ask", "loans")
    assert stat.S_IMODE(desk.store.stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.store.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("word", ["off", "OFF", "0", "false"])
def test_nothing_is_kept_when_it_is_off(desk: Desk, word: str) -> None:
    assert desk.run("ask", "loans", METRICS_HISTORY=word).code == 0
    assert not desk.state.exists()


def test_clearing_leaves_nothing(desk: Desk) -> None:
    desk.run("ask", "loans for Crime")
    assert "Crime" in desk.store.read_bytes().decode("utf-8", "replace")
    assert desk.run("history", "--clear").code == 0
    assert [path for path in desk.state.rglob("*") if path.is_file()] == []
    shown = desk.run("history")
    assert (shown.code, shown.out, shown.err) == (
        0,
        "",
        "nothing has been asked of this project; --all lists every one\n",
    )


def test_people_see_lines_and_totals(desk: Desk) -> None:
    for words in ("loans in 2024", "loans by genre", "loans by shoe size"):
        desk.run("ask", words, *DAY)
    lines = desk.run("history", "--limit", "2").out.splitlines()
    assert lines[0].split() == ["No", "Asked", "Outcome", "Read", "by", "Seconds", "Tokens", "Cost", "Question"]
    assert [line.split()[0] for line in lines[1:3]] == ["2", "3"]
    assert lines[1].endswith("loans by genre")
    assert lines[4].startswith("3 asked since 20")
    assert lines[4].endswith(": 2 answered, 1 refused; read by 2 rules, 1 auto")
    assert lines[5] == "no model was called"


def test_lines_are_those_of_the_project_and_of_the_days_asked_for(library: Built, desk: Desk, tmp_path: Path) -> None:
    other = Desk(library.copy(tmp_path / "other"), desk.state)
    desk.run("ask", "loans")
    other.run("ask", "fines")
    assert [e["question"] for e in desk.history()["entries"]] == ["loans"]
    assert [e["question"] for e in desk.history("--all")["entries"]] == ["loans", "fines"]
    assert len(desk.history("--since", "today")["entries"]) == 1
    assert desk.history("--since", "2999-01-01")["entries"] == []
    assert desk.run("history", "--since", "soon").code == 2


def test_many_commands_write_at_once(desk: Desk) -> None:
    desk.run("ask", "loans", *DAY)
    words = [("query", "loans", "--period", f"2024-{month:02d}", "--json") for month in range(1, 13)] * 2
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda line: desk.run(*line), words))
    assert {run.code for run in done} <= {0, 5}
    assert [run.err for run in done if "history" in run.err] == []
    found = desk.history("--limit", "100")
    assert [e["number"] for e in found["entries"]] == list(range(1, 26))


DAMAGED = {
    "another file": lambda path: path.write_text("all my questions\n" * 100),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "empty table of another layout": lambda path: _another_layout(path),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


def _another_layout(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("create table answers (number integer primary key, words)")


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_store_costs_one_note_and_never_the_answer(desk: Desk, damage: Any) -> None:
    whole = desk.run("ask", "loans in 2024", *DAY)
    damage(desk.store)
    done = desk.run("ask", "loans in 2024", *DAY)
    assert (done.code, done.out) == (0, whole.out)
    assert [line.startswith("note: the history in ") for line in done.err.splitlines()] == [True]
    listed = desk.run("history")
    assert (listed.code, listed.out) == (1, "")
    assert "--clear` starts it over" in listed.err


def test_a_chat_says_it_once(desk: Desk) -> None:
    desk.run("ask", "loans")
    desk.store.write_text("no database" * 100)
    done = run([COMMAND, "chat", *DAY], desk.built.root, "loans\nfines\nloans\n", XDG_STATE_HOME=str(desk.state))
    assert done.err.count("note: the history in ") == 1


def test_a_state_folder_that_can_not_be_made_costs_one_note(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    done = desk.run("ask", "loans", *DAY)
    assert done.code == 0
    assert [line.startswith("note: the history in ") for line in done.err.splitlines()] == [True]


REPLAYED = [
    ("ask", "loans in 2024"),
    ("ask", "loans by genre in 2024"),
    ("ask", "top 3 genres by loans"),
    ("ask", "loans by month last year compared with the year before"),
    ("ask", "share of loans by genre"),
    ("ask", "how many members made more than 1 loan"),
    ("ask", "average loans per month in 2024"),
    ("ask", "loans in 1950"),
    ("query", "overdue_rate", "--group-by", "branch__town", "--json"),
    ("query", "loans_to_date,loans_mtd", "--group-by", "month", "--json"),
]


@pytest.mark.parametrize("words", REPLAYED, ids=lambda words: " ".join(words[1:]))
def test_asked_again_at_once_nothing_has_changed(desk: Desk, words: tuple[str, ...]) -> None:
    day = () if words[0] == "query" else DAY
    first = desk.run(*words, *day, *(() if words[0] == "query" else ("--json",)))
    assert first.code in (0, 5), first.err
    again = desk.run("replay", "1", "--json")
    assert again.code == first.code
    told = again.json["receipt"]["replay"]
    expected = {"manifest": "same", "sql": "same", "result": "same"}
    assert {name: told[name] for name in expected} == expected
    assert (again.json["rows"], again.json["sql"]) == (first.json["rows"], first.json["sql"])


def test_what_has_changed_is_told(library: Built, tmp_path: Path) -> None:
    desk = Desk(library.copy(tmp_path / "library"), tmp_path / "state")
    desk.run("ask", "loans in 2024", *DAY)
    desk.run("ask", "loans in January 2025", *DAY)
    with duckdb.connect(str(desk.built.warehouse)) as connection:
        connection.execute("insert into loans select * from loans where year(lent_on) = 2024 limit 1")
    done = [desk.run("replay", number) for number in ("1", "2")]
    assert done[0].err.strip().endswith("asked again: the same manifest, the same SQL, another result")
    assert done[1].err.strip().endswith("asked again: the same manifest, the same SQL, the same result")
    manifest = desk.built.root / "target" / "semantic_manifest.json"
    body = json.loads(manifest.read_text())
    body["metrics"][0]["description"] = "Told anew."
    manifest.write_text(json.dumps(body))
    assert desk.run("replay", "2").err.strip().endswith("another manifest, the same SQL, the same result")


@pytest.mark.parametrize(
    ("number", "said"),
    [("1", "number 1 was refused and has no query to run again"), ("9", "there is no number 9 in the history")],
)
def test_what_can_not_be_asked_again_is_said(desk: Desk, number: str, said: str) -> None:
    desk.run("ask", "loans by shoe size")
    done = desk.run("replay", number)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_reader_that_leaves_is_no_matter(desk: Desk) -> None:
    command = f"{COMMAND} ask loans | head -1"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=desk.built.root,
        env=environment(desk.built.root, XDG_STATE_HOME=str(desk.state)),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stdout.startswith("Loans")
    assert [e["question"] for e in desk.history()["entries"]] == ["loans"]
