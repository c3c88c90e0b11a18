"""Kept SQL is the SQL that was compiled, whatever happens to its files; anything else is compiled again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from metrics_cli.errors import QueryInvalid
from metrics_cli.semantic_layer import plan_cache
from metrics_cli.semantic_layer.plan_cache import PlanCache
from metrics_cli.semantic_layer.versions import metricflow_version
from tests.projects.built import Built

REQUEST: dict[str, Any] = {"metrics": ["loans"], "group_by": ["title__genre"], "start": datetime(2024, 1, 1)}


def compiled(cache: PlanCache, request: dict[str, Any] = REQUEST, sql: str = "select 1") -> tuple[str, bool]:
    """Return what the cache gives for `request`, and whether it had to be compiled."""
    calls: list[int] = []

    def compile() -> str:
        calls.append(1)
        return sql

    return cache.get(request, compile), bool(calls)


def test_what_was_compiled_once_is_not_compiled_again(tmp_path: Path) -> None:
    assert compiled(PlanCache(tmp_path / "plans", "key")) == ("select 1", True)
    assert compiled(PlanCache(tmp_path / "plans", "key"), sql="select 2") == ("select 1", False)


@pytest.mark.parametrize(
    ("key", "request_"),
    [
        ("other manifest", REQUEST),
        ("key", {**REQUEST, "metrics": ["fines"]}),
        ("key", {**REQUEST, "limit": 3}),
        ("key", {**REQUEST, "start": datetime(2024, 1, 2)}),
        ("key", {**REQUEST, "start": "2024-01-01"}),
        ("key", {**REQUEST, "where": ["{{ Dimension('title__genre') }} = '\ud800'"]}),
    ],
)
def test_whatever_differs_is_a_miss(tmp_path: Path, key: str, request_: dict[str, Any]) -> None:
    compiled(PlanCache(tmp_path, "key"))
    assert compiled(PlanCache(tmp_path, key), request_, "select 2") == ("select 2", True)
    assert compiled(PlanCache(tmp_path, "key")) == ("select 1", False)


def test_another_layout_is_a_miss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled(PlanCache(tmp_path, "key"))
    monkeypatch.setattr(plan_cache, "_LAYOUT", 99)
    assert compiled(PlanCache(tmp_path, "key"), sql="select 2") == ("select 2", True)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: "", id="empty"),
        pytest.param(lambda text: text[: len(text) // 2], id="cut"),
        pytest.param(lambda text: "null", id="null"),
        pytest.param(lambda text: "[[" * 100_000, id="too deep"),
        pytest.param(lambda text: "\0\1\2", id="garbage"),
        pytest.param(lambda text: text.replace("select 1", "select 7"), id="other SQL"),
        pytest.param(lambda text: text.replace("title__genre", "title__pages"), id="another question's"),
        pytest.param(lambda text: json.dumps({**json.loads(text), "body": {"sql": "select 7"}}), id="other body"),
    ],
)
def test_a_damaged_entry_is_a_miss_and_is_mended(tmp_path: Path, damage: Callable[[str], str]) -> None:
    cache = PlanCache(tmp_path, "key")
    compiled(cache)
    (entry,) = tmp_path.iterdir()
    entry.write_text(damage(entry.read_text(encoding="utf-8")), encoding="utf-8")
    assert compiled(cache) == ("select 1", True)
    assert compiled(cache) == ("select 1", False)


def test_an_entry_in_the_place_of_another_is_a_miss(tmp_path: Path) -> None:
    cache = PlanCache(tmp_path, "key")
    compiled(cache)
    (mine,) = tmp_path.iterdir()
    compiled(cache, {**REQUEST, "limit": 3}, "select 3")
    (other,) = set(tmp_path.iterdir()) - {mine}
    os.replace(other, mine)
    assert compiled(cache) == ("select 1", True)


def test_a_refusal_is_kept_as_one(tmp_path: Path) -> None:
    cache = PlanCache(tmp_path, "key")

    def refuse() -> str:
        raise QueryInvalid("nothing joins them", "ask otherwise")

    for _ in range(2):
        with pytest.raises(QueryInvalid) as refusal:
            cache.get(REQUEST, refuse)
        assert (refusal.value.message, refusal.value.hint) == ("nothing joins them", "ask otherwise")

        def refuse() -> str:
            raise AssertionError("compiled again")


def test_what_can_not_be_compiled_for_want_of_a_manifest_is_not_kept(tmp_path: Path) -> None:
    cache = PlanCache(tmp_path, "key")
    with pytest.raises(ZeroDivisionError):
        cache.get(REQUEST, lambda: str(1 // 0))
    assert compiled(cache) == ("select 1", True)


@pytest.mark.parametrize("folder", ["file", "file/plans"])
def test_a_folder_that_can_not_be_written_to_keeps_nothing_and_answers(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("")
    assert compiled(PlanCache(tmp_path / folder, "key")) == ("select 1", True)
    assert compiled(PlanCache(tmp_path / folder, "key")) == ("select 1", True)


def test_the_oldest_entries_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_cache, "MOST_ENTRIES", 20)
    cache = PlanCache(tmp_path, "key")
    for limit in range(50):
        compiled(cache, {"limit": limit}, f"select {limit}")
        for entry in tmp_path.iterdir():
            os.utime(entry, (entry.stat().st_mtime - 10, entry.stat().st_mtime - 10))
    assert len(list(tmp_path.iterdir())) <= 20
    assert compiled(cache, {"limit": 49}) == ("select 49", False)
    assert compiled(cache, {"limit": 0}, "again") == ("again", True)


def fill(folder: Path) -> list[str]:
    """Ask for a hundred things, as one of several processes."""
    cache = PlanCache(folder, "key")
    return [compiled(cache, {"limit": n}, f"select {n}")[0] for n in [*range(100), *range(100)]]


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_several_that_fill_it_at_once_all_read_what_is_right(tmp_path: Path, pool: Any) -> None:
    expected = [f"select {n}" for n in [*range(100), *range(100)]]
    with pool(3) as workers:
        assert list(workers.map(fill, [tmp_path] * 3)) == [expected] * 3
    assert {path.suffix for path in tmp_path.iterdir()} == {".json"}
    assert len(list(tmp_path.iterdir())) == 100


def test_two_processes_of_the_command_fill_it_at_once(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    asked = [("loans", "month"), ("loans", "genre"), ("fines", "month")]
    with ThreadPoolExecutor(6) as workers:
        runs = list(workers.map(lambda a: copy.metrics("query", "-m", a[0], "-g", a[1], "--csv"), asked * 2))
    assert [run.code for run in runs] == [0] * 6
    assert [run.out for run in runs[:3]] == [run.out for run in runs[3:]]
    plans = list((copy.root / "target" / "metrics" / "plans").iterdir())
    assert plans and {path.suffix for path in plans} == {".json"}


def test_a_changed_manifest_compiles_anew_and_damaged_plans_still_answer(library: Built, tmp_path: Path) -> None:
    copy = library.copy(tmp_path / "library")
    question = ("query", "--metrics", "loans", "--group-by", "genre", "--csv")
    before = copy.metrics(*question)
    for plan in (copy.root / "target" / "metrics" / "plans").iterdir():
        plan.write_text('{"body": {"sql": "select 1"}')
    assert copy.metrics(*question) == before
    manifest = copy.root / "target" / "semantic_manifest.json"
    text = manifest.read_text(encoding="utf-8")
    changed = text.replace('"expr": "loan_id"', '"expr": "case when loan_id > 0 then null end"')
    assert changed != text
    manifest.write_text(changed, encoding="utf-8")
    assert copy.metrics(*question).out != before.out


def test_the_version_is_the_installed_ones() -> None:
    from importlib.metadata import version

    assert metricflow_version() == version("metricflow")
