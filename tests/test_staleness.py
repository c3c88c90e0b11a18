"""What is older than what it was made from is said, in one line on stderr; what is not is never said to be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from metrics_cli.project import find_project
from metrics_cli.settings import Settings
from metrics_cli.staleness import foreign_target
from tests.projects.built import Built, environment

LATER = 100


@pytest.fixture
def built(library: Built, tmp_path: Path) -> Built:
    return library.copy(tmp_path / "library")


def touch(path: Path, after: Path, seconds: float = LATER) -> None:
    """Have the file be written some seconds after another one."""
    written = after.stat().st_mtime + seconds
    os.utime(path, (written, written))


def dbt(built: Built, *arguments: str) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "dbt.cli.main", *arguments]
    subprocess.run(command, cwd=built.root, env=environment(built.root), check=True, capture_output=True)


def test_a_built_project_is_not_stale(built: Built) -> None:
    assert built.metrics("list").err == ""


def test_the_lock_file_of_an_editor_makes_nothing_stale(built: Built) -> None:
    for name in (".#loans.sql", ".loans.sql.swp", ".hidden.yml"):
        (built.root / "models" / name).write_text("")
    assert built.metrics("list").err == ""


def test_what_only_reads_makes_nothing_stale(built: Built) -> None:
    dbt(built, "test")
    dbt(built, "docs", "generate")
    dbt(built, "parse")
    assert built.metrics("list").err == ""


def test_a_project_that_was_never_built_here_is_not_stale(built: Built) -> None:
    built.warehouse.unlink()
    (built.root / "target" / "run_results.json").unlink()
    assert built.metrics("list").err == ""


@pytest.mark.parametrize(
    ("file", "run"),
    [
        ("models/meaning.yml", "run `dbt parse`, or pass --parse"),
        ("dbt_project.yml", "run `dbt parse`, or pass --parse"),
        ("models/loans.sql", "run `dbt build`"),
    ],
)
@pytest.mark.parametrize("command", [["list"], ["values", "genre"], ["query", "loans"], ["ask", "loans"]])
def test_a_file_newer_than_the_manifest_is_named_once(built: Built, file: str, run: str, command: list[str]) -> None:
    touch(built.root / file, built.root / "target" / "semantic_manifest.json")
    said = built.metrics(*command)
    stale = [line for line in said.err.splitlines() if "changed after the manifest was written" in line]
    assert stale == [f"note: {file} changed after the manifest was written: {run}"]
    assert (said.code, "note" in said.out) == (0, False)


def test_sql_that_was_parsed_and_not_built_is_named(built: Built) -> None:
    touch(built.root / "models" / "loans.sql", built.warehouse)
    touch(built.root / "target" / "semantic_manifest.json", built.warehouse, LATER * 2)
    assert (
        built.metrics("list").err == "note: models/loans.sql changed after the warehouse was built: run `dbt build`\n"
    )


def test_meaning_that_was_parsed_needs_no_build(built: Built) -> None:
    touch(built.root / "models" / "meaning.yml", built.warehouse)
    touch(built.root / "target" / "semantic_manifest.json", built.warehouse, LATER * 2)
    assert built.metrics("list").err == ""


def test_a_warehouse_that_the_last_build_did_not_write_is_named(built: Built) -> None:
    path = built.root / "target" / "run_results.json"
    results = json.loads(path.read_text())
    wrote = datetime.fromtimestamp(built.warehouse.stat().st_mtime, UTC) + timedelta(seconds=LATER)
    results["metadata"]["generated_at"] = wrote.isoformat()
    path.write_text(json.dumps(results))
    assert "was last written before dbt's last build" in built.metrics("list").err
    # A test writes no tables, so it says nothing of them.
    results["args"]["which"] = "test"
    path.write_text(json.dumps(results))
    assert built.metrics("list").err == ""


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"args": null, "results": 3}', '{"metadata": {"generated_at": 1}}']
)
def test_results_that_are_damaged_say_nothing(built: Built, content: str) -> None:
    (built.root / "target" / "run_results.json").write_text(content)
    assert built.metrics("list").err == ""
    assert built.metrics("describe", "loans").code == 0


def test_parse_reads_the_project_anew(built: Built) -> None:
    meaning = built.root / "models" / "meaning.yml"
    meaning.write_text(meaning.read_text().replace("label: Fines\n", "label: Charges\n"))
    asked = built.metrics("list", "--parse")
    assert (asked.code, asked.err) == (0, "running `dbt parse` …\n")
    assert "Charges" in asked.out


def test_a_parse_that_fails_is_one_line(built: Built) -> None:
    (built.root / "models" / "meaning.yml").write_text("metrics: [")
    asked = built.metrics("query", "loans", "--parse")
    assert (asked.code, asked.out) == (1, "")
    assert asked.err.splitlines()[1].startswith("error: `dbt parse` failed: ")
    assert len(asked.err.splitlines()) == 2


def test_help_says_nothing_of_it(built: Built) -> None:
    touch(built.root / "models" / "meaning.yml", built.root / "target" / "semantic_manifest.json")
    assert built.metrics("list", "--help").err == ""


def with_targets(built: Built, production: str) -> None:
    """Give the profile a target `prod` in the same file, with a schema of its own."""
    prod = f"{{type: duckdb, path: library.duckdb, schema: {production}, threads: 2}}"
    path = built.root / "profiles.yml"
    path.write_text(path.read_text().replace("  outputs:\n", f"  outputs:\n    prod: {prod}\n"))
    written = (built.root / "target" / "semantic_manifest.json").stat().st_mtime
    os.utime(path, (written, written))


def test_a_manifest_of_another_target_does_not_answer_for_this_one(built: Built) -> None:
    with_targets(built, "live")
    assert built.metrics("query", "loans").err == ""
    for refused in (built.metrics("query", "loans", "-t", "prod"), built.metrics("query", "loans", DBT_TARGET="prod")):
        assert refused.code == 1 and refused.out == ""
        assert "parsed for the target dev" in refused.err and "dbt parse --target prod" in refused.err
    path = built.root / "profiles.yml"
    path.write_text(path.read_text().replace("'LIBRARY_TARGET', 'dev'", "'LIBRARY_TARGET', 'prod'"))
    told = built.metrics("query", "loans", "--period", "2024")
    assert told.code == 0 and told.err.count("parsed for the target dev") == 1
    dbt(built, "build", "--target", "prod")
    assert built.metrics("query", "loans", "-t", "prod").err == ""


@pytest.mark.parametrize(
    ("schemas", "of"),
    [
        pytest.param({"main"}, None, id="its own"),
        pytest.param({"main_marts"}, None, id="made of its own"),
        pytest.param({"live"}, "prod", id="the other's"),
        pytest.param({"LIVE_marts", "live"}, "prod", id="made of the other's"),
        pytest.param({"live", "main_marts"}, None, id="a part is its own"),
        pytest.param({"marts"}, None, id="a macro that ignores targets"),
        pytest.param(set(), None, id="no relations"),
    ],
)
def test_schemas_tell_the_target_that_a_manifest_was_parsed_for(
    built: Built, schemas: set[str], of: str | None
) -> None:
    with_targets(built, "live")
    assert foreign_target(find_project(Settings(project_dir=built.root), {}, built.root), schemas) == of
