"""What the shell proposes at TAB fits the project and the line, and nothing is ever printed beside it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.projects.built import COMMAND, Built, run


def proposed(folder: Path, line: str, **environ: str) -> list[str]:
    """Return what bash is told at the end of the line."""
    words = shlex.split(line) + ([""] if line.endswith(" ") else [])
    asked = {"_METRICS_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = run([COMMAND], folder, **asked, **environ)
    assert done.err == ""
    return done.out.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("metrics query loans_", ["loans_mtd", "loans_to_date"]),
        ("metrics query --metrics fines,loans_", ["fines,loans_mtd", "fines,loans_to_date"]),
        ("metrics query loans --group-by gen", ["genre"]),
        ("metrics query new_members --group-by gen", []),
        ("metrics query loans,new_members --group-by ti", ["tier"]),
        ("metrics query loans --group-by month,q", ["month,quarter"]),
        ("metrics query loans --where to", ["town"]),
        ("metrics query loans --group-by title__genre --order ", ["loans", "title__genre"]),
        ("metrics query --saved-query loans", ["loans_by_genre"]),
        ("metrics query loans --period last_q", ["last_quarter"]),
        ("metrics query loans --compare previous_y", ["previous_year"]),
        ("metrics query loans --format j", ["json", "jsonl"]),
        ("metrics describe overdue_r", ["overdue_rate"]),
        ("metrics values gen", ["genre"]),
        ("metrics values em", []),
        ("metrics values title__g", ["title__genre"]),
        ("metrics query fines --group-by genre,title__t", ["genre,title__title_name"]),
    ],
)
def test_the_shell_proposes_what_fits(library: Built, line: str, expected: list[str]) -> None:
    assert sorted(proposed(library.root, line)) == sorted(expected)


def test_outside_a_project_that_works_nothing_is_proposed(library: Built, tmp_path: Path) -> None:
    assert proposed(library.root, "metrics query lo", DBT_TARGET_PATH=str(tmp_path)) == []
    assert proposed(library.root, "metrics query lo", DBT_PROFILE="nowhere") == []
