"""A shelf gives back what was put on it, or is absent: never something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from metrics_cli.catalog.shelf import load_shelf, save_shelf

TEXTS = [("names", f"word {i}", f"thing {i}") for i in range(2_000)] + [("", "word 1", "something else")]


def test_a_text_is_found_by_its_section_and_key(tmp_path: Path) -> None:
    save_shelf(tmp_path / "kept" / "words", TEXTS)
    shelf = load_shelf(tmp_path / "kept" / "words")
    assert shelf is not None
    assert (shelf.text("names", "word 1"), shelf.text("", "word 1")) == ("thing 1", "something else")
    assert (shelf.text("names", "word 2000"), shelf.text("", "word 2")) == (None, None)
    assert sorted(shelf.texts_of("names")) == sorted((key, text) for section, key, text in TEXTS if section)
    assert shelf.texts_of("others") == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content[:-1], id="cut off"),
        pytest.param(lambda content: content[:9_000] + bytes([content[9_000] ^ 1]) + content[9_001:], id="one bit"),
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: b"SQLite format 3\0" * 99, id="something else"),
    ],
)
def test_a_damaged_file_is_absent(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "words"
    save_shelf(path, TEXTS)
    path.write_bytes(damage(path.read_bytes()))
    assert load_shelf(path) is None


def test_what_cant_be_written_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    save_shelf(tmp_path / "file" / "words", TEXTS)
    assert load_shelf(tmp_path / "file" / "words") is None
    assert load_shelf(tmp_path) is None
