"""Finding a dbt project and its profile, as dbt would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from metrics_cli.errors import ProjectNotFound
from metrics_cli.project import find_project
from metrics_cli.settings import Settings

PROFILES = """
cafe:
  target: "{{ env_var('CAFE_TARGET', 'dev') }}"
  outputs:
    dev: {type: duckdb, path: cafe.duckdb, threads: 2}
    prod: {type: postgres, host: "{{ env_var('CAFE_HOST') }}", port: "{{ env_var('CAFE_PORT', '5432') | as_number }}"}
bare: {}
"""


def project(folder: Path, name: str = "cafe", profiles: str | None = PROFILES, settings: str = "profile: cafe") -> Path:
    """Write a dbt project and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dbt_project.yml").write_text(f"name: {name}\n{settings}\n", encoding="utf-8")
    if profiles is not None:
        (folder / "profiles.yml").write_text(profiles, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without dbt settings."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_option_comes_before_the_variable_and_the_variable_before_the_folder(tmp_path: Path) -> None:
    option, variable, here = (project(tmp_path / name, name) for name in ("option", "variable", "here"))
    environ = {"DBT_PROJECT_DIR": str(variable)}
    assert find_project(Settings(project_dir=option), environ, here).name == "option"
    assert find_project(Settings(), environ, here).name == "variable"
    assert find_project(Settings(), {"DBT_PROJECT_DIR": ""}, here).name == "here"


def test_a_folder_inside_a_project_belongs_to_it(tmp_path: Path) -> None:
    root = project(tmp_path / "cafe")
    deep = root / "models" / "staging"
    deep.mkdir(parents=True)
    assert find_project(Settings(), {}, deep).root == root


def test_without_any_project_the_embedded_one_is_taken(tmp_path: Path) -> None:
    found = find_project(Settings(), {}, tmp_path)
    assert found.root == Path(__file__).resolve().parents[2] / "dbt_project"
    assert found.adapter == "duckdb"


def test_a_project_says_where_its_artifacts_and_its_warehouse_are(tmp_path: Path) -> None:
    root = project(tmp_path / "cafe", settings="profile: cafe\ntarget-path: out")
    found = find_project(Settings(), {}, root)
    assert found.manifest_path == root / "out" / "semantic_manifest.json"
    assert found.cache_path == root / "out" / "metrics"
    assert found.database_path == root / "cafe.duckdb"
    assert (found.profile, found.target, found.adapter) == ("cafe", "dev", "duckdb")
    assert find_project(Settings(), {"DBT_TARGET_PATH": "there"}, root).target_path == root / "there"
    assert find_project(Settings(), {"DBT_TARGET_PATH": "/abs"}, root).target_path == Path("/abs")


@pytest.mark.parametrize(
    ("settings", "environ", "target"),
    [
        (Settings(), {}, "dev"),
        (Settings(), {"CAFE_TARGET": "prod", "CAFE_HOST": "db"}, "prod"),
        (Settings(), {"DBT_TARGET": "prod", "CAFE_HOST": "db"}, "prod"),
        (Settings(target="dev"), {"DBT_TARGET": "prod"}, "dev"),
    ],
)
def test_the_target_is_the_option_the_variable_or_the_profiles(
    tmp_path: Path, settings: Settings, environ: Mapping[str, str], target: str
) -> None:
    assert find_project(settings, environ, project(tmp_path / "cafe")).target == target


def test_a_profile_reads_the_environment(tmp_path: Path) -> None:
    found = find_project(Settings(target="prod"), {"CAFE_HOST": "db.example"}, project(tmp_path / "cafe"))
    assert (found.adapter, found.credentials["host"], found.credentials["port"]) == ("postgres", "db.example", "5432")
    assert "db.example" not in repr(found)


def test_profiles_are_looked_for_where_dbt_looks(tmp_path: Path, no_home: Path) -> None:
    root = project(tmp_path / "cafe", profiles=None)
    home, here, named = no_home / ".dbt", tmp_path / "here", tmp_path / "named"
    for folder in (home, here, named):
        folder.mkdir(parents=True)
        (folder / "profiles.yml").write_text(PROFILES, encoding="utf-8")
    settings = Settings(project_dir=root)
    assert find_project(settings, {}, here).profiles_dir == here
    assert find_project(settings, {}, tmp_path).profiles_dir == home
    assert find_project(settings, {"DBT_PROFILES_DIR": str(named)}, here).profiles_dir == named
    assert find_project(Settings(root, profiles_dir=here), {"DBT_PROFILES_DIR": str(named)}, here).profiles_dir == here


@pytest.mark.parametrize(
    ("declared", "profiles", "settings", "said"),
    [
        pytest.param("profile: [", PROFILES, Settings(), "dbt_project.yml can't be read", id="broken project"),
        pytest.param("a:\n\t- b", PROFILES, Settings(), "dbt_project.yml can't be read", id="tabs"),
        pytest.param("version: 1", PROFILES, Settings(), "names no profile", id="no profile"),
        pytest.param("profile: cafe", None, Settings(), "no profiles.yml in", id="no profiles"),
        pytest.param("profile: cafe", "a: [", Settings(), "profiles.yml can't be read", id="broken profiles"),
        pytest.param("profile: cafe", "", Settings(), "holds no settings", id="empty profiles"),
        pytest.param(
            "profile: bar", PROFILES, Settings(), r"no profile 'bar' \(it has: bare, cafe\)", id="other profile"
        ),
        pytest.param("profile: cafe", PROFILES, Settings(profile="pub"), "no profile 'pub'", id="other by option"),
        pytest.param("profile: bare", PROFILES, Settings(), r"no target 'default' \(it has: none\)", id="no targets"),
        pytest.param(
            "profile: cafe", PROFILES, Settings(target="qa"), r"no target 'qa' \(it has: dev, prod\)", id="other target"
        ),
        pytest.param(
            "profile: cafe", PROFILES, Settings(target="prod"), "wants the environment variable CAFE_HOST", id="unset"
        ),
        pytest.param(
            "profile: cafe",
            'cafe: {outputs: {default: {type: duckdb, path: "{{ nothing }}"}}}',
            Settings(),
            "can't be rendered",
            id="unknown name",
        ),
        pytest.param(
            "profile: cafe", "cafe: {outputs: [1, 2]}", Settings(), "no target 'default'", id="targets in a list"
        ),
        pytest.param(
            "profile: cafe", "cafe: {target: dev, outputs: {dev: }}", Settings(), "no target", id="empty target"
        ),
    ],
)
def test_what_is_missing_is_named_once_with_what_to_do(
    tmp_path: Path, declared: str, profiles: str | None, settings: Settings, said: str
) -> None:
    root = project(tmp_path / "cafe", profiles=profiles, settings=declared)
    with pytest.raises(ProjectNotFound, match=said) as refusal:
        find_project(settings, {}, root)
    assert refusal.value.hint
    assert "\n" not in refusal.value.message


@pytest.mark.parametrize("named", ["option", "variable"])
def test_a_named_folder_without_a_project_is_an_error_and_nothing_else_is_taken(tmp_path: Path, named: str) -> None:
    here, empty = project(tmp_path / "cafe"), tmp_path / "empty"
    settings = Settings(project_dir=empty) if named == "option" else Settings()
    environ = {"DBT_PROJECT_DIR": str(empty)} if named == "variable" else {}
    with pytest.raises(ProjectNotFound, match=f"no dbt_project.yml in {empty}"):
        find_project(settings, environ, here)


def test_a_file_in_another_encoding_is_an_error_that_names_it(tmp_path: Path) -> None:
    root = project(tmp_path / "cafe")
    (root / "dbt_project.yml").write_bytes(b"name: caf\xe9\n")
    with pytest.raises(ProjectNotFound, match=r"dbt_project.yml can't be read"):
        find_project(Settings(), {}, root)


def test_what_a_project_says_to_this_tool_stands_among_its_variables(tmp_path: Path) -> None:
    said = "profile: cafe\nvars:\n  metrics: {fiscal_year_start: 2, as_of: data}\n  other: 1"
    assert find_project(Settings(), {}, project(tmp_path / "said", settings=said)).options == {
        "fiscal_year_start": 2,
        "as_of": "data",
    }
    for number, nothing in enumerate(("", "vars: 1", "vars: {metrics: 1}", "vars: {cafe: {metrics: 2}}")):
        folder = project(tmp_path / str(number), settings=f"profile: cafe\n{nothing}")
        assert find_project(Settings(), {}, folder).options == {}
