"""setup.sh in a copy of the repository: what it refuses, what it leaves alone, when checking counts as failed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What setup.sh needs to start, in a path with a space."""
    root = tmp_path / "a copy"
    root.mkdir()
    for name in ("setup.sh", "requirements.lock", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, root)
    return root


@pytest.fixture
def ready(copy: Path) -> Path:
    """The copy with an environment that counts as current: our own Python, and checks that are content."""
    tools = copy / ".venv/bin"
    tools.mkdir(parents=True)
    (tools / "activate").write_text(f"VIRTUAL_ENV='{tools.parent}'\n")
    _script(tools / "python", f'exec "{sys.executable}" "$@"')
    for name in ("metrics", "ruff", "mypy", "lint-imports"):
        _script(tools / name, "echo content")
    made_from = ".venv/bin/python --version && cksum requirements.lock pyproject.toml"
    (copy / ".setup").mkdir()
    with (copy / ".setup/environment").open("w") as stamp:
        subprocess.run(made_from, shell=True, cwd=copy, stdout=stamp, check=True)
    (copy / "tests/unit").mkdir(parents=True)
    return copy


def test_help_lists_every_command(copy: Path) -> None:
    done = _setup(copy, "help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("(none)", "test", "airflow", "clean", "help"))


def test_an_unknown_command_is_refused_with_the_usage(copy: Path) -> None:
    done = _setup(copy, "tset")
    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown command: tset" in done.stderr
    assert "usage: ./setup.sh" in done.stderr


@pytest.mark.parametrize("command", ["test", "airflow"])
def test_what_needs_the_environment_says_how_to_get_it(copy: Path, command: str) -> None:
    done = _setup(copy, command)
    assert (done.returncode, done.stderr) == (1, "the environment is not ready; run ./setup.sh first\n")


def test_without_a_python_that_is_new_enough_nothing_is_made(copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.mkdir()
    for name in ("bash", "dirname", "cat", "mkdir", "rm", "tail", "grep", "cksum"):
        (path / name).symlink_to(shutil.which(name) or name)
    for name in ("python", "python3"):
        _script(path / name, "exit 1")
    done = _setup(copy, PATH=str(path), PYTHON="")
    assert done.returncode == 1
    assert "no Python 3.11 or newer was found" in done.stderr
    assert "full log: .setup/environment.log" in done.stderr
    assert not (copy / ".venv").exists()


def test_an_environment_that_was_moved_is_not_current(ready: Path) -> None:
    moved = ready.rename(ready.with_name("moved away"))
    assert _setup(moved, "test").stderr == "the environment is not ready; run ./setup.sh first\n"


@pytest.mark.parametrize(
    ("tests", "code", "last_line"),
    [
        pytest.param("def test_a(): pass\ndef test_b(): pass\n", 0, "6 passed, 0 failed", id="all pass"),
        pytest.param("def test_a(): pass\ndef test_b(): assert 0\n", 1, "5 passed, 1 failed", id="one fails"),
        pytest.param("import no_such_module\n", 1, "4 passed, 1 failed", id="one cannot be imported"),
        pytest.param("", 1, "4 passed, 1 failed", id="no tests at all"),
    ],
)
def test_checking_fails_unless_all_tests_ran_and_passed(ready: Path, tests: str, code: int, last_line: str) -> None:
    (ready / "tests/unit/test_it.py").write_text(tests)
    done = _setup(ready, "test")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (code, last_line)


def test_a_failed_check_shows_its_output(ready: Path) -> None:
    (ready / "tests/unit/test_it.py").write_text("def test_a(): pass\n")
    _script(ready / ".venv/bin/mypy", "echo 'three errors'; exit 1")
    done = _setup(ready, "test")
    assert done.returncode == 1
    assert "  three errors\n" in done.stdout
    assert done.stdout.endswith("4 passed, 1 failed\n")


@pytest.mark.parametrize(
    ("pipeline", "code", "told", "asks"),
    [
        pytest.param(0, 0, "ready\n", True, id="all is well"),
        pytest.param(4, 0, "ready; but a file was refused or a metric broke", True, id="published, not all well"),
        pytest.param(1, 1, "FAILED: see above; what was published before still answers\n", False, id="not published"),
    ],
)
def test_what_became_of_the_pipeline_is_told_in_a_line(
    ready: Path, pipeline: int, code: int, told: str, asks: bool
) -> None:
    for folder, file, body in (("sources", "__main__.py", ""), ("airflow", "run.py", f"raise SystemExit({pipeline})")):
        (ready / folder).mkdir()
        (ready / folder / file).write_text(body)
    done = _setup(ready)
    assert done.returncode == code
    assert f" s  {told}" in done.stdout
    assert ("$ metrics ask" in done.stdout) == asks


def test_clean_removes_what_was_made_and_leaves_real_exports(ready: Path) -> None:
    shutil.copytree(
        REPOSITORY / "sources", ready / "sources", ignore=shutil.ignore_patterns("*.csv", ".simulated.json")
    )
    generate = [sys.executable, "-m", "sources", "generate", "--end", "2020-02-01"]
    subprocess.run(generate, cwd=ready, capture_output=True, check=True)
    export = ready / "sources/postgres/users.csv"
    export.write_text("a real export\n")
    (ready / "warehouse/build").mkdir(parents=True)
    (ready / "warehouse/README.md").write_text("stays")
    (ready / "warehouse/data.duckdb").write_text("goes")
    done = _setup(ready, "clean")
    assert done.returncode == 0, done.stderr
    assert sorted(ready.glob("sources/**/*.csv")) == [export]
    assert export.read_text() == "a real export\n"
    assert [path.name for path in (ready / "warehouse").iterdir()] == ["README.md"]
    assert not [path for path in (".venv", ".setup", "sources/.simulated.json") if (ready / path).exists()]


def _setup(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the copy's setup.sh from another folder, with nothing on its standard input."""
    return subprocess.run(
        [shutil.which("bash") or "bash", root / "setup.sh", *arguments],
        cwd=root.parent,
        env=os.environ | {"PYTHON": sys.executable} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
