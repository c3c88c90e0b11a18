"""Conversations as people and scripts hold them: real processes on pipes and on a terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.projects.built import COMMAND, Built, Run, environment, run

IN_2024 = ("--as-of", "2025-06-01")


def talk(built: Built, *lines: str, **environ: str) -> Run:
    """Return what a chat on a pipe comes to."""
    return run([COMMAND, "chat", *IN_2024], built.root, "\n".join(lines), **environ)


def ask(built: Built, state: Path, *words: str) -> Run:
    """Ask in a session whose state is in a folder of the test."""
    return built.metrics("ask", *IN_2024, *words, XDG_STATE_HOME=str(state))


def taken(shown: Run) -> list[str]:
    """Return what was said of how each line was taken."""
    return [line for line in shown.err.splitlines() if line.startswith("note: ")]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["loans in 2024", "and by month?"], "added by month; kept Loans, 1 Jan – 31 Dec 2024"),
        (["loans by genre", "by town"], "by Town instead of by Genre; kept Loans, all dates"),
        (["loans by genre", "and by town"], "added by Town; kept Loans, by Genre, all dates"),
        (["loans by week", "and by month"], "by month instead of by week; kept Loans, all dates"),
        (["loans", "only Crime"], "added Genre is Crime; kept Loans, all dates"),
        (["loans for Crime", "what about Poetry?"], "Genre is Poetry instead of Genre is Crime; kept Loans, all dates"),
        (
            ["loans for Crime", "also Poetry"],
            "Genre is one of Crime, Poetry instead of Genre is Crime; kept Loans, all dates",
        ),
        (["loans for Crime", "drop the filter"], "dropped Genre is Crime; kept Loans, all dates"),
        (["loans for Crime", "all genres"], "dropped Genre is Crime; kept Loans, all dates"),
        (["loans in 2024", "and in 2023?"], "1 Jan – 31 Dec 2023 instead of 1 Jan – 31 Dec 2024; kept Loans"),
        (
            ["loans in 2024", "compare with the year before"],
            "added compared with the year before; kept Loans, 1 Jan – 31 Dec 2024",
        ),
        (
            ["loans by genre", "top 3"],
            "added Genre is known; added the top 3 by Loans; kept Loans, by Genre, all dates",
        ),
        (["loans by genre", "as a share"], "added with shares of the total; kept Loans, by Genre, all dates"),
        (["loans by genre in 2024", "same for fines"], "Fines instead of Loans; kept by Genre, 1 Jan – 31 Dec 2024"),
        (["loans by genre", "and fines too"], "added Fines; kept Loans, by Genre, all dates"),
        (["loans by genre", "now in total"], "dropped by Genre; kept Loans, all dates"),
    ],
)
def test_a_follow_up_edits_the_last_query_and_says_what_it_kept_and_changed(
    library: Built, lines: list[str], said: str
) -> None:
    assert taken(talk(library, *lines))[-1] == f"note: {said}"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["top 3 genres by loans", "and by month"], "another ranking"),
        (["loans", "top 3"], "nothing that could be ranked"),
        (["loans", "as a share"], "split by nothing"),
        (["loans", "drop the filter"], "no filter"),
        (["loans", "all genres"], "no filter on genres"),
        (["loans", "compare with last year"], "needs a period"),
        (["loans in 2024", "compare with 2024"], "about that period already"),
        (["loans by genre", "same for new members"], "New members can't be asked by Genre"),
        (["overdue rate by genre", "as a share"], "don't add up"),
        (["share of loans by genre", "only Crime"], "change every share"),
        (["loans by genre", "by genre"], "changes nothing"),
        (["loans", "only Atlantis"], "'Atlantis'"),
        (["loans", "and by moon phase"], "'moon'"),
        (["loans", "only Crime in the capital"], "It is no change either of: Loans, all dates"),
        (["loans", "select * from members; drop table loans"], "but not 'select'"),
        (["undo"], "nothing to undo"),
        (["and by month?"], "does not say what to measure"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused_and_leaves_the_thread(
    library: Built, lines: list[str], reason: str
) -> None:
    shown = talk(library, *lines, *(["as csv"] if len(lines) > 1 else []))
    assert reason in shown.err
    if len(lines) > 1:
        alone = library.metrics("ask", *IN_2024, lines[0], "--csv")
        assert shown.out.endswith(alone.out)


def test_undo_goes_back_step_by_step_and_start_over_forgets(library: Built) -> None:
    shown = talk(library, "loans", "only Crime", "by month", "undo", "as csv", "undo", "as csv", "start over", "as csv")
    ((crime,), (all_,)) = (
        library.sql("select count(*) from loans join titles using (title_id) where genre = 'Crime'")[0],
        library.sql("select count(*) from loans")[0],
    )
    assert re.findall(r"^loans\n(\d+)$", shown.out, re.MULTILINE) == [str(crime), str(all_)]
    assert "Started over" in shown.out


def test_a_whole_question_begins_anew_and_says_so(library: Built) -> None:
    shown = talk(library, "loans by genre for Crime", "fines in 2024")
    assert taken(shown) == ["note: read as a new question; not kept: by Genre, Genre is Crime"]


def test_what_is_asked_of_the_layer_leaves_the_thread(library: Built) -> None:
    shown = talk(library, "loans in 2024", "what genres are there?", "and by month")
    assert taken(shown)[-1] == "note: added by month; kept Loans, 1 Jan – 31 Dec 2024"


def test_a_month_is_of_the_year_that_the_talk_named_and_asked_back_when_that_was_told_from_today(
    library: Built,
) -> None:
    shown = talk(library, "loans in 2024", "and March?")
    assert taken(shown)[-1] == "note: 1 – 31 Mar 2024 instead of 1 Jan – 31 Dec 2024; kept Loans"
    shown = talk(library, "loans last year", "and March?", "the first one")
    assert "several things" in shown.err
    assert taken(shown)[-1] == "note: 1 – 31 Mar 2024 instead of 1 Jan – 31 Dec 2024 (last year); kept Loans"


def test_the_sql_the_meaning_and_a_chart_of_the_last_answer(library: Built) -> None:
    shown = talk(library, "loans by genre", "show the sql", "why?", "as a chart", "as json")
    assert "SELECT" in shown.out
    assert "Books lent" in shown.out
    assert "█" in shown.out
    assert json.loads(shown.out[shown.out.index("{\n") :])["query"]["metrics"] == ["loans"]


def test_a_pipe_may_hold_anything(library: Built) -> None:
    shown = run(
        [COMMAND, "chat"],
        library.root,
        "\n\n  \n{{ 1 }}\n🙂🙂\n" + "x" * 10_000 + "\n'; --\nexit\nloans",
        HOME="/nowhere",
    )
    assert (shown.code, shown.out) == (0, "")
    assert "Traceback" not in shown.err and "bug" not in shown.err


# --- sessions -------------------------------------------------------------------------------------------------------


def test_a_session_goes_on_in_another_process(library: Built, tmp_path: Path) -> None:
    assert ask(library, tmp_path, "--session", "a", "loans by genre").code == 0
    shown = ask(library, tmp_path, "--session", "a", "only Crime", "--json")
    assert shown.json["receipt"]["follow_up"] == {
        "taken": "follow_up",
        "kept": ["Loans", "by Genre", "all dates"],
        "changed": ["added Genre is Crime"],
    }
    other = ask(library, tmp_path, "--session", "b", "only Crime")
    assert other.code == 3
    anew = ask(library, tmp_path, "--session", "a", "--new", "and by month")
    assert anew.code == 3


def test_a_session_belongs_to_its_project(library: Built, clinic: Built, tmp_path: Path) -> None:
    ask(library, tmp_path, "--session", "a", "loans by genre")
    assert ask(clinic, tmp_path, "--session", "a", "and by month").code == 3
    assert ask(library, tmp_path, "--session", "a", "and by month").code == 0


@pytest.mark.parametrize("name", ["../a", "a/b", "", ".", "..", "a" * 65, "a b", "-a", "ä"])
def test_a_name_is_no_path(library: Built, tmp_path: Path, name: str) -> None:
    shown = ask(library, tmp_path, f"--session={name}", "loans")
    assert (shown.code, "no name of a session" in shown.err) == (2, True)
    assert not list(tmp_path.rglob("*.json"))


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"body": {}, "checksum": "0"}', '{"layout": 1, "queries": [{"metrics": 3}]}']
)
def test_a_damaged_session_starts_over_and_says_so(library: Built, tmp_path: Path, body: str) -> None:
    ask(library, tmp_path, "--session", "a", "loans by genre")
    (kept,) = tmp_path.rglob("a.json")
    kept.write_text(body)
    shown = ask(library, tmp_path, "--session", "a", "and by month")
    assert (shown.code, "starts over" in shown.err) == (3, True)
    assert ask(library, tmp_path, "--session", "a", "loans").code == 0


def test_a_thread_of_a_metric_that_is_gone_starts_over_and_says_so(library: Built, tmp_path: Path) -> None:
    from metrics_cli.cli.sessions import Session
    from metrics_cli.query import GroupBy, MetricQuery
    from metrics_cli.workflow.threads import Thread

    ask(library, tmp_path, "--session", "a", "loans")
    (kept,) = tmp_path.rglob("a.json")
    Session("a", kept).keep(Thread((MetricQuery(("loans",)), MetricQuery(("gone",), (GroupBy("nowhere"),)))))
    shown = ask(library, tmp_path, "--session", "a", "and by month")
    assert shown.code == 3
    assert "names what the layer no longer has; it starts over" in shown.err


def test_two_at_once_each_find_a_whole_thread(library: Built, tmp_path: Path) -> None:
    ask(library, tmp_path, "--session", "a", "loans")
    with ThreadPoolExecutor(3) as pool:
        shown = list(
            pool.map(lambda words: ask(library, tmp_path, "--session", "a", words), ["by genre", "by town", "by month"])
        )
    assert [s.code for s in shown] == [0, 0, 0]
    last = ask(library, tmp_path, "--session", "a", "undo", "--json").json
    assert len(last["query"]["group_by"]) == 1


def test_a_refusal_or_a_question_back_leaves_the_session(library: Built, tmp_path: Path) -> None:
    ask(library, tmp_path, "--session", "a", "loans last year")
    assert ask(library, tmp_path, "--session", "a", "only Atlantis").code == 4
    several = ask(library, tmp_path, "--session", "a", "and March?", "--json")
    assert (several.code, len(several.json["options"])) == (3, 2)
    picked = ask(library, tmp_path, "--session", "a", "and March?", "--pick", "1", "--json").json
    assert picked["query"]["period"]["start"] == "2024-03-01"


def test_a_number_takes_what_was_offered_also_in_the_next_command(library: Built, tmp_path: Path) -> None:
    ask(library, tmp_path, "--session", "a", "loans for Crime in 2024")
    assert ask(library, tmp_path, "--session", "a", "and Poetry?").code == 3
    both = ask(library, tmp_path, "--session", "a", "both", "--json").json
    assert both["query"]["filters"][0]["values"] == ["Crime", "Poetry"]
    assert ask(library, tmp_path, "--session", "a", "2").code == 4


def test_yes_takes_the_one_question_that_was_offered_instead(library: Built) -> None:
    shown = talk(library, "loans in 2019", "yes", "as csv")
    assert "it is number 1 of what was offered" in shown.out


# --- a terminal -----------------------------------------------------------------------------------------------------


class Terminal:
    """A chat on a terminal of its own, typed at and read."""

    def __init__(self, file: int, process: subprocess.Popen[bytes]) -> None:
        self.file, self.process, self.shown = file, process, ""

    def type(self, text: str) -> None:
        os.write(self.file, text.encode())

    def press(self, key: str, text: str) -> None:
        """Press a key until it shows `text`: readline misses a Ctrl-C that comes between two looks at the keyboard."""
        self.type(key)
        while text not in self.shown:
            if select.select([self.file], [], [], 10)[0]:
                self.shown += os.read(self.file, 65536).decode("utf-8", "replace")
            else:
                self.type(key)
        self.until(text)

    def until(self, text: str) -> str:
        """Return what is shown up to the first `text`; the rest is left for the next."""
        while text not in self.shown:
            ready, _, _ = select.select([self.file], [], [], 60)
            assert ready, self.shown
            try:
                self.shown += os.read(self.file, 65536).decode("utf-8", "replace")
            except OSError:
                raise AssertionError(self.shown) from None
        found, self.shown = self.shown.split(text, 1)
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", found + text)


@contextmanager
def terminal(built: Built, state: Path, **environ: str) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    settings = {"TERM": "xterm", "PAGER": "cat", "LANG": "C.UTF-8", "XDG_STATE_HOME": str(state), **environ}
    process = subprocess.Popen(
        [COMMAND, "chat", *IN_2024],
        cwd=built.root,
        env=environment(built.root, **settings),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
    )
    os.close(theirs)
    try:
        yield Terminal(ours, process)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_ctrl_c_cancels_a_line_and_ctrl_d_leaves(library: Built, tmp_path: Path) -> None:
    with terminal(library, tmp_path, NO_COLOR="1") as shell:
        shell.until("metrics> ")
        shell.type("loans by ge")
        shell.until("ge")
        shell.press("\x03", "metrics> ")
        shell.type("loans\n")
        assert "Loans, all dates" in shell.until("metrics> ")
        shell.type("\x04")
        assert shell.process.wait(30) == 0
    ((history),) = tmp_path.rglob("chat_history")
    assert "loans" in history.read_text()


def test_a_paste_of_several_lines_is_one_question(library: Built, tmp_path: Path) -> None:
    with terminal(library, tmp_path) as shell:
        shell.until("metrics> ")
        shell.type("\x1b[200~loans\nby genre\x1b[201~\n")
        assert "Loans by Genre" in shell.until("query")


def test_names_are_completed(library: Built, tmp_path: Path) -> None:
    with terminal(library, tmp_path) as shell:
        shell.until("metrics> ")
        shell.type("overdue_r\t\n")
        assert "Overdue rate" in shell.until("query ")


def test_a_build_can_write_while_a_chat_waits(library: Built, tmp_path: Path) -> None:
    import duckdb

    own = library.copy(tmp_path / "library")
    with terminal(own, tmp_path) as shell:
        shell.until("metrics> ")
        shell.type("loans\n")
        shell.until("query")
        shell.until("metrics> ")
        with duckdb.connect(str(own.warehouse)) as connection:
            connection.execute("delete from loans where fine is null")
        ((left,),) = own.sql("select count(*) from loans")
        shell.type("as csv\n")
        assert f"{left}" in shell.until("metrics> ")


def test_a_chat_takes_in_what_dbt_writes_between_two_questions(library: Built, tmp_path: Path) -> None:
    own = library.copy(tmp_path / "library")
    manifest = own.root / "target" / "semantic_manifest.json"
    with terminal(own, tmp_path) as shell:
        shell.until("metrics> ")
        shell.type("loans\n")
        shell.until("query")
        shell.until("metrics> ")
        manifest.write_text(manifest.read_text().replace('"label": "Loans"', '"label": "Lendings"'))
        shell.type("by genre\n")
        shown = shell.until("query")
        assert "the layer is read again" in shown
        assert "Lendings by Genre" in shown
        shell.until("metrics> ")
        model = own.root / "models" / "later.sql"
        model.write_text("select 1 as one")
        later = manifest.stat().st_mtime + 10
        os.utime(model, (later, later))
        shell.type("as csv\n")
        assert "changed after the manifest was written" in shell.until("metrics> ")


def test_ctrl_c_stops_a_running_query_and_not_the_chat(library: Built, tmp_path: Path) -> None:
    own = library.copy(tmp_path / "library")
    import duckdb

    with duckdb.connect(str(own.warehouse)) as connection:
        connection.execute("alter table loans rename to kept")
        connection.execute(
            "create view loans as"
            " select kept.* from kept, range(1000000) a, range(100000) b where a.range * b.range >= 0"
        )
    with terminal(own, tmp_path) as shell:
        shell.until("metrics> ")
        threads = Path(f"/proc/{shell.process.pid}/task")
        before = len(list(threads.iterdir()))
        shell.type("loans\n")
        while len(list(threads.iterdir())) <= before:
            # The warehouse computes in threads of its own: then the query runs.
            select.select([], [], [], 0.05)
        os.killpg(shell.process.pid, signal.SIGINT)
        assert "stopped" in shell.until("metrics> ")
        shell.type("undo\n")
        assert "There is nothing to undo." in shell.until("metrics> ")
