"""What a command does not need it does not import: `metrics --help` and `metrics list` open none of the heavy doors."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.projects.built import Built, run

HEAVY = (
    "airflow dbt dbt_metricflow dbt_common dbt_semantic_interfaces metricflow metricflow_semantics"
    " metricflow_semantic_interfaces litellm openai duckdb pandas numpy"
).split()

# The command in a fresh process, then the names of the packages it has imported as the last line of stderr.
COMMAND = """
import json, sys
sys.argv = ["metrics", *sys.argv[1:]]
from metrics_cli.cli.main import run
try:
    run()
except SystemExit as left:
    code = left.code
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def imported(folder: Path, *arguments: str) -> set[str]:
    """Return the packages that a command imports, which must have ended well."""
    done = run([sys.executable, "-c", COMMAND, *arguments], folder)
    code, packages = json.loads(done.err.splitlines()[-1])
    assert code == 0, done.err
    return set(packages)


@pytest.fixture(scope="module")
def known(library: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the library with nothing kept but the joins."""
    copy = library.copy(tmp_path_factory.mktemp("known") / "library")
    shutil.rmtree(copy.root / "target" / "metrics", ignore_errors=True)
    assert copy.metrics("list", "--json").code == 0
    return copy.root


@pytest.fixture
def fresh(library: Built, tmp_path: Path) -> Path:
    """A built copy of the library of which nothing has been asked."""
    copy = library.copy(tmp_path / "library")
    shutil.rmtree(copy.root / "target" / "metrics", ignore_errors=True)
    return copy.root


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("--version",), ("ask", "--help"), ("list",), ("list", "--json"), ("list", "--dimensions")],
    ids=" ".join,
)
def test_a_command_that_answers_from_the_manifest_imports_nothing_heavy(
    known: Path, arguments: tuple[str, ...]
) -> None:
    assert imported(known, *arguments).isdisjoint(HEAVY)


@pytest.mark.parametrize("arguments", [("list",), ("list", "--dimensions"), ("list", "--saved-queries")], ids=" ".join)
def test_a_list_needs_nothing_worked_out_before(fresh: Path, arguments: tuple[str, ...]) -> None:
    assert imported(fresh, *arguments).isdisjoint({*HEAVY, "rich"})


def test_a_search_reads_values_once(fresh: Path) -> None:
    assert "duckdb" in imported(fresh, "list", "crime")
    assert imported(fresh, "list", "crime").isdisjoint(HEAVY)


def test_a_first_answer_imports_the_engine_and_the_warehouse_but_neither_dbt_nor_a_model(
    fresh: Path,
) -> None:
    found = imported(fresh, "ask", "loans")
    assert {"metricflow", "duckdb"} <= found
    assert found.isdisjoint({"airflow", "dbt", "litellm", "openai"})


@pytest.mark.parametrize(
    "arguments",
    [
        ("--metrics", "loans", "--group-by", "month,genre", "--where", "genre = Crime", "--period", "2024"),
        ("--metrics", "loans_to_date,loans_mtd", "--group-by", "month"),
        ("--metrics", "overdue_rate", "--group-by", "branch__town", "--json"),
        ("--metrics", "fines", "--where", "pages > 100", "--explain"),
    ],
    ids=" ".join,
)
def test_what_was_asked_before_is_answered_without_metricflow(known: Path, arguments: tuple[str, ...]) -> None:
    imported(known, "query", *arguments)
    assert {name for name in imported(known, "query", *arguments) if "metricflow" in name} == set()


def test_the_sql_alone_needs_no_warehouse(known: Path) -> None:
    assert "duckdb" not in imported(known, "query", "--metrics", "loans", "--explain")


@pytest.mark.parametrize("module", ["metrics_cli", "metrics_cli.query", "metrics_cli.answer", "metrics_cli.catalog"])
def test_the_public_modules_are_light(tmp_path: Path, module: str) -> None:
    program = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    found = set(run([sys.executable, "-c", program], tmp_path).out.split())
    assert found.isdisjoint([*HEAVY, "typer", "click", "rich", "jinja2", "yaml", "rapidfuzz"])
