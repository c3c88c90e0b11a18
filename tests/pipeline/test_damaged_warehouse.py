"""A warehouse file that can't be read through is noticed, whatever befell it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

DAGS = Path(__file__).parents[2] / "airflow" / "dags"


@pytest.fixture
def is_damaged(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], bool]:
    monkeypatch.syspath_prepend(str(DAGS))
    from orchestration import fingerprint

    yield fingerprint.is_damaged
    for name in [name for name in sys.modules if name.split(".")[0] == "orchestration"]:
        del sys.modules[name]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "data.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.lines as select range as id, repeat('x', 50) || range as name from range(200000)"
        )
    return path


def test_a_whole_file_and_none_at_all_are_not_damaged(is_damaged: Callable[[Path], bool], warehouse: Path) -> None:
    assert not is_damaged(warehouse)
    assert not is_damaged(warehouse.with_name("none.duckdb"))


@pytest.mark.parametrize("harm", ["cut", "emptied", "overwritten"])
def test_a_harmed_file_is_damaged(harm: str, is_damaged: Callable[[Path], bool], warehouse: Path) -> None:
    content = warehouse.read_bytes()
    harmed = {"cut": content[: len(content) // 2], "emptied": b"", "overwritten": b"not a database" * 1000}
    warehouse.write_bytes(harmed[harm])
    assert is_damaged(warehouse)
