"""What a person sees: the command on a terminal, told apart from a pipe."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

import duckdb
import pytest

from metrics_cli.presentation.columns import width_of
from tests.projects.built import COMMAND, Built, environment

COLOUR = "\x1b["
BY_GENRE = ("query", "-m", "loans", "-g", "genre")
BY_DAY = ("query", "-m", "loans", "-g", "day")


def on_terminal(built: Built, *arguments: str, columns: int = 80, rows: int = 200, **environ: str) -> str:
    """Return what the command shows on a terminal of that size."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    settings = {"TERM": "xterm-256color", "PAGER": "cat", "LANG": "C.UTF-8", **environ}
    with subprocess.Popen(
        [COMMAND, *arguments],
        cwd=built.root,
        env=environment(built.root, **settings),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        shown = b""
        while True:
            try:
                found = os.read(ours, 65536)
            except OSError:
                break
            if not found:
                break
            shown += found
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_one_metric_by_one_dimension_has_bars_and_over_time_a_line(library: Built) -> None:
    assert "█" in on_terminal(library, *BY_GENRE)
    assert re.search(
        r"^  [▁▂▃▄▅▆▇█ ]+  \d+ to \d+$", plain(on_terminal(library, "query", "-m", "loans", "-g", "month")), re.M
    )


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
@pytest.mark.parametrize(
    "arguments", [BY_GENRE, ("query", "-m", "loans,fines,overdue_rate,borrowers", "-g", "month,genre")]
)
def test_no_line_is_wider_than_the_terminal(library: Built, columns: int, arguments: tuple[str, ...]) -> None:
    shown = plain(on_terminal(library, *arguments, columns=columns))
    assert max(map(width_of, shown.splitlines())) <= columns


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colour_gets_none(library: Built, environ: dict[str, str]) -> None:
    assert "\x1b[3" not in on_terminal(library, *BY_GENRE, **environ)


def test_a_narrow_terminal_has_no_bars(library: Built) -> None:
    assert "█" not in on_terminal(library, *BY_GENRE, columns=50)


def test_a_long_table_is_paged_by_what_pager_names(library: Built) -> None:
    pager = "sed s/^/paged:/"
    assert "paged:Loans by day" in plain(on_terminal(library, *BY_DAY, rows=24, PAGER=pager)).replace("paged:\x1b", "")
    for arguments, rows in ((BY_DAY, 500), ((*BY_DAY, "--no-pager"), 24)):
        assert "paged:" not in on_terminal(library, *arguments, rows=rows, PAGER=pager)


@pytest.mark.parametrize("pager", ["", "cat", "no-such-pager --at-all"])
def test_without_a_pager_the_table_is_printed(library: Built, pager: str) -> None:
    assert len(on_terminal(library, *BY_DAY, rows=24, PAGER=pager).splitlines()) > 40


def test_what_is_in_the_data_does_not_steer_the_terminal(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    with duckdb.connect(str(copy.warehouse)) as connection:
        connection.execute("update titles set genre = '\x1b]0;owned\x07\x1b[2Jcrime\n日本' where genre = 'Crime'")
    shown = on_terminal(copy, *BY_GENRE)
    assert "\x1b]" not in shown
    assert "\x1b[2J" not in shown
    assert "[2Jcrime 日本" in shown


def test_parts_of_dates_are_named_for_people_and_numbered_for_programs(library: Built) -> None:
    shown = plain(on_terminal(library, "query", "-m", "loans", "-g", "weekday"))
    assert re.search(r"^  (Mon|Tue|Wed|Thu|Fri|Sat|Sun) +\d+", shown, re.M)
    rows = library.metrics("query", "-m", "loans", "-g", "weekday").csv[1:]
    assert {row[0] for row in rows} <= set("1234567")
