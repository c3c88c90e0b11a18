"""The words of a catalog are indexed once for each state of it; what was kept says the same as what is built anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from time import time
from typing import Any

import pytest

from metrics_cli.catalog import Catalog, Home
from metrics_cli.catalog.keeping import Keeping
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.interpretation.rules.knowledge import knowledge

TODAY = date(2026, 11, 21)
QUESTIONS = (
    "visits by ward in California last month",
    "How many people do we look after?",
    "average wiat per speciality for Cardiology, Paediatrics and ear, nose and throat",
    "urgent visits with length over 20 since March by physician",
    "visits in Bregen by town",
    "zugzwangs by ward",
)


class Counting(Mapping[Home, Values]):
    """The values of a catalog, counting how often one is looked at."""

    def __init__(self, values: Mapping[Home, Values]) -> None:
        self._values = values
        self.looks = 0

    def __getitem__(self, home: Home) -> Values:
        self.looks += 1
        return self._values[home]

    def __iter__(self) -> Iterator[Home]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _opened(valued: Catalog, path: Path, of: str = "monday", until: float = float("inf")) -> tuple[Catalog, Counting]:
    values = Counting(valued.values)
    return replace(valued, values=values, keeping=Keeping(path, of, lambda: until)), values


def _readings(catalog: Catalog) -> list[Any]:
    return [RulesInterpreter().read(question, catalog, TODAY) for question in QUESTIONS]


def test_what_is_kept_is_what_is_built(valued: Catalog, tmp_path: Path) -> None:
    built, kept = (knowledge(_opened(valued, tmp_path / "words")[0]) for _ in range(2))
    assert _same(built.verified, kept.verified)
    assert [f.name for f in fields(built.lexicon) if not _same(*_both(built.lexicon, kept.lexicon, f.name))] == []
    assert [f.name for f in fields(built.values) if not _same(*_both(built.values, kept.values, f.name))] == []


def _both(built: Any, kept: Any, name: str) -> tuple[Any, Any]:
    return getattr(built, name), getattr(kept, name)


def _same(built: Any, kept: Any) -> bool:
    return dict(built) == dict(kept) if isinstance(built, Mapping) else bool(built == kept)


def test_a_question_over_what_is_kept_looks_at_no_value_and_reads_the_same(valued: Catalog, tmp_path: Path) -> None:
    first, _ = _opened(valued, tmp_path / "words")
    again, values = _opened(valued, tmp_path / "words")
    assert _readings(first) == _readings(again) == _readings(valued)
    assert values.looks == 0


@pytest.mark.parametrize(
    ("of", "spoil"),
    [
        pytest.param("tuesday", lambda path: None, id="another state"),
        pytest.param("monday", lambda path: path.write_bytes(path.read_bytes()[:-9]), id="damaged"),
        pytest.param("monday", Path.unlink, id="gone"),
    ],
)
def test_what_no_longer_holds_is_built_anew(
    valued: Catalog, tmp_path: Path, of: str, spoil: Callable[[Path], Any]
) -> None:
    _readings(_opened(valued, tmp_path / "words")[0])
    spoil(tmp_path / "words")
    again, values = _opened(valued, tmp_path / "words", of)
    assert _readings(again) == _readings(valued)
    assert values.looks > 0


def test_what_holds_for_a_while_is_kept_for_that_while(valued: Catalog, tmp_path: Path) -> None:
    for until, is_kept in ((time() + 3600, True), (time() - 1, False), (0.0, False)):
        path = tmp_path / str(until)
        _readings(_opened(valued, path, until=until)[0])
        again, values = _opened(valued, path, until=until)
        _readings(again)
        assert (values.looks == 0) is is_kept
